//! Passports by their identifiers: their own, and those of the products.

use crate::app::App;
use db::queries::passports as rows;
use domain::{Error, PassportId};
use gs1::{CANONICAL_STEM, DigitalLink, Gtin};
use std::collections::HashMap;

/// The passport that an identifier names: `urn:uuid:…` or the UUID alone.
pub fn passport_id(text: &str) -> Option<PassportId> {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    // Only the form with hyphens, which is the one that is told.
    (text.len() == 36).then(|| text.parse().ok()).flatten()
}

/// The path of a product's passport, from its identifier: an address of this site, a canonical Digital Link, or a GTIN.
pub fn product_path(app: &App, text: &str) -> Option<String> {
    if let Ok(gtin) = Gtin::parse(text) {
        return text
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| gs1::gtin_path(gtin));
    }
    let path = text
        .strip_prefix(app.config.link("").as_str())
        .or_else(|| text.strip_prefix(CANONICAL_STEM))
        .filter(|path| path.starts_with('/'))?;
    if let Some(id) = path.strip_prefix("/p/") {
        let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        return (id.len() == 16 && plain).then(|| path.to_owned());
    }
    let link = DigitalLink::parse(&app.config.link(path)).ok()?;
    Some(link.path())
}

/// Where the passport is that an identifier names, its own or its product's; by its own, only that one counts there.
pub async fn place(app: &App, text: &str) -> Result<Option<(String, Option<PassportId>)>, Error> {
    let id = passport_id(text);
    let path = match id {
        Some(id) => path_of(app, id).await?,
        None => product_path(app, text),
    };
    Ok(path.map(|path| (path, id)))
}

/// The path of a passport. Somebody else's may be there by now, if it was taken back.
pub async fn path_of(app: &App, id: PassportId) -> Result<Option<String>, Error> {
    let mut tx = app.db.public().await?;
    let path = rows::path_of(&mut tx, id).await?;
    tx.commit().await?;
    Ok(path)
}

/// The passports that are to be read under some paths.
pub async fn at_paths(app: &App, paths: &[String]) -> Result<HashMap<String, PassportId>, Error> {
    let mut tx = app.db.public().await?;
    let found = rows::at_paths(&mut tx, paths).await?;
    tx.commit().await?;
    Ok(found)
}
