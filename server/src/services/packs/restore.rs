//! The way back: a pack becomes a brand of this installation, under the same id, with the same addresses and versions.

use super::package::db as of_db;
use crate::{
    app::App,
    crypto::Place,
    services::audit::{self, Actor},
};
use ::db::{
    AsyncPgConnection, OnUnique,
    queries::{
        brands, members,
        packs::{self, Kept, Table},
        users,
    },
    types::Brand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{BrandId, Error, PassportId, Role, UserId, account::CACHE_TTL_DEFAULT_S};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use verify::{
    ProofFile, SUFFIX,
    pack::{Files, MANIFEST, Manifest, restricted_file},
};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// Number of its passports.
    pub passports: u32,
    /// Number of their versions.
    pub versions: u32,
}

/// Restores a pack, which the caller has checked, as a brand of the account with the address `owner`. Nothing is written unless
/// everything is.
pub async fn restore(app: &App, files: &mut (dyn Files + Send), owner: &str) -> Result<Restored, Error> {
    let manifest: Manifest = read(files, MANIFEST)?;
    let id: Uuid = manifest.brand.parse().map_err(|_| unreadable(MANIFEST))?;
    let brand = BrandId(id);
    let owner = place(app, brand, &manifest.brand_name, owner).await?;
    let mut tx = app.db.brand(brand).await?;
    if packs::count(&mut tx, Table::Templates).await? > 0
        || packs::count(&mut tx, Table::Passports).await? > 0
    {
        return Err(Error::conflict(
            "This brand has templates or passports already. A pack is restored into an empty one.",
        ));
    }
    let mut restored = Restored {
        brand,
        name: manifest.brand_name.clone(),
        passports: 0,
        versions: 0,
    };
    keys(app, &mut tx, brand, files).await?;
    tables(app, &mut tx, brand, files).await?;
    let mut names: Vec<&String> = manifest
        .files
        .keys()
        .filter(|name| name.starts_with("restore/passports/"))
        .collect();
    let mut rows = Vec::new();
    for name in names.drain(..) {
        rows.push((name, read::<Value>(files, name)?));
    }
    // Models come before their batches and items: whoever was made earlier.
    rows.sort_by_key(|(_, row)| {
        row.get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    });
    for (name, row) in rows {
        restored.versions += passport(app, &mut tx, (brand, owner), (name, &row), files).await?;
        restored.passports += 1;
    }
    let actor = Actor {
        brand,
        user: Some(owner),
        ip: None,
    };
    let detail = json!({ "made_at": manifest.made_at, "passports": restored.passports, "versions": restored.versions });
    audit::record(app, &mut tx, actor, "brand.restored", &brand.to_string(), detail).await?;
    tx.commit().await?;
    Ok(restored)
}

/// The brand, new where it is not there, and its owner.
async fn place(app: &App, brand: BrandId, name: &str, owner: &str) -> Result<UserId, Error> {
    let address = owner.trim().to_lowercase();
    let now = app.clock.now();
    let mut tx = app.db.system("restore a pack").await?;
    let Some(user) = users::by_email(&mut tx, &address).await? else {
        let words = format!(
            "There is no account with the address {address}. Sign up with it first; the pack becomes another brand of it."
        );
        return Err(Error::conflict(words));
    };
    match brands::by_id(&mut tx, brand).await? {
        Some(_) if members::role(&mut tx, brand, user.id).await? == Some(Role::Owner) => {}
        Some(_) => {
            return Err(Error::conflict(format!(
                "The brand of this pack exists here, and {address} does not own it."
            )));
        }
        None => {
            let fresh = Brand {
                id: brand,
                name: name.to_owned(),
                cache_ttl_s: CACHE_TTL_DEFAULT_S,
                created_at: now,
            };
            brands::insert(&mut tx, &fresh).await?;
            members::insert(&mut tx, brand, user.id, Role::Owner, now).await?;
        }
    }
    tx.commit().await?;
    Ok(user.id)
}

/// The public halves of the keys. Their private halves stay where they were, so none of them signs here.
async fn keys(
    app: &App,
    tx: &mut AsyncPgConnection,
    brand: BrandId,
    files: &mut (dyn Files + Send),
) -> Result<(), Error> {
    for mut key in read::<Vec<Value>>(files, "restore/keys.json")? {
        let id = id_of(&key, "restore/keys.json")?;
        if key["retired_at"].is_null() {
            key["retired_at"] = json!(app.clock.now());
        }
        let sealed = app.keys.seal(&Place::brand_key(brand, id), &[]);
        packs::insert_key(tx, brand, &key, &sealed).await?;
    }
    Ok(())
}

/// Connections, templates and files.
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
        .on_unique("passports_path_key", || Error::conflict(taken))?;
    let slug = name
        .trim_start_matches("restore/passports/")
        .trim_end_matches(".json");
    let proof = format!("passports/{slug}{SUFFIX}");
    let Some(bytes) = files.read(&proof) else {
        return Ok(0);
    };
    let file: ProofFile = serde_json::from_slice(&bytes).map_err(|_| unreadable(&proof))?;
    for (number, saved) in (1_i32..).zip(&file.versions) {
        let document: Value = serde_json::from_str(&saved.document).map_err(|_| unreadable(&proof))?;
        if document["version"] != number {
            return Err(unreadable(&proof));
        }
        let kept = Kept {
            hash: hex::decode(&saved.sha256).map_err(|_| unreadable(&proof))?,
            signature: saved
                .signature
                .as_ref()
                .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()),
            key_id: saved.key_id.as_ref().and_then(|id| id.parse().ok()),
            document: saved.document.clone().into_bytes(),
            disclosures: match files.read(&restricted_file(slug, number.unsigned_abs().into())) {
                Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| unreadable(&proof))?,
                None => json!([]),
            },
        };
        let version = packs::Restored {
            id: app.new_id(),
            brand,
            passport: id,
            number,
            kept: &kept,
            published_at: document["publishedAt"].as_str().unwrap_or_default(),
            by: owner,
        };
        packs::insert_version(tx, &version)
            .await
            .map_err(of_db::<Error>)?;
    }
    u32::try_from(file.versions.len()).map_err(|_| unreadable(&proof))
}

fn id_of(row: &Value, name: &str) -> Result<Uuid, Error> {
    let id = row.get("id").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok()).ok_or_else(|| unreadable(name))
}

fn read<T: DeserializeOwned>(files: &mut dyn Files, name: &str) -> Result<T, Error> {
    let bytes = files.read(name).ok_or_else(|| unreadable(name))?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable(name))
}

fn unreadable(name: &str) -> Error {
    Error::conflict(format!(
        "The pack's file {name} is missing or cannot be read. Nothing was restored."
    ))
}
