//! Passports by their identifiers: their own, and those of the products.

use crate::{
    app::App,
    services::{domains, passports::PublicPassport},
};
use db::queries::passports as rows;
use domain::{BrandId, Error, PassportId, host::HostName};
use gs1::{CANONICAL_STEM, DigitalLink, Gtin};
use std::collections::HashMap;

/// Where a passport is, and what else has to be true of it to be the one that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The path.
    pub path: String,
    /// The passport's own identifier, where it was named by that: somebody else's may be under its path by now.
    pub id: Option<PassportId>,
    /// The brand on whose own host it was named.
    pub brand: Option<BrandId>,
}

impl Wanted {
    /// Whether a passport under the path is the one.
    pub fn is(&self, passport: &PublicPassport) -> bool {
        self.fits(passport.id, passport.brand_id)
    }

    /// The same of a passport of which no more is known.
    pub fn fits(&self, passport: PassportId, brand: BrandId) -> bool {
        self.id.is_none_or(|id| id == passport) && self.brand.is_none_or(|own| own == brand)
    }
}

/// The passport that an identifier names: `urn:uuid:…` or the UUID alone.
pub fn passport_id(text: &str) -> Option<PassportId> {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    // Only the form with hyphens, which is the one that is told.
    (text.len() == 36).then(|| text.parse().ok()).flatten()
}

/// A product's passport, from its identifier: an address of this site or of a brand's verified host, a canonical Digital Link, or a
/// GTIN.
pub async fn product(app: &App, text: &str) -> Result<Option<Wanted>, Error> {
    let anywhere = |path: String| Wanted {
        path,
        id: None,
        brand: None,
    };
    if let Ok(gtin) = Gtin::parse(text) {
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        return Ok(plain.then(|| anywhere(gs1::gtin_path(gtin))));
    }
    let ours = text.strip_prefix(app.config.link("").as_str());
    let ours = ours.or_else(|| text.strip_prefix(CANONICAL_STEM));
    // The name of another host may begin with ours.
    if let Some(path) = ours.filter(|path| path.starts_with('/')) {
        return Ok(path_of_product(app, path).map(anywhere));
    }
    let Some((host, path)) = own_host(text) else {
        return Ok(None);
    };
    let Some(path) = path_of_product(app, path) else {
        return Ok(None);
    };
    let brand = domains::brand_of(app, &host).await?;
    Ok(brand.map(|brand| Wanted {
        path,
        id: None,
        brand: Some(brand),
    }))
}

/// The host and the path of an address that may be at a host of a brand's own.
pub(in crate::services) fn own_host(address: &str) -> Option<(String, &str)> {
    let rest = address.strip_prefix("https://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let host = HostName::parse(host).ok()?;
    Some((host.as_str().to_owned(), path))
}

/// The path of a product's passport, from the path of an address.
fn path_of_product(app: &App, path: &str) -> Option<String> {
    if let Some(id) = path.strip_prefix("/p/") {
        let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        return (id.len() == 16 && plain).then(|| path.to_owned());
    }
    let path = Some(path).filter(|path| path.starts_with('/'))?;
    Some(DigitalLink::parse(&app.config.link(path)).ok()?.path())
}

/// Where the passport is that an identifier names, its own or its product's.
pub async fn named(app: &App, text: &str) -> Result<Option<Wanted>, Error> {
    let Some(id) = passport_id(text) else {
        return product(app, text).await;
    };
    let path = path_of(app, id).await?;
    Ok(path.map(|path| Wanted {
        path,
        id: Some(id),
        brand: None,
    }))
}

/// The path of a passport. Somebody else's may be there by now, if it was taken back.
async fn path_of(app: &App, id: PassportId) -> Result<Option<String>, Error> {
    let mut tx = app.db.public().await?;
    let path = rows::path_of(&mut tx, id).await?;
    tx.commit().await?;
    Ok(path)
}

/// The passports that are to be read under some paths, with their brands.
pub async fn at_paths(app: &App, paths: &[String]) -> Result<HashMap<String, (PassportId, BrandId)>, Error> {
    let mut tx = app.db.public().await?;
    let found = rows::at_paths(&mut tx, paths).await?;
    tx.commit().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_hosts_lead_to_hosts() {
        assert_eq!(
            own_host("https://ID.Nordlicht.eu/01/1"),
            Some(("id.nordlicht.eu".to_owned(), "/01/1"))
        );
        for other in [
            "http://id.nordlicht.eu/01/1",
            "https://id.nordlicht.eu",
            "https://id.nordlicht.eu:8443/01/1",
            "https://ada@id.nordlicht.eu/01/1",
            "https://192.0.2.1/01/1",
            "https:///01/1",
            "",
        ] {
            assert_eq!(own_host(other), None, "{other}");
        }
    }
}
