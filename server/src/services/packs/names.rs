//! The names of a brand and the sites that its passports stand on: the platform's, and one for each host of its own. All names
//! have the same keys.

use super::{
    Out,
    package::{Package, db},
    write::{About, bytes},
};
use crate::{
    app::App,
    services::brand_keys::{did, did_of_host, public_keys},
};
use ::db::{
    AsyncPgConnection,
    queries::{
        domains,
        packs::{self, Table},
    },
};
use domain::{BrandId, Error};
use formats::did::{DidWeb, Key, document};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use verify::pack::{DID, did_file, site_folder};

/// A host that the brand's passports are read at.
pub(super) struct Site {
    /// The host; none for the platform's.
    pub(super) host: Option<String>,
    /// The brand's name there.
    did: Option<DidWeb>,
    /// Whether passports have their address there.
    pub(super) is_used: bool,
}

impl Site {
    /// Its folder in the pack.
    pub(super) fn folder(&self) -> String {
        site_folder(self.host.as_deref())
    }
}

/// What the brand is called, and where its passports stand.
pub(super) struct Names {
    /// The platform's site first.
    pub(super) sites: Vec<Site>,
    /// The name that outlives the platform: that of the brand's current host, where it has one.
    pub(super) first: Option<DidWeb>,
    keys: Vec<Key>,
}

impl Names {
    /// Reads them; the brand has a key by now.
    pub(super) async fn read(app: &App, tx: &mut AsyncPgConnection, brand: BrandId) -> Result<Self, Error> {
        let standing = domains::passports(tx).await?;
        let current = domains::current(tx).await?;
        let all = packs::count(tx, Table::Passports).await?;
        let elsewhere: u32 = standing.values().sum();
        let platform = Site {
            host: None,
            did: did(&app.config.server.base_url, brand),
            is_used: all > elsewhere || standing.is_empty(),
        };
        let own = domains::list(tx).await?.into_iter().filter_map(|domain| {
            let is_used = standing.contains_key(&domain.host);
            (is_used || domain.verified_at.is_some()).then(|| Site {
                did: did_of_host(&domain.host),
                host: Some(domain.host),
                is_used,
            })
        });
        let sites: Vec<Site> = std::iter::once(platform).chain(own).collect();
        let here = sites
            .iter()
            .find(|site| site.host.is_some() && site.host == current);
        let first = here.into_iter().chain(&sites).find_map(|site| site.did.clone());
        Ok(Self {
            first,
            sites,
            keys: public_keys(app, brand).await?,
        })
    }

    /// The did document of a name: the keys are the brand's, whichever of its hosts the name is of.
    pub(super) fn document(&self, name: &str) -> Option<Value> {
        Some(document(&name.parse().ok()?, &self.keys, &[]))
    }

    /// All names: those of the sites, and those that versions were issued under.
    pub(super) fn all(&self, issued: &BTreeSet<String>) -> BTreeSet<String> {
        let sites = self
            .sites
            .iter()
            .filter_map(|site| Some(site.did.as_ref()?.to_string()));
        sites.chain(issued.iter().cloned()).collect()
    }
}

/// The public halves of the keys; the did documents also where they are looked up on the web.
pub(super) async fn keys<O: Out>(
    app: &App,
    about: &About,
    names: &BTreeSet<String>,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let mut tx = app.db.brand(about.brand).await.map_err(db)?;
    let rows = ::db::queries::brand_keys::all(&mut tx, about.brand)
        .await
        .map_err(db)?;
    tx.commit().await.map_err(db)?;
    let key = |row: &::db::queries::brand_keys::PublicKey| {
        json!({
            "id": row.id,
            "public_key": format!("\\x{}", hex::encode(&row.public_key)),
            "created_at": row.created_at,
            "retired_at": row.retired_at,
            "revoked_at": row.revoked_at,
        })
    };
    let rows: Vec<Value> = rows.iter().map(key).collect();
    package.add("restore/keys.json", &bytes(&rows)?).await?;
    let Some(first) = &about.names.first else {
        return Ok(());
    };
    let written = |name: &str| about.names.document(name).map(|document| document.to_string());
    if let Some(document) = written(&first.to_string()) {
        package.add(DID, document.as_bytes()).await?;
    }
    for name in names {
        if let Some(document) = written(name) {
            package.add(&did_file(name), document.as_bytes()).await?;
        }
    }
    for site in &about.names.sites {
        let Some(did) = &site.did else { continue };
        let folder = match did.path() {
            [] => ".well-known".to_owned(),
            path => path.join("/"),
        };
        if let Some(document) = written(&did.to_string()) {
            let place = format!("{}/{folder}/did.json", site.folder());
            package.add(&place, document.as_bytes()).await?;
        }
    }
    Ok(())
}
