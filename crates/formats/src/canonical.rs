//! Canonical JSON of a document, as RFC 8785 (JCS) defines it, and its SHA-256.

use crate::numbers::first_inexact;
use domain::record::{Content, Document, SCHEMA};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Why a document cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Canonical JSON knows only IEEE 754 doubles; this number would silently become another one.
    #[error("the number {0} cannot be held exactly in canonical JSON; keep it as text")]
    InexactNumber(String),
    /// The bytes are of a newer or foreign format.
    #[error("the document has the format {0:?}; this program reads {SCHEMA:?}")]
    UnknownSchema(String),
    /// The value or the bytes are not JSON of this shape.
    #[error("the document is not valid: {0}")]
    Json(#[from] serde_json::Error),
}

/// The canonical bytes of a document: what is hashed, signed and stored.
pub fn canonical(document: &Document) -> Result<Vec<u8>, FormatError> {
    to_bytes(document)
}

/// The canonical bytes of the content alone: equal content has equal bytes, whatever its version and time.
pub fn canonical_content(content: &Content) -> Result<Vec<u8>, FormatError> {
    to_bytes(content)
}

/// The canonical bytes of any other JSON.
pub fn canonical_value(value: &serde_json::Value) -> Result<Vec<u8>, FormatError> {
    to_bytes(value)
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Reads a document back from its bytes.
pub fn parse(bytes: &[u8]) -> Result<Document, FormatError> {
    let document: Document = serde_json::from_slice(bytes)?;
    if document.schema == SCHEMA {
        Ok(document)
    } else {
        Err(FormatError::UnknownSchema(document.schema))
    }
}

pub(crate) fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, FormatError> {
    // The canonical writer turns every number into a double without a word, so the check comes first.
    let tree = serde_json::to_value(value)?;
    if let Some(number) = first_inexact(&tree) {
        return Err(FormatError::InexactNumber(number));
    }
    Ok(serde_json_canonicalizer::to_vec(&tree)?)
}
