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
/// The most passports that one request looks at: each is read and checked whole.
const LOOKED_AT: usize = 3000;

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
    /// Where there are more: the last passport that was looked at. The next request goes on behind it.
    pub last: Option<PassportId>,
}

impl Parts {
    /// How many passports are in the files.
    pub fn passports(&self) -> usize {
        self.files.iter().map(Vec::len).sum()
    }
}

/// Cuts passports that match into files: the first ones, or those behind another one, as many as fit into the files and into one
/// request.
pub async fn parts(
    app: &App,
    op: &OpContext,
    cmd: &ListRegistry,
    after: Option<PassportId>,
) -> Result<Parts, Error> {
    parts_of(app, op, cmd, after, (FILES * FILE_MAX, LOOKED_AT)).await
}

async fn parts_of(
    app: &App,
    op: &OpContext,
    cmd: &ListRegistry,
    after: Option<PassportId>,
    (fit, looked_at): (usize, usize),
) -> Result<Parts, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let most = i64::try_from(looked_at).unwrap_or(i64::MAX);
    // One more tells whether there are more.
    let mut ids = registrations::behind(&mut tx, cmd, horizon(app), (after, most.saturating_add(1))).await?;
    let mut is_more = ids.len() > looked_at;
    ids.truncate(looked_at);
    let (mut good, mut parts, mut last) = (Vec::new(), Parts::default(), None);
    'all: for some in ids.chunks(FILE_MAX) {
        let found = registrations::these(&mut tx, some).await?;
        for row in rows(app, &mut tx, found).await? {
            if good.len() == fit {
                is_more = true;
                break 'all;
            }
            last = Some(row.passport);
            if row.has_errors() {
                parts.refused += 1;
            } else {
                good.push(row.passport);
            }
        }
    }
    tx.commit().await?;
    parts.last = last.filter(|_| is_more);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::publish::stage::Stage;

    /// Whatever the bounds, going on behind the last one sees every passport once, and no request looks at more.
    #[tokio::test]
    async fn all_are_seen_once_in_requests_with_a_bound() {
        let stage = Stage::set().await;
        let (app, op) = (&stage.world.app, &stage.op);
        let template = stage.template(stage.typed("desk_chair", &["name"])).await;
        let keys: Vec<_> = stage
            .products("desk_chair")
            .await
            .into_iter()
            .map(|p| p.key)
            .take(7)
            .collect();
        stage.publish(template.id, &keys).await;
        let cmd = ListRegistry::default();
        let whole = parts(app, op, &cmd, None).await.unwrap();
        assert_eq!(
            (whole.passports() + whole.refused, whole.last),
            (keys.len(), None)
        );
        for bounds in [(100, 3), (2, 100), (1, 2), (100, 7)] {
            let (mut after, mut seen, mut requests) = (None, 0, 0);
            loop {
                let some = parts_of(app, op, &cmd, after, bounds).await.unwrap();
                let looked_at = some.passports() + some.refused;
                assert!(looked_at > 0 && looked_at <= bounds.1 && some.passports() <= bounds.0);
                seen += looked_at;
                requests += 1;
                after = some.last;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, keys.len(), "{bounds:?}");
            assert!(requests >= keys.len().div_ceil(bounds.1), "{bounds:?}");
        }
        // Another brand's passport is no place to go on from.
        let (eve, _) = stage.rival().await;
        let foreign = whole.files.concat().first().copied();
        let theirs = parts(app, &eve, &cmd, foreign).await.unwrap();
        assert_eq!(theirs, Parts::default());
    }
}
