//! The document of an identifier: its keys with their history.

use super::DidWeb;
use crate::{multikey, parse_multikey, time};
use serde_json::{Value, json};

/// Media type of the document.
pub const DOCUMENT_MEDIA_TYPE: &str = "application/did+ld+json";

/// A public key of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What follows the `#` of its address; never given to another key.
    pub id: String,
    /// Ed25519 public key.
    pub public: [u8; 32],
    /// Whether it signs.
    pub state: KeyState,
}

/// What a key is good for. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It signs.
    Current,
    /// It signed until then; what it signed stays proven.
    Rotated(String),
    /// Somebody else may have it. No proof of it counts any more, because whoever has it can write any date into a proof.
    Revoked(String),
}

/// The document. Rotated keys stay among `assertionMethod` with `expires`, or older proofs would fail; revoked ones leave
/// it and are only told of.
pub fn document(did: &DidWeb, keys: &[Key], also_known_as: &[String]) -> Value {
    let id = did.to_string();
    let method = |key: &Key| {
        let mut method = json!({
            "id": did.key(&key.id),
            "type": "Multikey",
            "controller": id,
            "publicKeyMultibase": multikey(&key.public),
        });
        match &key.state {
            KeyState::Current => {}
            KeyState::Rotated(at) => method["expires"] = at.as_str().into(),
            KeyState::Revoked(at) => method["revoked"] = at.as_str().into(),
        }
        method
    };
    let asserting = keys
        .iter()
        .filter(|key| !matches!(key.state, KeyState::Revoked(_)));
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": id,
        "verificationMethod": keys.iter().map(method).collect::<Vec<_>>(),
        "assertionMethod": asserting.map(|key| did.key(&key.id)).collect::<Vec<_>>(),
    });
    if !also_known_as.is_empty() {
        document["alsoKnownAs"] = also_known_as.into();
    }
    document
}

/// Why a document does not vouch for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The document is of another identifier.
    #[error("the document does not belong to the key's identifier")]
    OtherIdentifier,
    /// No such key, or not one for statements like a passport.
    #[error("the issuer does not sign with this key")]
    Unknown,
    /// Not an Ed25519 Multikey of the issuer's own.
    #[error("the issuer's key is of a kind that is not understood")]
    Kind,
    /// The issuer has withdrawn the key.
    #[error("the issuer has revoked this key")]
    Revoked,
    /// The proof says to be younger than the key.
    #[error("the key had already been replaced when this was signed")]
    Expired,
}

/// The public key with the address `method` for a proof that was `created` then, if the issuer's document vouches for it.
pub fn key_of(document: &Value, method: &str, created: &str) -> Result<[u8; 32], LookupError> {
    let did = document.get("id").and_then(Value::as_str);
    let (owner, fragment) = method.split_once('#').ok_or(LookupError::Unknown)?;
    if did != Some(owner) {
        return Err(LookupError::OtherIdentifier);
    }
    let names = |value: &Value| {
        let id = value.as_str().or_else(|| value.get("id")?.as_str());
        id.is_some_and(|id| id == method || id.strip_prefix('#') == Some(fragment))
    };
    let listed = |member: &str| document.get(member)?.as_array()?.iter().find(|v| names(v));
    let entry = listed("verificationMethod")
        .or_else(|| listed("assertionMethod").filter(|v| v.is_object()))
        .ok_or(LookupError::Unknown)?;
    if entry.get("revoked").is_some() {
        return Err(LookupError::Revoked);
    }
    if listed("assertionMethod").is_none() {
        return Err(LookupError::Unknown);
    }
    if let Some(expires) = entry.get("expires") {
        let expires = expires.as_str().and_then(time::parse).ok_or(LookupError::Kind)?;
        if time::parse(created).is_none_or(|created| created > expires) {
            return Err(LookupError::Expired);
        }
    }
    let text = |name| entry.get(name).and_then(Value::as_str);
    if text("type") != Some("Multikey") || text("controller") != did {
        return Err(LookupError::Kind);
    }
    text("publicKeyMultibase")
        .and_then(parse_multikey)
        .ok_or(LookupError::Kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, byte: u8, state: KeyState) -> Key {
        Key {
            id: id.to_owned(),
            public: [byte; 32],
            state,
        }
    }

    fn sample() -> (DidWeb, Value) {
        let did: DidWeb = "did:web:dpp.nordwind.example".parse().unwrap();
        let keys = [
            key("k3", 3, KeyState::Current),
            key("k2", 2, KeyState::Rotated("2026-06-01T00:00:00Z".to_owned())),
            key("k1", 1, KeyState::Revoked("2026-01-01T00:00:00Z".to_owned())),
        ];
        let document = document(&did, &keys, &["https://nordwind.example".to_owned()]);
        (did, document)
    }

    #[test]
    fn the_document_lists_every_key_and_asserts_with_the_trusted_ones() {
        let (_, document) = sample();
        assert_eq!(
            document,
            json!({
                "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
                "id": "did:web:dpp.nordwind.example",
                "alsoKnownAs": ["https://nordwind.example"],
                "verificationMethod": [
                    {
                        "id": "did:web:dpp.nordwind.example#k3",
                        "type": "Multikey",
                        "controller": "did:web:dpp.nordwind.example",
                        "publicKeyMultibase": multikey(&[3; 32]),
                    },
                    {
                        "id": "did:web:dpp.nordwind.example#k2",
                        "type": "Multikey",
                        "controller": "did:web:dpp.nordwind.example",
                        "publicKeyMultibase": multikey(&[2; 32]),
                        "expires": "2026-06-01T00:00:00Z",
                    },
                    {
                        "id": "did:web:dpp.nordwind.example#k1",
                        "type": "Multikey",
                        "controller": "did:web:dpp.nordwind.example",
                        "publicKeyMultibase": multikey(&[1; 32]),
                        "revoked": "2026-01-01T00:00:00Z",
                    },
                ],
                "assertionMethod": ["did:web:dpp.nordwind.example#k3", "did:web:dpp.nordwind.example#k2"],
            })
        );
    }

    #[test]
    fn a_key_counts_for_what_it_signed_in_its_time() {
        let (did, document) = sample();
        let ask = |id: &str, created: &str| key_of(&document, &did.key(id), created);
        assert_eq!(ask("k3", "2026-11-21T00:00:00Z"), Ok([3; 32]));
        assert_eq!(ask("k2", "2026-06-01T02:00:00+02:00"), Ok([2; 32]));
        assert_eq!(ask("k2", "2026-06-01T00:00:01Z"), Err(LookupError::Expired));
        assert_eq!(ask("k2", "yesterday"), Err(LookupError::Expired));
        assert_eq!(ask("k1", "2025-01-01T00:00:00Z"), Err(LookupError::Revoked));
        assert_eq!(ask("k9", "2026-11-21T00:00:00Z"), Err(LookupError::Unknown));
    }

    #[test]
    fn a_document_vouches_only_for_its_own_keys() {
        let (did, mut document) = sample();
        let now = "2026-11-21T00:00:00Z";
        let stranger = key_of(&document, "did:web:evil.example#k3", now);
        assert_eq!(stranger, Err(LookupError::OtherIdentifier));
        document["verificationMethod"][0]["controller"] = "did:web:evil.example".into();
        assert_eq!(key_of(&document, &did.key("k3"), now), Err(LookupError::Kind));
        document["assertionMethod"] = json!([]);
        assert_eq!(key_of(&document, &did.key("k3"), now), Err(LookupError::Unknown));
    }
}
