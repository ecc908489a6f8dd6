//! A brand with two keys, and a passport of three versions that it has signed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use formats::did::{DidWeb, Key, KeyState, document};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use verify::{Beside, ProofFile, SCHEMA, SavedVersion};

pub const OLD_KEY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
pub const NEW_KEY: &str = "01890a5d-ac96-774b-bcce-b302099a8058";
pub const IDENTIFIER: &str = "https://passports.example/01/09521234543213";

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn did() -> DidWeb {
    "did:web:passports.example:b:01890a5d-ac96-774b-bcce-b302099a8000"
        .parse()
        .unwrap()
}

pub fn did_document() -> Value {
    let key = |id: &str, seed: u8, state| Key {
        id: id.to_owned(),
        public: key(seed).verifying_key().to_bytes(),
        state,
    };
    let keys = [
        key(NEW_KEY, 2, KeyState::Current),
        key(OLD_KEY, 1, KeyState::Rotated("2026-06-01T00:00:00Z".to_owned())),
    ];
    document(&did(), &keys, &[])
}

/// The restricted fields of the last version.
pub fn disclosures() -> Vec<String> {
    [("recycler", "Cobalt", "12"), ("authority", "Test report", "T-77")]
        .into_iter()
        .enumerate()
        .map(|(at, (reader, label, text))| {
            let value = json!({
                "salt": URL_SAFE_NO_PAD.encode([u8::try_from(at).unwrap(); 16]),
                "readers": [reader],
                "section": { "en": "Materials" },
                "place": [0, 0, 1, at + 1],
                "field": { "attribute": label.to_lowercase(), "label": { "en": label }, "value": { "type": "text", "text": text } },
            });
            canonical(&value)
        })
        .collect()
}

pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

pub fn canonical(value: &Value) -> String {
    String::from_utf8(formats::canonical_value(value).unwrap()).unwrap()
}

/// A document as Tessera publishes it.
pub fn version(number: u64, published_at: &str, previous: Option<&str>) -> Value {
    let mut document = json!({
        "schema": "tessera.passport/1",
        "identifier": IDENTIFIER,
        "version": number,
        "publishedAt": published_at,
        "issuer": did().to_string(),
        "content": {
            "granularity": "model",
            "brand": "Nordwind",
            "gtin": "09521234543213",
            "productIdentifier": "B-1",
            "locales": ["en"],
            "name": { "en": format!("Battery, edition {number}") },
            "sections": [{ "title": { "en": "Materials" }, "fields": [
                { "attribute": "chemistry", "label": { "en": "Chemistry" }, "value": { "type": "text", "text": "NMC é €" } },
            ] }],
        },
    });
    if let Some(previous) = previous {
        document["previous"] = previous.into();
    }
    document
}

pub fn sign(document: &Value, key_id: &str, seed: u8) -> SavedVersion {
    let text = canonical(document);
    let sha256 = formats::sha256_hex(text.as_bytes());
    let signature = key(seed).sign(&formats::signature::message(&sha256));
    SavedVersion {
        document: text,
        sha256,
        signature: Some(URL_SAFE_NO_PAD.encode(signature.to_bytes())),
        key_id: Some(key_id.to_owned()),
    }
}

/// Three versions, the first by the old key.
pub fn file() -> ProofFile {
    let first = sign(&version(1, "2026-03-01T08:00:00Z", None), OLD_KEY, 1);
    let second = sign(
        &version(2, "2026-07-01T08:00:00Z", Some(&first.sha256)),
        NEW_KEY,
        2,
    );
    let mut third = version(3, "2026-11-21T08:00:00Z", Some(&second.sha256));
    let mut restricted: Vec<String> = disclosures().iter().map(|text| digest(text)).collect();
    restricted.sort();
    third["restricted"] = json!(restricted);
    let third = sign(&third, NEW_KEY, 2);
    ProofFile {
        schema: SCHEMA.to_owned(),
        versions: vec![first, second, third],
        did: Some(did_document()),
        disclosures: disclosures()[..1].to_vec(),
        status: Some("active".to_owned()),
        recall: None,
        retrieved_at: Some("2026-11-21T16:00:00Z".to_owned()),
        unknown: serde_json::Map::new(),
    }
}

pub fn beside() -> Beside {
    Beside {
        now: Some("2026-11-21T16:10:00Z".to_owned()),
        ..Beside::default()
    }
}

pub fn bytes(file: &ProofFile) -> Vec<u8> {
    serde_json::to_vec(file).unwrap()
}
