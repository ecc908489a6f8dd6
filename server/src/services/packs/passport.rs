//! One passport in a pack: its versions, its formats, its pages.

use super::{
    Out,
    package::{Package, db},
    write::{About, bytes},
};
use crate::{
    app::App,
    services::{
        access::{self, Access, Form},
        passports::{PublicPassport, public_passport, public_version},
        representations::{Representation, make},
    },
};
use ::db::queries::packs::{self, Kept};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Error, Locale, PassportId, record::Document, version::At};
use serde_json::{Value, json};
use verify::{
    ProofFile, SCHEMA, SavedVersion,
    pack::{
        Served, brand_proof_file, format_file, place, proof_file, restricted_file, site_folder, slug,
        version_file,
    },
};

/// Where the rows of passports stand.
pub(super) const ROWS: &str = "restore/passports/";
/// The member of such a row with the times of the versions.
pub(super) const TIMES: &str = "versions_published_at";

/// A row of the table of passports.
pub(super) struct Row {
    id: PassportId,
    path: String,
    /// The brand's host that its address is on; none for the platform's.
    pub(super) host: Option<String>,
    is_live: bool,
    is_withdrawn: bool,
    whole: Value,
}

impl Row {
    /// Reads what counts here.
    pub(super) fn read(row: Value) -> Option<Self> {
        let is_set = |name: &str| row.get(name).is_some_and(|value| !value.is_null());
        Some(Self {
            id: row.get("id")?.as_str()?.parse().ok()?,
            path: row.get("path")?.as_str()?.to_owned(),
            host: row.get("host").and_then(Value::as_str).map(str::to_owned),
            is_live: row.get("live").and_then(Value::as_bool).unwrap_or_default(),
            is_withdrawn: is_set("suspended_at") || is_set("released_at"),
            whole: row,
        })
    }
}

/// The hash of a stored file, and its places in the pack: beside the pages that show it in each of these folders, or apart.
pub(super) fn stored(row: &Value, folders: &[String]) -> Option<(Vec<u8>, Vec<String>)> {
    let hex_of = row.get("sha256")?.as_str()?.trim_start_matches("\\x");
    let ending = match row.get("mime")?.as_str()? {
        "image/png" => "png",
        "application/pdf" => "pdf",
        mime if mime.starts_with("image/") => "jpg",
        _ => "bin",
    };
    let restricted = row.get("restricted").and_then(Value::as_bool).unwrap_or_default();
    let apart = ["restricted".to_owned()];
    let folders = if restricted { &apart } else { folders };
    let places = folders
        .iter()
        .map(|folder| format!("{folder}/media/{hex_of}.{ending}"));
    Some((hex::decode(hex_of).ok()?, places.collect()))
}

/// What a passport tells of the rest of the pack.
#[derive(Default)]
pub(super) struct Written {
    /// The names that its versions were issued under.
    pub(super) issuers: Vec<String>,
    /// How a static site serves it, where one does.
    pub(super) served: Option<Served>,
}

/// Writes a passport.
pub(super) async fn write<O: Out>(
    app: &App,
    about: &About,
    row: &Row,
    package: &mut Package<'_, O>,
) -> Result<Written, O::Stop> {
    let mut tx = app.db.brand(about.brand).await.map_err(db)?;
    let versions = packs::versions(&mut tx, row.id).await.map_err(db)?;
    tx.commit().await.map_err(db)?;
    let mut whole = row.whole.clone();
    // Documents tell their times to the second.
    let times: Vec<_> = versions.iter().map(|version| version.published_at).collect();
    whole[TIMES] = json!(times);
    let place = format!("{ROWS}{}.json", name(row));
    package.add(&place, &bytes(&whole)?).await?;
    if row.is_live {
        package.out().note(format!(
            "{} is live: nothing of it is stored, so there is no version to keep.",
            row.path
        ));
        return Ok(Written::default());
    }
    let public = if row.is_withdrawn {
        None
    } else {
        public_passport(app, &row.path).await?
    };
    let issuers = keep(about, row, &versions, public.as_ref(), package).await?;
    let Some(public) = public else {
        package.out().note(format!(
            "{} is not on the site any more: only its versions are kept.",
            row.path
        ));
        return Ok(Written {
            issuers,
            served: None,
        });
    };
    for number in 1..public.number {
        // With what it belonged to then.
        if let Some(version) = public_version(app, &row.path, At::Number(number)).await? {
            formats(app, &version, &name(row), package).await?;
        }
    }
    formats(app, &public, &name(row), package).await?;
    let served = Some(serve(app, &public, package).await?);
    Ok(Written { issuers, served })
}

/// The versions as they were hashed and signed, with what proves them; answers the names that they were issued under.
async fn keep<O: Out>(
    about: &About,
    row: &Row,
    versions: &[Kept],
    public: Option<&PublicPassport>,
    package: &mut Package<'_, O>,
) -> Result<Vec<String>, O::Stop> {
    let documents = versions.iter().map(read);
    let documents: Vec<Document> = documents.collect::<Result<_, Error>>()?;
    let issuers: Vec<String> = documents.into_iter().filter_map(|one| one.issuer).collect();
    let mut proof = proof(about, row, versions, public, issuers.last())?;
    package.add(&proof_file(&name(row)), &bytes(&proof)?).await?;
    for (at, version) in versions.iter().enumerate() {
        let number = at as u64 + 1;
        package
            .add(&version_file(&name(row), number), &version.document)
            .await?;
        let texts = disclosures(version)?;
        if !texts.is_empty() {
            let place = restricted_file(&name(row), number);
            package.add(&place, &bytes(&texts)?).await?;
        }
        proof.disclosures = texts;
    }
    if !proof.disclosures.is_empty() {
        package
            .add(&brand_proof_file(&name(row)), &bytes(&proof)?)
            .await?;
    }
    Ok(issuers)
}

/// The exact texts of what not everybody may read of a version.
fn disclosures(version: &Kept) -> Result<Vec<String>, Error> {
    serde_json::from_value(version.disclosures.clone()).map_err(|error| {
        tracing::error!(%error, "the disclosures of a version cannot be read");
        Error::Internal
    })
}

/// What names the passport's files. A path that was released may belong to another passport of the brand now.
fn name(row: &Row) -> String {
    if row.is_withdrawn {
        format!("{}_{}", slug(&row.path), row.id)
    } else {
        slug(&row.path)
    }
}

/// The saved passport as everybody gets it, but with every version that there ever was.
fn proof(
    about: &About,
    row: &Row,
    versions: &[Kept],
    public: Option<&PublicPassport>,
    issuer: Option<&String>,
) -> Result<ProofFile, Error> {
    let saved = |version: &Kept| {
        Ok(SavedVersion {
            document: text(version)?.to_owned(),
            sha256: hex::encode(&version.hash),
            signature: version
                .signature
                .as_ref()
                .map(|bytes| URL_SAFE_NO_PAD.encode(bytes)),
            key_id: version.key_id.map(|id| id.to_string()),
        })
    };
    let first = || about.names.first.as_ref().map(ToString::to_string);
    let name = issuer.cloned().or_else(first);
    let stated = row.whole.get("status").and_then(Value::as_str);
    let recall = row.whole.get("recall").filter(|recall| !recall.is_null());
    Ok(ProofFile {
        schema: SCHEMA.to_owned(),
        versions: versions.iter().map(saved).collect::<Result<_, Error>>()?,
        did: name.and_then(|name| about.names.document(&name)),
        disclosures: Vec::new(),
        status: match public {
            Some(public) => Some(public.status().word().to_owned()),
            None => stated.map(str::to_owned),
        },
        recall: recall.cloned(),
        retrieved_at: Some(about.made_at.clone()),
        unknown: serde_json::Map::new(),
    })
}

fn text(version: &Kept) -> Result<&str, Error> {
    std::str::from_utf8(&version.document).map_err(|error| {
        tracing::error!(%error, "a published document is no text");
        Error::Internal
    })
}

fn read(version: &Kept) -> Result<Document, Error> {
    formats::parse(&version.document).map_err(|error| {
        tracing::error!(%error, "a published document cannot be read");
        Error::Internal
    })
}

/// What is made of a version besides its page, itself and its proof.
fn others(passport: &PublicPassport) -> impl Iterator<Item = Representation> + use<> {
    let others: Vec<_> = Representation::offered(passport)
        .filter(|one| {
            !matches!(
                one,
                Representation::Html | Representation::Json | Representation::Proof
            )
        })
        .collect();
    others.into_iter()
}

/// A version in the open formats, as everybody may read it under the rules of the day.
async fn formats<O: Out>(
    app: &App,
    passport: &PublicPassport,
    slug: &str,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let (locale, number) = (first(passport)?, passport.number.into());
    let form = Form::Of(Representation::Json);
    let shown = access::passport(app, passport, &Access::PUBLIC, form).await?;
    for one in others(passport) {
        // Links tell nothing of what they lead to.
        let of = match one {
            Representation::Linkset => passport,
            _ => &shown,
        };
        let made = make(app, of, one, &locale).await?;
        package
            .add(&format_file(slug, number, one.ending()), &made)
            .await?;
    }
    Ok(())
}

fn first(passport: &PublicPassport) -> Result<Locale, Error> {
    passport
        .document
        .content
        .locales
        .first()
        .cloned()
        .ok_or(Error::Internal)
}

/// The pages and data of the latest version, where a file host looks for them.
async fn serve<O: Out>(
    app: &App,
    public: &PublicPassport,
    package: &mut Package<'_, O>,
) -> Result<Served, O::Stop> {
    let place = format!("{}/{}", site_folder(public.host.as_deref()), place(&public.path));
    let locale = first(public)?;
    package.add(&format!("{place}.json"), &public.bytes).await?;
    // As everybody may see it today: earlier versions may say what is restricted by now.
    for one in others(public).chain([Representation::Proof]) {
        let made = make(app, public, one, &locale).await?;
        package.add(&format!("{place}{}", one.ending()), &made).await?;
    }
    let mut languages = Vec::new();
    for (at, locale) in public.document.content.locales.iter().enumerate() {
        let page = crate::http::PageStore::fresh(public, locale);
        if at == 0 {
            package.add(&format!("{place}/index.html"), &page).await?;
        }
        package
            .add(&format!("{place}/index.{}.html", locale.tag()), &page)
            .await?;
        languages.push(locale.tag());
    }
    Ok(Served {
        identifier: public.document.identifier.clone(),
        path: public.path.clone(),
        languages,
    })
}
