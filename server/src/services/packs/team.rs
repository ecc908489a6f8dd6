//! The brand's own settings, and who worked for it.

use super::{
    Out,
    package::{Package, db},
    write::bytes,
};
use crate::app::App;
use ::db::queries::{brands, factors, members, sitemaps};
use chrono::{DateTime, Utc};
use domain::{BrandId, Role};
use serde::{Deserialize, Serialize};

/// Where it stands in a pack.
pub(super) const FILE: &str = "restore/brand.json";

/// The brand beside its name and id.
#[derive(Serialize, Deserialize)]
pub(super) struct Settings {
    /// How long values of the PIM count, in seconds.
    pub(super) cache_ttl_s: u32,
    /// Since when, or from when on, every member needs a second factor.
    pub(super) second_factor_from: Option<DateTime<Utc>>,
    /// Whether search engines are led to its passports.
    #[serde(default)]
    pub(super) sitemap: bool,
    /// Who worked for it.
    pub(super) members: Vec<Worker>,
}

/// Somebody who worked for the brand. Nothing that they sign in with is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct Worker {
    /// Their address.
    pub(super) email: String,
    /// As what.
    pub(super) role: Role,
}

/// Writes them.
pub(super) async fn write<O: Out>(
    app: &App,
    brand: BrandId,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    // The brand's door shows no accounts; the queries name the brand.
    let mut tx = app.db.system("write an exit pack").await.map_err(db)?;
    let found = brands::by_id(&mut tx, brand).await.map_err(db)?;
    let second_factor_from = factors::required_from(&mut tx, brand).await.map_err(db)?;
    let sitemap = sitemaps::is_wanted(&mut tx, brand).await.map_err(db)?;
    let all = members::list(&mut tx, brand).await.map_err(db)?;
    tx.commit().await.map_err(db)?;
    let worker = |member: ::db::types::Member| Worker {
        email: member.email,
        role: member.role,
    };
    let Some(found) = found else { return Ok(()) };
    let settings = Settings {
        cache_ttl_s: found.cache_ttl_s,
        second_factor_from,
        sitemap,
        members: all.into_iter().map(worker).collect(),
    };
    package.add(FILE, &bytes(&settings)?).await
}
