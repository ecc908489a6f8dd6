//! The passports with their versions, byte for byte.

use super::{id_of, read, unreadable};
use crate::{
    app::App,
    services::{
        packs::{
            package::db as of_db,
            passport::{ROWS as FOLDER, TIMES},
        },
        publish::note_files,
    },
};
use ::db::{
    AsyncPgConnection, OnUnique,
    queries::{
        claims::PATH_KEY,
        packs::{self, Kept, Table},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::{BrandId, Error, PassportId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;
use verify::{
    ProofFile, SUFFIX, SavedVersion,
    pack::{Files, restricted_file},
};

/// What came back.
#[derive(Default)]
pub(super) struct Counted {
    /// Passports.
    pub(super) passports: u32,
    /// Their versions.
    pub(super) versions: u32,
    /// Addresses of theirs that lead to another host than they would have here.
    pub(super) elsewhere: Vec<String>,
}

/// All passports with their states and versions.
pub(super) async fn restore(
    app: &App,
    tx: &mut AsyncPgConnection,
    place: (BrandId, UserId),
    names: impl Iterator<Item = &str>,
    files: &mut (dyn Files + Send),
) -> Result<Counted, Error> {
    let mut rows = Vec::new();
    for name in names.filter(|name| name.starts_with(FOLDER)) {
        rows.push((name, read::<Value>(files, name)?));
    }
    rows.sort_by_key(|(_, row)| order(row));
    let mut counted = Counted::default();
    let mut lives = Vec::new();
    for (name, mut row) in rows {
        let id = id_of(&row, name)?;
        // The first life may have got its passport later than the second.
        let first: Option<Uuid> = row["succeeds"].as_str().and_then(|id| id.parse().ok());
        lives.extend(first.map(|first| (id, first)));
        row["succeeds"] = Value::Null;
        counted.versions += passport(app, tx, place, (name, &row), files).await?;
        counted.passports += 1;
        counted.elsewhere.extend(elsewhere(app, &row, name, files));
    }
    for (second, first) in lives {
        packs::succeed(tx, PassportId(second), PassportId(first)).await?;
    }
    Ok(counted)
}

/// The address of a passport's latest version, where it is not the one that it has here.
fn elsewhere(app: &App, row: &Value, name: &str, files: &mut (dyn Files + Send)) -> Option<String> {
    let slug = slug_in(name);
    let file = files.read(&format!("passports/{slug}{SUFFIX}"))?;
    let file: ProofFile = serde_json::from_slice(&file).ok()?;
    let document: Value = serde_json::from_str(&file.versions.last()?.document).ok()?;
    let own = app.config.address(row["host"].as_str(), row["path"].as_str()?);
    let said = document["identifier"].as_str()?;
    (said != own).then(|| said.to_owned())
}

/// What names a passport's files, from the file of its row.
fn slug_in(name: &str) -> &str {
    let slug = name.strip_prefix(FOLDER).unwrap_or(name);
    slug.strip_suffix(".json").unwrap_or(slug)
}

/// Models come before their batches, and batches before their items.
fn order(row: &Value) -> (u8, String) {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let level = match text("granularity") {
        "batch" => 1,
        "item" => 2,
        _ => 0,
    };
    (level, text("id").to_owned())
}

/// A passport with its versions; answers how many there are.
async fn passport(
    app: &App,
    tx: &mut AsyncPgConnection,
    (brand, owner): (BrandId, UserId),
    (name, row): (&str, &Value),
    files: &mut (dyn Files + Send),
) -> Result<u32, Error> {
    let id = PassportId(id_of(row, name)?);
    let path = row.get("path").and_then(Value::as_str).unwrap_or_default();
    let taken = format!("The address {path} belongs to another brand of this installation.");
    packs::insert(tx, Table::Passports, row)
        .await
        .on_unique(PATH_KEY, || Error::conflict(taken))?;
    let slug = slug_in(name);
    let proof = format!("passports/{slug}{SUFFIX}");
    let Some(bytes) = files.read(&proof) else {
        return Ok(0);
    };
    let file: ProofFile = serde_json::from_slice(&bytes).map_err(|_| unreadable(&proof))?;
    let times: Vec<DateTime<Utc>> = match row.get(TIMES) {
        Some(times) => serde_json::from_value(times.clone()).map_err(|_| unreadable(name))?,
        None => Vec::new(),
    };
    for (number, saved) in (1_i32..).zip(&file.versions) {
        let sealed = restricted_file(slug, number.unsigned_abs().into());
        let sealed = files.read(&sealed).map(|bytes| serde_json::from_slice(&bytes));
        let sealed = sealed.transpose().map_err(|_| unreadable(&proof))?;
        let time = times.get(number.unsigned_abs() as usize - 1).copied();
        let kept = kept((number, saved), time, sealed).ok_or_else(|| unreadable(&proof))?;
        let version = packs::Restored {
            id: app.new_id(),
            brand,
            passport: id,
            number,
            kept: &kept,
            by: owner,
        };
        packs::insert_version(tx, &version)
            .await
            .map_err(of_db::<Error>)?;
    }
    if let Some(latest) = file.versions.last() {
        let document = formats::parse(latest.document.as_bytes()).map_err(|_| unreadable(&proof))?;
        note_files(tx, (brand, id), &document.content).await?;
    }
    u32::try_from(file.versions.len()).map_err(|_| unreadable(&proof))
}

/// A version of that number as it was kept; packs from before there were times have those of the documents.
fn kept(
    (number, saved): (i32, &SavedVersion),
    time: Option<DateTime<Utc>>,
    sealed: Option<Value>,
) -> Option<Kept> {
    let document: Value = serde_json::from_str(&saved.document).ok()?;
    let stated = || document["publishedAt"].as_str()?.parse().ok();
    let signature = saved.signature.as_ref();
    (document["version"] == number).then_some(Kept {
        hash: hex::decode(&saved.sha256).ok()?,
        signature: signature.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()),
        key_id: saved.key_id.as_ref().and_then(|id| id.parse().ok()),
        document: saved.document.clone().into_bytes(),
        disclosures: sealed.unwrap_or_else(|| json!([])),
        published_at: time.or_else(stated)?,
    })
}
