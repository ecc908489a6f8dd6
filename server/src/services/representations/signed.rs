//! What a brand vouches for: the credential of a version, and the file that proves a passport without us.

use super::About;
use crate::{
    app::App,
    services::{access, brand_keys, passports::PublicPassport, publish::seconds},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use db::queries::{
    brand_keys as keys, passports,
    versions::{self, Proven},
};
use domain::{Error, Kind, Locale};
use formats::{
    credential::{self, Terms},
    did::DidWeb,
    proof,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Versions in a proof file, the latest ones.
const VERSIONS_MAX: u32 = 100;

/// The passport as a Verifiable Credential of UNTP, signed with the brand's key of today. A version's credential in a language is made
/// once per key.
pub(super) async fn credential(
    app: &App,
    passport: &PublicPassport,
    locale: &Locale,
) -> Result<Bytes, Error> {
    let mut tx = app.db.public().await?;
    let keys = keys::all(&mut tx, passport.brand_id).await?;
    tx.commit().await?;
    let current = keys.iter().find(|key| key.retired_at.is_none());
    let key = current.map(|key| key.id.to_string()).unwrap_or_default();
    // A key vouches for nothing from before it was made.
    let changed = passport.state.changed_at;
    let told_at = changed.map_or(passport.published_at, |at| at.max(passport.published_at));
    let since = current.map_or(told_at, |key| key.created_at.max(told_at));
    let state = changed.map(|at| at.timestamp_micros()).unwrap_or_default();
    let (above, language) = (above(passport), locale.tag());
    let name = format!(
        "{} {} {above} {state} {key} {language}",
        passport.path, passport.hash
    );
    // What one reader may read is kept for nobody.
    if passport.told.is_some() {
        return Ok(written(&signed(app, passport, locale, since).await?)?.into());
    }
    if let Some(found) = app.pages.credentials.get(&name).await {
        return Ok(Bytes::clone(&found));
    }
    let made = Bytes::from(written(&signed(app, passport, locale, since).await?)?);
    app.pages.credentials.put(name, Arc::new(made.clone())).await;
    Ok(made)
}

/// The hashes of what it belongs to, which its credential may speak of.
fn above(passport: &PublicPassport) -> String {
    let hashes: Vec<&str> = passport.above.iter().map(|above| above.hash.as_str()).collect();
    hashes.join(" ")
}

async fn signed(
    app: &App,
    passport: &PublicPassport,
    locale: &Locale,
    since: DateTime<Utc>,
) -> Result<Value, Error> {
    let mut tx = app.db.brand(passport.brand_id).await?;
    let signer = brand_keys::signer(app, &mut tx, passport.brand_id).await?;
    let family = passports::family(&mut tx, passport.id).await?;
    tx.commit().await?;
    let document = &passport.document;
    let issuer: Option<DidWeb> = document.issuer.as_ref().and_then(|did| did.parse().ok());
    let issuer = issuer.ok_or(Error::Internal)?;
    let number = document.version;
    let hash: [u8; 32] = hex::decode(&passport.hash)
        .ok()
        .and_then(|hash| hash.try_into().ok())
        .ok_or(Error::Internal)?;
    let record = format!("{}.json?version={number}", document.identifier);
    let about = About::of(app, passport);
    let made = credential::passport(
        document,
        &Terms {
            id: &format!("{}.vc.json?version={number}", document.identifier),
            issuer: &issuer,
            issuer_name: &document.content.brand,
            locale,
            valid_until: None,
            record: Some((&record, &hash)),
            above: &passport.documents_above(),
            family: &family.ok_or(Error::NotFound(Kind::Passport))?,
            standing: passport.standing(),
            dictionary: about.dictionary(),
        },
    )
    // Whatever is missing was told before.
    .map_err(|_| Error::NotFound(Kind::Passport))?;
    let method = issuer.key(&signer.key.to_string());
    let unsigned = proof::prepare(&made, &seconds(since), &method).map_err(broken)?;
    let signature = signer.sign(unsigned.hash_data());
    let signature: [u8; 64] = signature.try_into().map_err(|_| Error::Internal)?;
    Ok(unsigned.sign_with(signature))
}

/// The versions as they were hashed and signed, with the keys: everything that a check without a network needs.
pub(super) async fn proof_file(app: &App, passport: &PublicPassport) -> Result<Bytes, Error> {
    let mut tx = app.db.public().await?;
    let chain = versions::proven(&mut tx, passport.id, passport.number, VERSIONS_MAX).await?;
    tx.commit().await?;
    let documents: Vec<&[u8]> = chain.iter().map(|one| one.document.as_slice()).collect();
    let from = access::showable_from(app, passport, &documents).await?;
    let shown = chain.into_iter().skip(from).map(version);
    let chain = shown.collect::<Result<Vec<_>, _>>()?;
    let disclosures = passport.told.as_ref().map_or(&[][..], |told| &told.disclosures);
    let issuer = passport.document.issuer.as_deref();
    let did = match issuer.and_then(|name| name.parse().ok()) {
        Some(name) => brand_keys::did_document_as(app, passport.brand_id, &name).await?,
        None => brand_keys::did_document(app, passport.brand_id).await?,
    };
    let about = About::of(app, passport);
    // To the minute, for which caches may keep it.
    let now = app.clock.now();
    let now = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
    let file = json!({
        "schema": "tessera.proof/1",
        "versions": chain,
        "did": did,
        "disclosures": disclosures,
        "status": about.status().word(),
        "recall": passport.state.recall,
        "retrievedAt": seconds(now),
    });
    Ok(written(&file)?.into())
}

fn version(proven: Proven) -> Result<Value, Error> {
    let document = String::from_utf8(proven.document).map_err(broken)?;
    Ok(json!({
        "document": document,
        "sha256": hex::encode(&proven.hash),
        "signature": proven.signature.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)),
        "keyId": proven.key,
    }))
}

fn written(value: &Value) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Error {
    tracing::error!(%error, "a passport cannot be signed or written");
    Error::Internal
}
