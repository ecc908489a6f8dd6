//! Writing a pack, passport by passport.

use super::{
    Out,
    package::{Package, db},
    passport::{self, Row},
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
use formats::did::DidWeb;
use serde_json::{Value, json};
use verify::pack::{self, Manifest, SCHEMA, Seal, Served};

/// Rows that are read at a time.
const AT_ONCE: i64 = 200;

/// What is known of the brand.
pub(super) struct About {
    /// The brand.
    pub(super) brand: BrandId,
    /// Its name.
    pub(super) name: String,
    /// Its did document.
    pub(super) did: Option<Value>,
    /// What signs the list; made before the did document is, which names its key.
    signer: brand_keys::BrandSigner,
    /// When the pack is made, RFC 3339.
    pub(super) made_at: String,
}

/// Writes everything of a brand.
pub async fn write<O: Out>(app: &App, brand: BrandId, out: &mut O) -> Result<(), O::Stop> {
    let about = about(app, brand).await?;
    let mut package = Package::new(out);
    package.add("README.txt", readme(&about).as_bytes()).await?;
    keys(app, &about, &mut package).await?;
    tables(app, brand, &mut package).await?;
    files(app, brand, &mut package).await?;
    let served = Box::pin(passports(app, &about, &mut package)).await?;
    Box::pin(site(app, &served, &mut package)).await?;
    seal(&about, &mut package).await?;
    Box::pin(package.finish()).await
}

async fn about(app: &App, brand: BrandId) -> Result<About, Error> {
    let mut tx = app.db.brand(brand).await?;
    let found = brands::by_id(&mut tx, brand).await?;
    let name = found.ok_or(Error::NotFound(Kind::Brand))?.name;
    let signer = brand_keys::signer(app, &mut tx, brand).await?;
    tx.commit().await?;
    Ok(About {
        brand,
        name,
        signer,
        did: brand_keys::did_document(app, brand).await?,
        made_at: seconds(app.clock.now()),
    })
}

/// The public halves of the keys; the did document also where it is looked up on the web.
async fn keys<O: Out>(app: &App, about: &About, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
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
    let Some(did) = &about.did else { return Ok(()) };
    let document = bytes(did)?;
    package.add(pack::DID, &document).await?;
    let name: Option<DidWeb> = did
        .get("id")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok());
    if let Some(name) = name {
        let folder = match name.path() {
            [] => ".well-known".to_owned(),
            path => path.join("/"),
        };
        package.add(&format!("site/{folder}/did.json"), &document).await?;
    }
    Ok(())
}

/// Connections without what signs in there, and templates.
async fn tables<O: Out>(app: &App, brand: BrandId, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    for table in [Table::Connections, Table::Templates] {
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

/// Pictures and documents, each once. What not everybody may see lies apart.
async fn files<O: Out>(app: &App, brand: BrandId, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    let mut rows = Vec::new();
    let mut after = String::new();
    while let (page, Some(last)) = page(app, brand, Table::Media, &after).await? {
        for row in page {
            let Some((sha256, place)) = passport::stored(&row) else {
                continue;
            };
            let mut tx = app.db.brand(brand).await.map_err(db)?;
            let found = packs::media_bytes(&mut tx, &sha256).await.map_err(db)?;
            tx.commit().await.map_err(db)?;
            if let Some(found) = found {
                package.add(&place, &found).await?;
                rows.push(json!({ "file": place, "row": row }));
            }
        }
        after = last;
    }
    package.add("restore/media.json", &bytes(&rows)?).await
}

/// All passports; answers those that the static site serves.
async fn passports<O: Out>(
    app: &App,
    about: &About,
    package: &mut Package<'_, O>,
) -> Result<Vec<Served>, O::Stop> {
    let total = {
        let mut tx = app.db.brand(about.brand).await.map_err(db)?;
        let total = packs::count(&mut tx, Table::Passports).await.map_err(db)?;
        tx.commit().await.map_err(db)?;
        total
    };
    let (mut done, mut served, mut after) = (0, Vec::new(), String::new());
    while let (page, Some(last)) = page(app, about.brand, Table::Passports, &after).await? {
        for row in page {
            if let Some(row) = Row::read(row) {
                served.extend(passport::write(app, about, &row, package).await?);
            }
            done += 1;
        }
        package.out().progress(done, total.max(done)).await?;
        after = last;
    }
    Ok(served)
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

/// What leads from the old addresses to the files, and the page that checks them.
async fn site<O: Out>(app: &App, served: &[Served], package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    package
        .add("site/_redirects", pack::redirects(served).as_bytes())
        .await?;
    package.add("site/_headers", pack::headers().as_bytes()).await?;
    package
        .add("site/redirects.json", &bytes(&pack::redirects_json(served))?)
        .await?;
    package.add("serve/nginx.conf", pack::nginx().as_bytes()).await?;
    let page = std::path::Path::new(&app.config.server.site.root).join("verify.html");
    if let Ok(page) = tokio::fs::read(page).await {
        return package.add("site/verify/index.html", &page).await;
    }
    let missing = "The page that checks passports was not built here, so it is not in the pack.";
    package.out().note(missing.to_owned());
    Ok(())
}

/// The list of all files, and the brand's signature over it.
async fn seal<O: Out>(about: &About, package: &mut Package<'_, O>) -> Result<(), O::Stop> {
    let issuer = about.did.as_ref().and_then(|did| did.get("id")?.as_str());
    let list = bytes(&Manifest {
        schema: SCHEMA.to_owned(),
        brand: about.brand.to_string(),
        brand_name: about.name.clone(),
        issuer: issuer.map(str::to_owned),
        made_at: about.made_at.clone(),
        files: package.files().clone(),
    })?;
    package.write(pack::MANIFEST, &list).await?;
    if about.did.is_none() {
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
