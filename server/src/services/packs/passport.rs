//! One passport in a pack: its versions, its formats, its pages.

use super::{
    Out,
    package::{Package, db},
    write::{About, bytes},
};
use crate::{
    app::App,
    services::{
        passports::{PublicPassport, public_passport},
        representations::{Representation, make},
    },
};
use ::db::queries::packs::{self, Kept};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Error, Locale, PassportId};
use serde_json::Value;
use verify::{
    ProofFile, SCHEMA, SavedVersion,
    pack::{Served, format_file, proof_file, restricted_file, site_file, slug, version_file},
};

/// A row of the table of passports.
pub(super) struct Row {
    id: PassportId,
    path: String,
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
            is_live: row.get("live").and_then(Value::as_bool).unwrap_or_default(),
            is_withdrawn: is_set("suspended_at") || is_set("released_at"),
            whole: row,
        })
    }
}

/// The hash of a stored file, and its place in the pack: beside the pages that show it, or apart.
pub(super) fn stored(row: &Value) -> Option<(Vec<u8>, String)> {
    let hex_of = row.get("sha256")?.as_str()?.trim_start_matches("\\x");
    let ending = match row.get("mime")?.as_str()? {
        "image/png" => "png",
        "application/pdf" => "pdf",
        mime if mime.starts_with("image/") => "jpg",
        _ => "bin",
    };
    let restricted = row.get("restricted").and_then(Value::as_bool).unwrap_or_default();
    let folder = if restricted { "restricted" } else { "site" };
    Some((
        hex::decode(hex_of).ok()?,
        format!("{folder}/media/{hex_of}.{ending}"),
    ))
}

/// Writes a passport; answers how the static site serves it, where it does.
pub(super) async fn write<O: Out>(
    app: &App,
    about: &About,
    row: &Row,
    package: &mut Package<'_, O>,
) -> Result<Option<Served>, O::Stop> {
    package
        .add(
            &format!("restore/passports/{}.json", name(row)),
            &bytes(&row.whole)?,
        )
        .await?;
    if row.is_live {
        package.out().note(format!(
            "{} is live: nothing of it is stored, so there is no version to keep.",
            row.path
        ));
        return Ok(None);
    }
    let mut tx = app.db.brand(about.brand).await.map_err(db)?;
    let versions = packs::versions(&mut tx, row.id).await.map_err(db)?;
    tx.commit().await.map_err(db)?;
    let proof = proof(about, &versions)?;
    package.add(&proof_file(&name(row)), &proof).await?;
    for (at, version) in versions.iter().enumerate() {
        package
            .add(&version_file(&name(row), at as u64 + 1), &version.document)
            .await?;
    }
    for (at, version) in versions.iter().enumerate() {
        if version
            .disclosures
            .as_array()
            .is_some_and(|texts| !texts.is_empty())
        {
            let place = restricted_file(&name(row), at as u64 + 1);
            package.add(&place, &bytes(&version.disclosures)?).await?;
        }
    }
    if row.is_withdrawn {
        package.out().note(format!(
            "{} is not on the site any more: only its versions are kept.",
            row.path
        ));
        return Ok(None);
    }
    let Some(public) = public_passport(app, &row.path).await? else {
        return Ok(None);
    };
    for (at, version) in versions.iter().enumerate() {
        formats(
            app,
            &of_version(&public, version)?,
            &row.path,
            at as u64 + 1,
            package,
        )
        .await?;
    }
    Ok(Some(serve(app, &public, package).await?))
}

/// What names the passport's files. A path that was released may belong to another passport of the brand now.
fn name(row: &Row) -> String {
    if row.is_withdrawn {
        format!("{}_{}", slug(&row.path), row.id)
    } else {
        slug(&row.path)
    }
}

fn proof(about: &About, versions: &[Kept]) -> Result<Vec<u8>, Error> {
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
    bytes(&ProofFile {
        schema: SCHEMA.to_owned(),
        versions: versions.iter().map(saved).collect::<Result<_, Error>>()?,
        did: about.did.clone(),
        disclosures: Vec::new(),
        status: None,
        recall: None,
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

/// The passport as it was with an earlier version.
fn of_version(public: &PublicPassport, version: &Kept) -> Result<PublicPassport, Error> {
    let document = formats::parse(&version.document).map_err(|error| {
        tracing::error!(%error, "a published document cannot be read");
        Error::Internal
    })?;
    let published_at = document.published_at.parse().unwrap_or(public.published_at);
    Ok(PublicPassport {
        number: document.version,
        bytes: version.document.clone().into(),
        hash: hex::encode(&version.hash),
        published_at,
        document,
        ..public.clone()
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

async fn formats<O: Out>(
    app: &App,
    passport: &PublicPassport,
    path: &str,
    number: u64,
    package: &mut Package<'_, O>,
) -> Result<(), O::Stop> {
    let locale = first(passport)?;
    for one in others(passport) {
        let made = make(app, passport, one, &locale).await?;
        package
            .add(&format_file(path, number, one.ending()), &made)
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
    let place = site_file(&public.path);
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
