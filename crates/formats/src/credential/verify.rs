//! From a saved credential and its issuer's document to what is proven, without a network.

use crate::{
    did::{LookupError, key_of},
    parse_digest_multibase,
    proof::{self, ProofError, Verified},
};
use serde_json::Value as Json;

/// Why a credential proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Somebody else than the issuer signed it, or it names no issuer.
    #[error("the credential is not signed by its issuer")]
    NotByIssuer,
    /// The issuer's document does not vouch for the key.
    #[error(transparent)]
    Key(#[from] LookupError),
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// Who a credential says to be from.
pub fn issuer(credential: &Json) -> Option<&str> {
    let issuer = credential.get("issuer")?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str())
}

/// The canonical record that a credential stands for: its address and the SHA-256 of its bytes.
pub fn record(credential: &Json) -> Option<(&str, [u8; 32])> {
    let related = credential.get("relatedResource")?;
    let related = related.as_array().and_then(|all| all.first()).unwrap_or(related);
    let hash = parse_digest_multibase(related.get("digestMultibase")?.as_str()?)?;
    Some((related.get("id")?.as_str()?, hash))
}

/// Checks that the issuer signed the credential with a key that its document vouches for; `check` is Ed25519's verification
/// of key, message and signature.
///
/// Whether `validUntil` has passed is for who has a clock.
pub fn verify(
    credential: &Json,
    issuer_document: &Json,
    check: impl FnOnce(&[u8; 32], &[u8], &[u8; 64]) -> bool,
) -> Result<Verified, VerifyError> {
    let issuer = issuer(credential).ok_or(VerifyError::NotByIssuer)?;
    let method = proof::verification_method(credential).ok_or(VerifyError::NotByIssuer)?;
    if method.split_once('#').map(|(owner, _)| owner) != Some(issuer) {
        return Err(VerifyError::NotByIssuer);
    }
    let created = credential.pointer("/proof/created").and_then(Json::as_str);
    let key = key_of(issuer_document, method, created.unwrap_or_default())?;
    Ok(proof::verify(credential, &key, check)?)
}
