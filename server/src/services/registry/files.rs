//! Files for the registry: a hundred passports each, none that it would refuse.

use super::{horizon, rows, today};
use crate::{app::App, context::OpContext, services::audit};
use db::queries::registrations;
use domain::{
    Error, Kind, PassportId, Permission,
    registry::{FILE_MAX, ListRegistry, RegistryRow},
};
use formats::registry::{Entry, FileFormat};
use serde_json::json;

/// The most files that are offered at once.
const FILES: usize = 20;

/// A file for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// What is in it.
    pub text: String,
}

/// What is to be exported, cut into files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The passports of each file.
    pub files: Vec<Vec<PassportId>>,
    /// How many are left out because the registry would refuse them.
    pub refused: usize,
    /// Whether there are more than fit into the files.
    pub more: bool,
}

impl Parts {
    /// How many passports are in the files.
    pub fn passports(&self) -> usize {
        self.files.iter().map(Vec::len).sum()
    }
}

/// Cuts all passports that match into files.
pub async fn parts(app: &App, op: &OpContext, mut cmd: ListRegistry) -> Result<Parts, Error> {
    op.require(Permission::Publish)?;
    let per_page = u32::try_from(FILE_MAX).unwrap_or(u32::MAX);
    let (mut good, mut parts) = (Vec::new(), Parts::default());
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    cmd.page = 1;
    loop {
        let (found, total) = registrations::page(&mut tx, &cmd, horizon(app), per_page).await?;
        let is_last = cmd.page.saturating_mul(per_page) >= total;
        for row in rows(app, &mut tx, found).await? {
            if row.has_errors() {
                parts.refused += 1;
            } else {
                good.push(row.passport);
            }
        }
        if is_last {
            break;
        }
        if good.len() >= FILES * FILE_MAX {
            parts.more = true;
            break;
        }
        cmd.page += 1;
    }
    tx.commit().await?;
    parts.more |= good.len() > FILES * FILE_MAX;
    good.truncate(FILES * FILE_MAX);
    parts.files = good.chunks(FILE_MAX).map(<[_]>::to_vec).collect();
    Ok(parts)
}

/// Makes a file of these passports, and notes that they stood in it.
pub async fn export(
    app: &App,
    op: &OpContext,
    passports: &[PassportId],
    format: FileFormat,
) -> Result<RegistryFile, Error> {
    op.require(Permission::Publish)?;
    let mut wanted = passports.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Err(Error::conflict("Choose at least one passport to export."));
    }
    if wanted.len() > FILE_MAX {
        let text = format!(
            "The registry takes {FILE_MAX} passports in one file at most. Choose fewer, or export all that match."
        );
        return Err(Error::conflict(text));
    }
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = registrations::these(&mut tx, &wanted).await?;
    if found.len() < wanted.len() {
        return Err(Error::NotFound(Kind::Passport));
    }
    let rows = rows(app, &mut tx, found).await?;
    refuse_mistaken(&rows)?;
    let file = made(app, &rows, format)?;
    let exported: Vec<_> = rows.iter().map(|row| (row.passport, row.version)).collect();
    let brand = op.caller.brand_id;
    registrations::note_export(&mut tx, brand, &exported, app.clock.now()).await?;
    let detail = json!({
        "passports": rows.len(),
        "format": format.word(),
        "sha256": formats::sha256_hex(file.text.as_bytes()),
    });
    audit::record(app, &mut tx, op, "registry.exported", &brand.to_string(), detail).await?;
    tx.commit().await?;
    Ok(file)
}

fn made(app: &App, rows: &[RegistryRow], format: FileFormat) -> Result<RegistryFile, Error> {
    let entries: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let facts = row.facts.as_ref()?;
            Some(Entry {
                facts,
                hash: &row.hash,
            })
        })
        .collect();
    let now = app.clock.now();
    let text =
        formats::registry::file(&entries, format, now).map_err(|error| Error::conflict(error.to_string()))?;
    // The hash keeps several files of a day apart.
    let hash = formats::sha256_hex(text.as_bytes());
    let (day, mark) = (today(now).format("%Y-%m-%d"), hash.get(..8).unwrap_or_default());
    Ok(RegistryFile {
        name: format!("tessera-registry-{day}-{mark}.{}", format.word()),
        mime: format.mime(),
        text,
    })
}

/// One passport that the registry refuses may cost the whole file.
fn refuse_mistaken(rows: &[RegistryRow]) -> Result<(), Error> {
    const NAMED: usize = 5;
    let wrong: Vec<&str> = rows
        .iter()
        .filter(|row| row.has_errors())
        .map(|row| row.product_identifier.as_str())
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let named = wrong[..wrong.len().min(NAMED)].join(", ");
    let more = match wrong.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Err(Error::conflict(format!(
        "The registry would refuse {named}{more}. Open them to see why, or leave them out."
    )))
}
