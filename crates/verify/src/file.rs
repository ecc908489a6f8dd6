//! The saved passport: everything that a verification needs, in one file.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format of [`ProofFile`]; changes with its shape.
pub const SCHEMA: &str = "tessera.proof/1";

/// Media type of a saved passport.
pub const MEDIA_TYPE: &str = "application/vnd.tessera.passport+json";

/// What is added to a passport's address to get it, and to the names of saved files.
pub const SUFFIX: &str = ".tessera.json";

/// A saved passport.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofFile {
    /// [`SCHEMA`].
    pub schema: String,
    /// Ascending by number: all versions, or the last ones.
    pub versions: Vec<SavedVersion>,
    /// The issuer's did document, with the history of its keys.
    #[serde(default)]
    pub did: Option<Value>,
    /// The restricted fields of the last version that its reader may read: canonical texts whose digests the document lists.
    #[serde(default)]
    pub disclosures: Vec<String>,
    /// The passport's status when the file was saved. Nobody signs it.
    #[serde(default)]
    pub status: Option<String>,
    /// The recall in force when the file was saved. Nobody signs it.
    #[serde(default)]
    pub recall: Option<Value>,
    /// When the file was saved, RFC 3339.
    #[serde(default)]
    pub retrieved_at: Option<String>,
    /// What a later edition may add.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// A version with what proves it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedVersion {
    /// The canonical document, exactly the text that was hashed.
    pub document: String,
    /// Its SHA-256 in lower-case hex.
    pub sha256: String,
    /// Ed25519 over [`formats::signature::message`], base64url without padding; none in versions from before there were any.
    #[serde(default)]
    pub signature: Option<String>,
    /// What follows the `#` in the key's address.
    #[serde(default)]
    pub key_id: Option<String>,
}
