//! Where the keys of the secret columns come from.

use super::reader::Reader;
use secrecy::SecretString;
use std::path::{Path, PathBuf};

/// The key ring's source.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Where the keys are.
    pub source: KeySource,
}

/// Where the keys are.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// `TESSERA_KEYS`: `id:base64,id:base64`, the first being the one that encrypts.
    Inline(SecretString),
    /// `TESSERA_KEYS_FILE`: a file with the same, read again whenever it changes.
    File(PathBuf),
    /// Neither is given: a file in the data folder, made at the first start with mode 0600.
    Generated(PathBuf),
}

pub(super) fn read(reader: &mut Reader<'_>, data_dir: &Path) -> Keys {
    let file = reader.text("TESSERA_KEYS_FILE").map(PathBuf::from);
    let source = match (reader.secret("TESSERA_KEYS"), file) {
        (Some(_), Some(path)) => {
            reader.mistake(
                "TESSERA_KEYS",
                "is given beside TESSERA_KEYS_FILE",
                "Keep one of the two.",
            );
            KeySource::File(path)
        }
        (Some(keys), None) => {
            if let Err(error) = crate::crypto::parse_ring(&keys) {
                let remedy = "`tessera keys generate` prints a key ring.";
                reader.mistake("TESSERA_KEYS", format!("cannot be used: {error}"), remedy);
            }
            KeySource::Inline(keys)
        }
        (None, Some(path)) => KeySource::File(path),
        (None, None) => {
            if reader.production {
                let remedy = "Set it or TESSERA_KEYS_FILE; `tessera keys generate` prints a key ring. Keep a copy: without the keys the stored secrets are lost.";
                reader.mistake("TESSERA_KEYS", "is missing", remedy);
            }
            KeySource::Generated(data_dir.join("keys"))
        }
    };
    Keys { source }
}
