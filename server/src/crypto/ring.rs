//! The keys by their ids.

use super::KeyRingError;
use crate::clock::Random;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use std::fmt::Write;
use zeroize::Zeroizing;

/// A key of AES-256.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// At least one key; the first one encrypts, all of them decrypt.
#[derive(Clone)]
pub struct Ring(Vec<(String, Key)>);

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}

/// Reads `id:base64,id:base64`; line breaks separate as commas do, and `#` begins a comment.
pub fn parse_ring(text: &SecretString) -> Result<Ring, KeyRingError> {
    let lines = text.expose_secret().lines();
    let entries = lines
        .filter_map(|line| line.split('#').next())
        .flat_map(|line| line.split(','));
    let mut keys: Vec<(String, Key)> = Vec::new();
    for (index, entry) in entries
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .enumerate()
    {
        let (id, key) = parse_entry(entry).ok_or(KeyRingError::Entry(index + 1))?;
        if keys.iter().any(|(known, _)| *known == id) {
            return Err(KeyRingError::Duplicate(id));
        }
        keys.push((id, key));
    }
    if keys.is_empty() {
        Err(KeyRingError::Empty)
    } else {
        Ok(Ring(keys))
    }
}

fn parse_entry(entry: &str) -> Option<(String, Key)> {
    let (id, key) = entry.split_once(':')?;
    let id_ok = (1..=32).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let bytes = Zeroizing::new(STANDARD.decode(key.trim()).ok()?);
    let key = <[u8; 32]>::try_from(bytes.as_slice()).ok()?;
    id_ok.then(|| (id.to_owned(), Zeroizing::new(key)))
}

impl Ring {
    /// A ring with one new key.
    pub fn generate(random: &dyn Random) -> Self {
        Self(vec![new_key(random)])
    }

    /// The same ring with a new key in front.
    #[must_use]
    pub fn with_new_primary(&self, random: &dyn Random) -> Self {
        let mut keys = vec![new_key(random)];
        keys.extend(self.0.iter().cloned());
        Self(keys)
    }

    /// The id of the key that encrypts.
    pub fn primary_id(&self) -> &str {
        &self.0[0].0
    }

    /// How it is written to a file or a variable.
    pub fn to_text(&self) -> SecretString {
        let mut text = Zeroizing::new(String::new());
        for (id, key) in &self.0 {
            let separator = if text.is_empty() { "" } else { "," };
            let encoded = Zeroizing::new(STANDARD.encode(key.as_slice()));
            // Writing to a string cannot fail.
            let _ = write!(text, "{separator}{id}:{}", encoded.as_str());
        }
        SecretString::from(text.as_str())
    }

    pub(super) fn primary(&self) -> (&str, &Key) {
        let (id, key) = &self.0[0];
        (id, key)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

fn new_key(random: &dyn Random) -> (String, Key) {
    let mut id = [0; 4];
    random.fill(&mut id);
    let mut key = Zeroizing::new([0; 32]);
    random.fill(key.as_mut_slice());
    (format!("k{}", hex::encode(id)), key)
}
