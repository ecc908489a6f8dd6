//! One version by itself: its form, its hash, its signature.

use crate::{
    ed25519::is_signed,
    file::SavedVersion,
    report::{Check, Findings},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use formats::did::{LookupError, key_of};
use serde_json::Value;

/// A version that was looked at.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The document; null where it cannot be read.
    pub(crate) document: Value,
    /// Its number as it says itself.
    pub(crate) number: u64,
    /// The SHA-256 of its text, computed.
    pub(crate) sha256: String,
    /// How it is signed.
    pub(crate) signed: Signed,
}

/// How a version is signed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// By a key of the did document that was good at the time.
    Yes {
        /// The key's id.
        key: String,
    },
    /// It carries no signature.
    No,
    /// It carries one, but there is no did document to look the key up in.
    NoDid,
    /// By a key that the issuer has revoked: the signature counts for nothing, whatever it says.
    Revoked {
        /// The key's id.
        key: String,
        /// The address that says so, where it was asked; the file itself, where none is named.
        by: Option<String>,
    },
    /// It carries one that does not hold; the finding stands already.
    Wrong,
}

impl Checked {
    /// A text member of the document.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.document.get(name)?.as_str()
    }
}

/// Looks at a version; `place` counts from one and names it where its own number cannot be read.
pub(crate) fn check(
    saved: &SavedVersion,
    place: usize,
    did: Option<&Value>,
    found: &mut Findings,
) -> Checked {
    let sha256 = formats::sha256_hex(saved.document.as_bytes());
    let document: Value = serde_json::from_str(&saved.document).unwrap_or(Value::Null);
    let number = document
        .get("version")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    let name = if number == 0 {
        format!("The document at place {place}")
    } else {
        format!("Version {number}")
    };
    if let Err(why) = check_form(&saved.document, &document) {
        found.failed(Check::Canonical, format!("{name} {why}"));
    }
    if sha256 != saved.sha256 {
        let words = format!(
            "{name} was changed: its SHA-256 is {sha256}, but the file states {}.",
            saved.sha256
        );
        found.failed(Check::Hash, words);
    }
    let mut checked = Checked {
        document,
        number,
        sha256,
        signed: Signed::No,
    };
    checked.signed = signed(saved, &checked, &name, did, found);
    checked
}

/// Whether a text is a passport's document in its one exact form.
pub(crate) fn check_form(text: &str, document: &Value) -> Result<(), String> {
    if document.is_null() {
        return Err("is not JSON.".to_owned());
    }
    let exact = formats::canonical_value(document).is_ok_and(|bytes| bytes == text.as_bytes());
    if !exact {
        return Err(
            "is not in the exact form (canonical JSON, RFC 8785) in which a version is hashed.".to_owned(),
        );
    }
    match document.get("schema").and_then(Value::as_str) {
        Some("tessera.passport/1") => Ok(()),
        other => Err(format!(
            "has the format {:?}, which this program does not know.",
            other.unwrap_or("none")
        )),
    }
}

fn signed(
    saved: &SavedVersion,
    checked: &Checked,
    name: &str,
    did: Option<&Value>,
    found: &mut Findings,
) -> Signed {
    let (signature, key) = match (&saved.signature, &saved.key_id) {
        (None, None) => return Signed::No,
        (Some(signature), Some(key)) => (signature, key),
        _ => {
            let words = format!("{name} has a signature without its key, or a key without a signature.");
            found.failed(Check::Signature, words);
            return Signed::Wrong;
        }
    };
    let bytes = URL_SAFE_NO_PAD.decode(signature).ok();
    let Some(signature) = bytes.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok()) else {
        found.failed(
            Check::Signature,
            format!("The signature of {} is not one.", lower(name)),
        );
        return Signed::Wrong;
    };
    let Some(did) = did else { return Signed::NoDid };
    let id = did.get("id").and_then(Value::as_str).unwrap_or_default();
    let created = checked.text("publishedAt").unwrap_or_default();
    let public = match key_of(did, &format!("{id}#{key}"), created) {
        Ok(public) => public,
        // Whether that matters is for the versions after it to say.
        Err(LookupError::Revoked) => {
            return Signed::Revoked {
                key: key.clone(),
                by: None,
            };
        }
        Err(why) => {
            found.failed(
                Check::Key,
                format!("{name} says to be signed with key {key}. {}", key_words(why)),
            );
            return Signed::Wrong;
        }
    };
    if formats::signature::verify(&checked.sha256, &public, &signature, is_signed) {
        return Signed::Yes { key: key.clone() };
    }
    let words = format!(
        "The signature of {} does not fit: the document or the signature was changed, or another key signed.",
        lower(name)
    );
    found.failed(Check::Signature, words);
    Signed::Wrong
}

fn lower(name: &str) -> String {
    name.replacen("Version", "version", 1).replacen("The", "the", 1)
}

/// Why the issuer's document does not vouch for a key.
pub(crate) fn key_words(why: LookupError) -> &'static str {
    match why {
        LookupError::OtherIdentifier => "That key belongs to somebody else than the did document.",
        LookupError::Unknown => "The issuer's did document does not name that key as one that signs.",
        LookupError::Kind => {
            "The did document describes that key in a way that this program does not understand."
        }
        LookupError::Revoked => {
            "The issuer has revoked that key: nothing that it signed counts any more, because somebody else may have it."
        }
        LookupError::Expired => {
            "That key had already been replaced when the version says to have been published."
        }
    }
}
