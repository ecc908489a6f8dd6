//! Data Integrity proofs `eddsa-jcs-2022` over JSON, without a cryptographic library: who calls brings Ed25519.
//!
//! Source: W3C Data Integrity `EdDSA` Cryptosuites 1.0 (Recommendation, May 2025), section 3.3. Proof sets and chains are not read.

use crate::{
    FormatError,
    base58::{from_multibase, to_multibase},
    canonical_value,
    time::is_date_time_stamp,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The cryptographic suite.
pub const CRYPTOSUITE: &str = "eddsa-jcs-2022";

const TYPE: &str = "DataIntegrityProof";
const PURPOSE: &str = "assertionMethod";

/// Why a document cannot be secured, or its proof does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Only objects carry proofs.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// A second proof would have to say whether it covers the first.
    #[error("the document already has a proof")]
    AlreadySecured,
    /// There is no proof, or several.
    #[error("the document does not have exactly one proof")]
    NotOneProof,
    /// A property is missing, or is not what this suite signs.
    #[error("the proof's {0:?} is missing or of another kind")]
    Property(&'static str),
    /// The proof was made in another context than the document claims.
    #[error("the document's @context does not begin with the proof's")]
    Context,
    /// The signature is not one of this key over this document.
    #[error("the signature does not fit the document")]
    Signature,
    /// The document has no canonical form.
    #[error(transparent)]
    Format(#[from] FormatError),
}

/// A document with all of its proof but the signature, for a signer that is asked elsewhere or later.
#[derive(Debug)]
pub struct Unsigned {
    document: Map<String, Value>,
    proof: Map<String, Value>,
    hash_data: [u8; 64],
}

impl Unsigned {
    /// What Ed25519 signs: the hash of the proof's configuration, then that of the document.
    pub fn hash_data(&self) -> &[u8; 64] {
        &self.hash_data
    }

    /// The secured document.
    pub fn sign_with(mut self, signature: [u8; 64]) -> Value {
        self.proof
            .insert("proofValue".to_owned(), to_multibase(&signature).into());
        self.document.insert("proof".to_owned(), self.proof.into());
        self.document.into()
    }
}

/// Prepares the proof of a document: `created` is RFC 3339, `verification_method` the address of the key.
pub fn prepare(document: &Value, created: &str, verification_method: &str) -> Result<Unsigned, ProofError> {
    let document = document.as_object().ok_or(ProofError::NotAnObject)?.clone();
    if document.contains_key("proof") {
        return Err(ProofError::AlreadySecured);
    }
    let config = json!({
        "type": TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    });
    let mut proof = match config {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    if let Some(context) = document.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    check_config(&proof)?;
    let hash_data = hash_data(&proof, &document)?;
    Ok(Unsigned {
        document,
        proof,
        hash_data,
    })
}

/// Adds a proof to a document.
pub fn secure(
    document: &Value,
    created: &str,
    verification_method: &str,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<Value, ProofError> {
    let unsigned = prepare(document, created, verification_method)?;
    let signature = sign(unsigned.hash_data());
    Ok(unsigned.sign_with(signature))
}

/// What a proof that holds says.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The document without its proof: exactly what was signed.
    pub document: Value,
    /// The address of the key.
    pub verification_method: String,
    /// When the signer says to have signed; RFC 3339.
    pub created: Option<String>,
    /// Until when the signer wants the proof to be accepted; whoever asks has the clock.
    pub expires: Option<String>,
}

/// The address of the key that a document says to be signed with: what to look up before [`verify`].
pub fn verification_method(secured: &Value) -> Option<&str> {
    secured.get("proof")?.get("verificationMethod")?.as_str()
}

/// Checks the proof of a document with a public key; `check` is Ed25519's verification of key, message and signature.
///
/// That the key may speak for the issuer at that time is another question: see [`crate::did::key_of`].
pub fn verify(
    secured: &Value,
    key: &[u8; 32],
    check: impl FnOnce(&[u8; 32], &[u8], &[u8; 64]) -> bool,
) -> Result<Verified, ProofError> {
    let mut document = secured.as_object().ok_or(ProofError::NotAnObject)?.clone();
    let Some(Value::Object(mut proof)) = document.remove("proof") else {
        return Err(ProofError::NotOneProof);
    };
    let signature = signature(proof.remove("proofValue").as_ref())?;
    check_config(&proof)?;
    if let Some(context) = proof.get("@context") {
        if !begins_with(document.get("@context"), context) {
            return Err(ProofError::Context);
        }
        document.insert("@context".to_owned(), context.clone());
    }
    let hash_data = hash_data(&proof, &document)?;
    if !check(key, &hash_data, &signature) {
        return Err(ProofError::Signature);
    }
    let text = |name| proof.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Verified {
        verification_method: text("verificationMethod").unwrap_or_default(),
        created: text("created"),
        expires: text("expires"),
        document: document.into(),
    })
}

fn signature(value: Option<&Value>) -> Result<[u8; 64], ProofError> {
    value
        .and_then(Value::as_str)
        .and_then(from_multibase)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(ProofError::Property("proofValue"))
}

fn check_config(proof: &Map<String, Value>) -> Result<(), ProofError> {
    for (name, wanted) in [
        ("type", TYPE),
        ("cryptosuite", CRYPTOSUITE),
        ("proofPurpose", PURPOSE),
    ] {
        if proof.get(name).and_then(Value::as_str) != Some(wanted) {
            return Err(ProofError::Property(name));
        }
    }
    let method = proof.get("verificationMethod").and_then(Value::as_str);
    if method.is_none_or(str::is_empty) {
        return Err(ProofError::Property("verificationMethod"));
    }
    for name in ["created", "expires"] {
        let time = proof.get(name);
        if time.is_some_and(|t| !t.as_str().is_some_and(is_date_time_stamp)) {
            return Err(ProofError::Property(name));
        }
    }
    Ok(())
}

/// Whether the document's contexts start with those of the proof, in the same order; one alone counts as a list of one.
fn begins_with(document: Option<&Value>, proof: &Value) -> bool {
    let list = |value: &'_ Value| match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    document.is_some_and(|document| list(document).starts_with(&list(proof)))
}

fn hash_data(proof: &Map<String, Value>, document: &Map<String, Value>) -> Result<[u8; 64], FormatError> {
    let hash = |map: &Map<String, Value>| {
        canonical_value(&Value::Object(map.clone())).map(|bytes| Sha256::digest(&bytes))
    };
    let mut both = [0; 64];
    both[..32].copy_from_slice(&hash(proof)?);
    both[32..].copy_from_slice(&hash(document)?);
    Ok(both)
}
