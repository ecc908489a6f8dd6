//! Writing a pack, passport by passport.

use super::{
    Out,
    names::{Names, keys},
    package::{Package, db},
    passport::{self, Row, Written},
    scans, team,
    words::readme,
};
use crate::{
    app::App,
    services::{brand_keys, publish::seconds},
};
use ::db::queries::{
    brands,
    packs::{self, Table},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{BrandId, Error, Kind};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use verify::pack::{self, Manifest, SCHEMA, Seal, Served};

/// Rows that are read at a time.
const AT_ONCE: i64 = 200;

/// What is known of the brand.
pub(super) struct About {
    /// The brand.
    pub(super) brand: BrandId,
    /// Its name.
    pub(super) name: String,
    /// What it is called, and where its passports stand.
    pub(super) names: Names,
    /// What signs the list; made before the names are read, which name its key.
    signer: brand_keys::BrandSigner,
    /// When the pack is made, RFC 3339.
    pub(super) made_at: String,
}

/// Writes everything of a brand.
pub async fn write<O: Out>(app: &App, brand: BrandId, out: &mut O) -> Result<(), O::Stop> {
    let about = about(app, brand).await?;
    let mut package = Package::new(out);
    package.add("README.txt", readme(&about).as_bytes()).await?;
    tables(app, brand, &mut package).await?;
    team::write(app, brand, &mut package).await?;
    scans::write(app, brand, &mut package).await?;
    files(app, &about, &mut package).await?;
    let kept = Box::pin(passports(app, &about, &mut package)).await?;
    let names = about.names.all(&kept.issuers);
    keys(app, &about, &names, &mut package).await?;
    Box::pin(sites(app, &about, &kept, &mut package)).await?;
    seal(&about, &names, &mut package).await?;
    Box::pin(package.finish()).await
}

async fn about(app: &App, brand: BrandId) -> Result<About, Error> {
    let mut tx = app.db.brand(brand).await?;
    let found = brands::by_id(&mut tx, brand).await?;
    let name = found.ok_or(Error::NotFound(Kind::Brand))?.name;
    let signer = brand_keys::signer(app, &mut tx, brand).await?;
    // The keys are read as everybody reads them, so a new one is there by then.
    tx.commit().await?;
    let mut tx = app.db.brand(brand).await?;
    let names = Names::read(app, &mut tx, brand).await?;
    tx.commit().await?;
    Ok(About {
        brand,
        name,
        names,
        signer,
        made_at: seconds(app.clock.now()),
    })
}

/// What a new installation needs beside the passports.
async fn tables<O: Out>(app: &App, brand: BrandId, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    for table in Table::LISTS.concat() {
        let mut rows = Vec::new();
        let mut after = String::new();
        while let (page, Some(last)) = page(app, brand, table, &after).await? {
            rows.extend(page);
            after = last;
        }
        package
            .add(&format!("restore/{}.json", table.name()), &bytes(&rows)?)
            .await?;
    }
    Ok(())
}

/// Pictures and documents, on each site where passports show them. What not everybody may see lies apart.
async fn files<O: Out>(app: &App, about: &About, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    let brand = about.brand;
    let used = about.names.sites.iter().filter(|site| site.is_used);
    let folders: Vec<String> = used.map(super::names::Site::folder).collect();
    let mut rows = Vec::new();
    let mut after = String::new();
    while let (page, Some(last)) = page(app, brand, Table::Media, &after).await? {
        for row in page {
            let Some((sha256, places)) = passport::stored(&row, &folders) else {
                continue;
            };
            let mut tx = app.db.brand(brand).await.map_err(db)?;
            let found = packs::media_bytes(&mut tx, &sha256).await.map_err(db)?;
            tx.commit().await.map_err(db)?;
            let (Some(found), Some(first)) = (found, places.first()) else {
                continue;
            };
            for place in &places {
                package.add(place, &found).await?;
            }
            rows.push(json!({ "file": first, "row": row }));
        }
        after = last;
    }
    package.add("restore/media.json", &bytes(&rows)?).await
}

/// What the passports tell of the rest of the pack.
#[derive(Default)]
struct KeptPassports {
    /// Those that the static sites serve, by host.
    served: BTreeMap<Option<String>, Vec<Served>>,
    /// The names that versions were issued under.
    issuers: BTreeSet<String>,
}

/// All passports.
async fn passports<O: Out>(
    app: &App,
    about: &About,
    package: &mut Package<'_, O>,
) -> Result<KeptPassports, O::Stop> {
    let total = {
        let mut tx = app.db.brand(about.brand).await.map_err(db)?;
        let total = packs::count(&mut tx, Table::Passports).await.map_err(db)?;
        tx.commit().await.map_err(db)?;
        total
    };
    let (mut done, mut kept, mut after) = (0, KeptPassports::default(), String::new());
    while let (page, Some(last)) = page(app, about.brand, Table::Passports, &after).await? {
        for row in page {
            if let Some(row) = Row::read(row) {
                let Written { issuers, served } = passport::write(app, about, &row, package).await?;
                kept.issuers.extend(issuers);
                if let Some(served) = served {
                    kept.served.entry(row.host).or_default().push(served);
                }
            }
            done += 1;
        }
        package.out().progress(done, total.max(done)).await?;
        after = last;
    }
    Ok(kept)
}

async fn page(
    app: &App,
    brand: BrandId,
    table: Table,
    after: &str,
) -> Result<(Vec<Value>, Option<String>), Error> {
    let mut tx = app.db.brand(brand).await?;
    let found = packs::page(&mut tx, table, after, AT_ONCE).await?;
    tx.commit().await?;
    Ok(found)
}

/// What leads from the old addresses to the files of each site, and the page that checks them.
async fn sites<O: Out>(
    app: &App,
    about: &About,
    kept: &KeptPassports,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let page = std::path::Path::new(&app.config.server.site.root).join("verify.html");
    let page = tokio::fs::read(page).await.ok();
    for site in &about.names.sites {
        let folder = site.folder();
        let served = kept.served.get(&site.host).map_or(&[][..], Vec::as_slice);
        let redirects = format!("{folder}/_redirects");
        package
            .add(&redirects, pack::redirects(served).as_bytes())
            .await?;
        let headers = format!("{folder}/_headers");
        package.add(&headers, pack::headers().as_bytes()).await?;
        let list = format!("{folder}/redirects.json");
        package.add(&list, &bytes(&pack::redirects_json(served))?).await?;
        if let Some(page) = &page {
            package.add(&format!("{folder}/verify/index.html"), page).await?;
        }
    }
    package.add("serve/nginx.conf", pack::nginx().as_bytes()).await?;
    if page.is_none() {
        let missing = "The page that checks passports was not built here, so it is not in the pack.";
        package.out().note(missing.to_owned());
    }
    Ok(())
}

/// The list of all files, and the brand's signature over it.
async fn seal<O: Out>(
    about: &About,
    names: &BTreeSet<String>,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let issuer = about.names.first.as_ref().map(ToString::to_string);
    let others = names.iter().filter(|name| Some(*name) != issuer.as_ref());
    let list = bytes(&Manifest {
        schema: SCHEMA.to_owned(),
        brand: about.brand.to_string(),
        brand_name: about.name.clone(),
        issuers: others.cloned().collect(),
        issuer,
        made_at: about.made_at.clone(),
        files: package.files().clone(),
    })?;
    package.write(pack::MANIFEST, &list).await?;
    if about.names.first.is_none() {
        let words =
            "The list of files is not signed: this site has no domain name, so your brand has no identity.";
        package.out().note(words.to_owned());
        return Ok(());
    }
    let sha256 = formats::sha256_hex(&list);
    let seal = Seal {
        schema: SCHEMA.to_owned(),
        signature: URL_SAFE_NO_PAD.encode(about.signer.sign(&pack::message(&sha256))),
        sha256,
        key_id: about.signer.key.to_string(),
    };
    package.write(pack::SEAL, &bytes(&seal)?).await
}

/// JSON that people may read as well.
pub(super) fn bytes(value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec_pretty(value).map_err(|error| {
        tracing::error!(%error, "a part of a pack cannot be written");
        Error::Internal
    })
}
