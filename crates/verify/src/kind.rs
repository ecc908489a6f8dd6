//! What a file is, told by its own members.

use serde_json::Value;

/// The kinds of file that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A saved passport.
    ProofFile,
    /// A version's canonical document by itself.
    Document,
    /// A W3C Verifiable Credential, such as a passport of the UN Transparency Protocol.
    Credential,
    /// An issuer's keys.
    DidDocument,
    /// None of these.
    Unknown,
}

/// Tells the kind of a file.
pub fn kind(value: &Value) -> Kind {
    let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
    if schema.starts_with("tessera.proof/") {
        Kind::ProofFile
    } else if schema.starts_with("tessera.passport/") {
        Kind::Document
    } else if value.get("credentialSubject").is_some() {
        Kind::Credential
    } else if is_did_document(value) {
        Kind::DidDocument
    } else {
        Kind::Unknown
    }
}

fn is_did_document(value: &Value) -> bool {
    let id = value.get("id").and_then(Value::as_str);
    id.is_some_and(|id| id.starts_with("did:")) && value.get("verificationMethod").is_some()
}
