//! Proofs of registration, as the brand stores them.

use crate::{app::App, context::OpContext, services::audit};
use db::{
    AsyncPgConnection, OnUnique,
    queries::registrations::{self, NewProof, Registered},
};
use domain::{
    Error, Kind, PassportId, Permission, ProofId,
    registry::{CheckedProof, UploadProof},
};
use serde_json::json;

/// The most proofs that are kept of a passport: five years of them.
const KEPT: usize = 20;

/// Stores a proof: the sealed document, and what it says. It counts from now on, unless a later one is stored.
pub async fn store(app: &App, op: &OpContext, id: PassportId, cmd: UploadProof) -> Result<ProofId, Error> {
    op.require(Permission::Publish)?;
    let now = app.clock.now();
    let checked = cmd.check(now)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let passport = registrations::these(&mut tx, &[id])
        .await?
        .pop()
        .ok_or(Error::NotFound(Kind::Passport))?;
    if passport.live {
        return Err(Error::conflict(
            "The page of this passport is live: there is no version that a proof could be about.",
        ));
    }
    if registrations::list(&mut tx, id).await?.len() >= KEPT {
        let text = format!("{KEPT} proofs of this passport are stored. Remove one that has ended first.");
        return Err(Error::conflict(text));
    }
    let named = checked.hash.as_deref().and_then(|hash| hex::decode(hash).ok());
    let (version, hash_matches) = version(&mut tx, &passport, named.as_deref()).await?;
    let proof = ProofId(app.new_id());
    let file_name = file_name(&cmd.file_name);
    let new = NewProof {
        id: proof,
        brand: op.caller.brand_id,
        passport: id,
        registration: &checked.registration,
        issued_at: checked.issued_at,
        expires_at: checked.expires_at,
        version,
        named_hash: named.as_deref(),
        hash_matches,
        file_name: &file_name,
        file_sha256: &hex::decode(formats::sha256_hex(&cmd.bytes)).unwrap_or_default(),
        file_bytes: &cmd.bytes,
        stored_by: op.caller.user_id,
        stored_at: now,
    };
    registrations::insert(&mut tx, &new)
        .await
        .on_unique("registration_proofs_current_key", at_once)?;
    let detail = detail(&checked, version, hash_matches, &cmd.bytes);
    audit::record(app, &mut tx, op, "registry.proof_stored", &id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(proof)
}

fn at_once() -> Error {
    Error::conflict(
        "Somebody stored another proof of this passport at the same moment. Look at it, and try again.",
    )
}

/// Which version a proof is about, and whether its hash says so. The hash settles it; without one it is the version that
/// was handed over last, or the latest.
async fn version(
    conn: &mut AsyncPgConnection,
    passport: &Registered,
    named: Option<&[u8]>,
) -> Result<(u32, bool), Error> {
    let found = match named {
        Some(hash) => registrations::version_of(conn, passport.passport, hash).await?,
        None => None,
    };
    let exported = passport.exported.map(|(version, _)| version);
    Ok(match found {
        Some(version) => (version, true),
        None => (exported.unwrap_or(passport.latest), false),
    })
}

fn detail(checked: &CheckedProof, version: u32, hash_matches: bool, bytes: &[u8]) -> serde_json::Value {
    json!({
        "registration": checked.registration,
        "version": version,
        "hash_matches": hash_matches,
        "expires": checked.expires_at.format("%Y-%m-%d").to_string(),
        "sha256": formats::sha256_hex(bytes),
    })
}

/// The stored document: its name and its bytes.
pub async fn file(
    app: &App,
    op: &OpContext,
    passport: PassportId,
    proof: ProofId,
) -> Result<(String, Vec<u8>), Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = registrations::proof_file(&mut tx, passport, proof).await?;
    tx.commit().await?;
    found.ok_or(Error::NotFound(Kind::Proof))
}

/// Removes a proof that was stored by mistake. The one before it counts again.
pub async fn remove(app: &App, op: &OpContext, passport: PassportId, proof: ProofId) -> Result<(), Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let registration = registrations::remove(&mut tx, passport, proof)
        .await
        .on_unique("registration_proofs_current_key", at_once)?
        .ok_or(Error::NotFound(Kind::Proof))?;
    let detail = json!({ "registration": registration, "proof": proof });
    audit::record(
        app,
        &mut tx,
        op,
        "registry.proof_removed",
        &passport.to_string(),
        detail,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// A name without folders and control characters, of a length that file systems take.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && *c != '"')
        .take(120)
        .collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() { "proof" } else { clean }.to_owned()
}
