//! The way back: a pack becomes a brand of this installation, under the same id, with the same addresses and versions.

mod passports;
mod tables;

use super::team::{FILE, Settings, Worker};
use crate::{
    app::App,
    services::{
        audit::{self, Actor},
        domains, team,
    },
};
use ::db::{
    AsyncPgConnection,
    queries::{
        brands, factors, members,
        packs::{self, Table},
        sitemaps, users,
    },
    types::Brand,
};
use chrono::{DateTime, Utc};
use domain::{BrandId, Error, Role, UserId, account::CACHE_TTL_DEFAULT_S};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;
use verify::pack::{Files, MANIFEST, Manifest};

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
    /// Who was invited again: those who worked for it, but for its owner.
    pub invited: Vec<String>,
    /// Addresses of its passports that lead to another host than this installation has, as the codes on products do.
    pub elsewhere: Vec<String>,
    /// Hosts of its own whose DNS record was not found: nothing is served there as the brand's before it is.
    pub waiting: Vec<String>,
}

/// Restores a pack, which the caller has checked, as a brand of the account with the address `owner`. Nothing is written unless
/// everything is. With `wants_team`, those who worked for the brand are invited again.
pub async fn restore(
    app: &App,
    files: &mut (dyn Files + Send),
    owner: &str,
    wants_team: bool,
) -> Result<Restored, Error> {
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
        invited: Vec::new(),
        elsewhere: Vec::new(),
        waiting: Vec::new(),
    };
    let team = settings(&mut tx, (brand, &manifest.brand_name), files).await?;
    tables::restore(app, &mut tx, brand, files).await?;
    let names = manifest.files.keys().map(String::as_str);
    let counted = passports::restore(app, &mut tx, (brand, owner), names, files).await?;
    restored.passports = counted.passports;
    restored.versions = counted.versions;
    restored.elsewhere = counted.elsewhere;
    tables::behind(&mut tx, owner, files).await?;
    let actor = Actor {
        brand,
        user: Some(owner),
        ip: None,
    };
    let detail = json!({ "made_at": manifest.made_at, "passports": restored.passports, "versions": restored.versions });
    audit::record(app, &mut tx, actor, "brand.restored", &brand.to_string(), detail).await?;
    tx.commit().await?;
    // What the DNS says is nothing that can be taken back with the rest.
    if wants_team {
        restored.invited = team::invite_again(app, (brand, &restored.name), owner, &team).await?;
    }
    restored.waiting = domains::prove_again(app, brand, &verified(files)?).await?;
    Ok(restored)
}

/// The brand's settings; answers who worked for it.
async fn settings(
    tx: &mut AsyncPgConnection,
    (brand, name): (BrandId, &str),
    files: &mut (dyn Files + Send),
) -> Result<Vec<(String, Role)>, Error> {
    // Packs from before there was this file have none.
    let Some(bytes) = files.read(FILE) else {
        return Ok(Vec::new());
    };
    let settings: Settings = serde_json::from_slice(&bytes).map_err(|_| unreadable(FILE))?;
    brands::update(tx, brand, name, settings.cache_ttl_s).await?;
    factors::require_from(tx, brand, settings.second_factor_from).await?;
    sitemaps::want(tx, brand, settings.sitemap).await?;
    let worker = |worker: Worker| (worker.email, worker.role);
    Ok(settings.members.into_iter().map(worker).collect())
}

/// When each host was verified where the pack was made.
fn verified(files: &mut dyn Files) -> Result<HashMap<String, DateTime<Utc>>, Error> {
    let rows: Vec<Value> = optional(files, "restore/domains.json")?;
    let of = |row: &Value| {
        let at = row.get("verified_at")?.as_str()?.parse().ok()?;
        Some((row.get("host")?.as_str()?.to_owned(), at))
    };
    Ok(rows.iter().filter_map(of).collect())
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

fn id_of(row: &Value, name: &str) -> Result<Uuid, Error> {
    let id = row.get("id").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok()).ok_or_else(|| unreadable(name))
}

fn read<T: DeserializeOwned>(files: &mut dyn Files, name: &str) -> Result<T, Error> {
    let bytes = files.read(name).ok_or_else(|| unreadable(name))?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable(name))
}

/// The rows of a file that packs from before it existed do not have.
fn optional(files: &mut dyn Files, name: &str) -> Result<Vec<Value>, Error> {
    match files.read(name) {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| unreadable(name)),
        None => Ok(Vec::new()),
    }
}

fn unreadable(name: &str) -> Error {
    Error::conflict(format!(
        "The pack's file {name} is missing or cannot be read. Nothing was restored."
    ))
}
