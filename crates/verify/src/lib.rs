//! What a saved passport proves, checked without a network and without Tessera, and told in plain words. Pure; native and wasm.
//!
//! Four kinds of file are read: a saved passport ([`ProofFile`]), a single canonical document, a credential with a Data
//! Integrity proof, and an issuer's did document, which proves nothing by itself but serves the others. The format of the
//! files and how to check them by hand is told in `docs/verification.md`.

mod chain;
mod credential;
mod disclosures;
mod ed25519;
mod file;
mod issuer;
mod json;
mod kind;
pub mod pack;
mod proof_file;
mod report;
mod single;
mod statements;
mod version;
mod words;

pub use ed25519::is_signed;
pub use file::{MEDIA_TYPE, ProofFile, SCHEMA, SUFFIX, SavedVersion};
pub use json::{Answer, to_json};
pub use kind::{Kind, kind};
pub use report::{Check, Finding, Outcome, Report, Subject, Verdict};

use serde_json::Value;
use std::collections::BTreeMap;

/// What is known beside the file itself.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The clock of whoever asks, RFC 3339; without it nothing can be too old.
    pub now: Option<String>,
    /// The issuer's did document as its own address serves it now: who fetched it answers for the way it came.
    pub fetched: Option<Fetched>,
    /// The same for the further names of an exit pack's brand, by name.
    pub names: BTreeMap<String, Fetched>,
    /// Why that document could not be fetched, where it should have been.
    pub not_fetched: Option<String>,
    /// Saved did documents, for files that bring none.
    pub dids: Vec<Value>,
    /// Saved canonical documents, for credentials that stand for one.
    pub records: Vec<Vec<u8>>,
}

/// A did document that was fetched from where its identifier leads.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// From where.
    pub url: String,
    /// What came.
    pub document: Value,
}

/// Why nothing can be said about a file.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The bytes are not JSON, or not of the shape that their kind has.
    #[error("The file cannot be read: {0}.")]
    Json(#[from] serde_json::Error),
    /// JSON of another kind.
    #[error("The file is JSON, but neither a saved passport nor a passport's document nor a credential.")]
    Unknown,
    /// A newer or foreign edition of the format.
    #[error("The file has the format {0:?}, which this program does not know. A newer edition of it may.")]
    Schema(String),
    /// A saved passport has at least one version.
    #[error("The file is a saved passport without a version.")]
    Empty,
}

/// Checks one file.
pub fn verify(bytes: &[u8], beside: &Beside) -> Result<Report, Unreadable> {
    let value: Value = serde_json::from_slice(bytes)?;
    match kind(&value) {
        Kind::ProofFile => proof_file::verify(&serde_json::from_slice(bytes)?, beside),
        Kind::Document => Ok(single::verify(bytes, &value)),
        Kind::Credential => Ok(credential::verify(&value, beside)),
        Kind::DidDocument => Ok(single::of_did(&value)),
        Kind::Unknown => Err(Unreadable::Unknown),
    }
}

/// Checks files that were given together: did documents and canonical documents among them serve the others.
pub fn verify_together(files: &[(&str, &[u8])], beside: &Beside) -> Vec<Answer> {
    let mut beside = beside.clone();
    for (_, bytes) in files {
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
            continue;
        };
        match kind(&value) {
            Kind::DidDocument => beside.dids.push(value),
            Kind::Document => beside.records.push(bytes.to_vec()),
            _ => {}
        }
    }
    let check = |(name, bytes): &(&str, &[u8])| ((*name).to_owned(), verify(bytes, &beside));
    files.iter().map(check).collect()
}

/// Who a file says to be from, as a DID: whose document is to be looked up.
pub fn issuer_of(bytes: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    match kind(&value) {
        Kind::ProofFile => {
            let file: ProofFile = serde_json::from_value(value).ok()?;
            let last: Value = serde_json::from_str(&file.versions.last()?.document).ok()?;
            let said = last.get("issuer").and_then(Value::as_str);
            said.or_else(|| file.did.as_ref()?.get("id")?.as_str())
                .map(str::to_owned)
        }
        Kind::Credential => formats::credential::issuer(&value).map(str::to_owned),
        Kind::Document => value.get("issuer")?.as_str().map(str::to_owned),
        Kind::DidDocument | Kind::Unknown => None,
    }
}
