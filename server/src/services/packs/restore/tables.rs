//! What the passports refer to.

use super::{id_of, optional, read, unreadable};
use crate::{
    app::App,
    crypto::Place,
    services::{brand_keys, domains},
};
use ::db::{
    AsyncPgConnection,
    queries::packs::{self, Table},
};
use domain::{BrandId, Error, UserId};
use serde_json::{Value, json};
use verify::pack::Files;

/// All of it, in the order in which the tables refer to each other.
pub(super) async fn restore(
    app: &App,
    tx: &mut AsyncPgConnection,
    brand: BrandId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    keys(app, tx, brand, files).await?;
    hosts(app, tx, brand, files).await?;
    tables(app, tx, brand, files).await
}

/// The public halves of the keys. Their private halves stay where they were, so none of them signs here: the first thing that is
/// signed ends the one that was in use.
async fn keys(
    app: &App,
    tx: &mut AsyncPgConnection,
    brand: BrandId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    for key in read::<Vec<Value>>(files, "restore/keys.json")? {
        let id = id_of(&key, "restore/keys.json")?;
        let sealed = brand_keys::sealed_elsewhere(app, brand, id);
        packs::insert_key(tx, brand, &key, &sealed).await?;
    }
    Ok(())
}

/// Hosts of the brand's own. They are not verified here before their DNS record was found again; what it has to say is the same.
async fn hosts(
    app: &App,
    tx: &mut AsyncPgConnection,
    brand: BrandId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    for mut row in optional(files, "restore/domains.json")? {
        let host = row["host"].as_str().unwrap_or_default().to_owned();
        let owner = domains::brand_of(app, &host).await?;
        if owner.is_some_and(|owner| owner != brand) {
            let words = format!("The host {host} belongs to another brand of this installation.");
            return Err(Error::conflict(words));
        }
        for column in [
            "verified_at",
            "checked_at",
            "problem",
            "failing_since",
            "points_here",
        ] {
            row[column] = Value::Null;
        }
        // Its record is looked for as that of a host that was added now.
        row["created_at"] = json!(app.clock.now());
        packs::insert(tx, Table::Domains, &row).await?;
    }
    Ok(())
}

/// What refers to the passports. Whoever restores it answers for it: who did once is not in the pack.
pub(super) async fn behind(
    tx: &mut AsyncPgConnection,
    owner: UserId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    for table in Table::LISTS[1] {
        for mut row in optional(files, &format!("restore/{}.json", table.name()))? {
            for column in ["created_by", "stored_by"] {
                row[column] = json!(owner);
            }
            packs::insert(tx, *table, &row).await?;
        }
    }
    Ok(())
}

/// Connections, templates with what they follow, what was entered by hand, and files.
async fn tables(
    app: &App,
    tx: &mut AsyncPgConnection,
    brand: BrandId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    for mut row in read::<Vec<Value>>(files, "restore/connections.json")? {
        let id = id_of(&row, "restore/connections.json")?;
        for column in ["secret", "password"] {
            let sealed = app.keys.seal(&Place::connection(column, brand, id), &[]);
            row[column] = format!("\\x{}", hex::encode(sealed)).into();
        }
        row["username"] = "".into();
        row["health"] = "needs_attention".into();
        packs::insert(tx, Table::Connections, &row).await?;
    }
    for row in read::<Vec<Value>>(files, "restore/templates.json")? {
        packs::insert(tx, Table::Templates, &row).await?;
    }
    for table in [Table::Compliance, Table::Entries] {
        for row in optional(files, &format!("restore/{}.json", table.name()))? {
            packs::insert(tx, table, &row).await?;
        }
    }
    for entry in read::<Vec<Value>>(files, "restore/media.json")? {
        let name = entry["file"].as_str().unwrap_or_default();
        let bytes = files.read(name).ok_or_else(|| unreadable(name))?;
        let mut row = entry["row"].clone();
        if row["sha256"] != format!("\\x{}", formats::sha256_hex(&bytes)) {
            return Err(unreadable(name));
        }
        row["bytes"] = format!("\\x{}", hex::encode(&bytes)).into();
        packs::insert(tx, Table::Media, &row).await?;
    }
    Ok(())
}
