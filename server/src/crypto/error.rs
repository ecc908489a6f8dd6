//! Why keys cannot be used and why an envelope does not open.

use std::path::PathBuf;

/// Why a key ring cannot be used. Never repeats a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// There is no key.
    #[error("it has no key")]
    Empty,
    /// An entry is not `id:base64`.
    #[error("entry {0} is not an id of 1 to 32 letters, digits, `-` or `_`, a colon, and 32 bytes in base64")]
    Entry(usize),
    /// Two entries share an id.
    #[error("the key id {0} occurs twice")]
    Duplicate(String),
    /// The file cannot be read or written.
    #[error("The key file {path} cannot be used: {source}. Check the path and its permissions.")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file's content is wrong.
    #[error("The key file {path} cannot be used: {reason}.")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: Box<KeyRingError>,
    },
}

/// Why an envelope does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The bytes are no envelope.
    #[error("the bytes are no envelope of version 1")]
    Malformed,
    /// The key is not on the ring.
    #[error("the key `{0}` is not on the key ring")]
    UnknownKey(String),
    /// The bytes were changed, or they were sealed for another place.
    #[error("the envelope was changed, or it belongs to another place")]
    Refused,
}

impl From<EnvelopeError> for domain::Error {
    fn from(error: EnvelopeError) -> Self {
        tracing::error!(%error, "a stored secret cannot be read; check the key ring");
        Self::Internal
    }
}
