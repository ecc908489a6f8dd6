//! Canonical JSON of a document, as RFC 8785 (JCS) defines it, and its SHA-256.

use crate::numbers::first_inexact;
use domain::record::{Content, Document, SCHEMA};
use serde::Serialize;
use serde_json::Value;
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
pub fn canonical_value(value: &Value) -> Result<Vec<u8>, FormatError> {
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

/// Whether the ordinary writer writes the tree in its canonical form: names are ASCII, so that their bytes sort as their UTF-16
/// units do, and stand in order; and the only numbers are integers that a double holds. Most records are like that, and the
/// ordinary writer is several times as fast. It escapes in strings exactly what RFC 8785, 3.2.2.2 wants escaped.
fn is_canonical_as_written(tree: &Value) -> bool {
    const EXACT: i64 = 1 << 53;
    match tree {
        Value::Number(n) => n.as_i64().is_some_and(|n| (-EXACT..=EXACT).contains(&n)),
        Value::Array(items) => items.iter().all(is_canonical_as_written),
        Value::Object(map) => {
            map.keys().is_sorted()
                && map
                    .iter()
                    .all(|(name, value)| name.is_ascii() && is_canonical_as_written(value))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

pub(crate) fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, FormatError> {
    // The canonical writer turns every number into a double without a word, so the check comes first.
    let tree = serde_json::to_value(value)?;
    if is_canonical_as_written(&tree) {
        return Ok(serde_json::to_vec(&tree)?);
    }
    if let Some(number) = first_inexact(&tree) {
        return Err(FormatError::InexactNumber(number));
    }
    Ok(serde_json_canonicalizer::to_vec(&tree)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// JSON of every kind, with names of the planes where UTF-8 and UTF-16 sort differently.
    fn trees() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(Value::from),
            (-9i64..9).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number,
            any::<String>().prop_map(Value::from),
            "[\\x00-\\x7f\u{2028}]{0,8}".prop_map(Value::from),
        ];
        let name = prop_oneof!["[ -~]{0,6}", "[a\u{e000}\u{10000}]{1,3}"];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(name.clone(), inner, 0..6)
                    .prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_short_way_writes_what_the_canonical_writer_writes(tree in trees()) {
            if let Ok(bytes) = to_bytes(&tree) {
                prop_assert_eq!(bytes, serde_json_canonicalizer::to_vec(&tree).unwrap());
            }
            if is_canonical_as_written(&tree) {
                prop_assert!(first_inexact(&tree).is_none());
            }
        }
    }
}
