//! How long the record of ten thousand versions takes: made canonical, hashed, signed, and all of that checked again; see
//! bench/README.md.
//!
//! Prints one line of JSON: versions a second, of the fastest of three rounds.

use domain::{
    Locale, Readers,
    record::{Content, Document, Granularity, Localized, RecordField, RecordSection, SCHEMA, Value},
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use formats::{canonical, sha256_hex, signature};
use std::{hint::black_box, time::Instant};

const VERSIONS: u32 = 10_000;
const FIELDS: usize = 60;
const ROUNDS: usize = 3;

#[expect(clippy::print_stdout, reason = "what it measured is what this program is for")]
fn main() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = key.verifying_key();
    let mut best = [f64::MAX; 3];
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let documents: Vec<Document> = (0..VERSIONS).map(document).collect();
        let start = Instant::now();
        let signed: Vec<_> = documents.iter().map(|document| sign(&key, document)).collect();
        best[0] = best[0].min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        assert!(signed.iter().all(|version| holds(&public, version)));
        best[1] = best[1].min(start.elapsed().as_secs_f64());
        // The reference: nothing but the signatures, over messages of the same length.
        let message = signature::message(&signed[0].1);
        let start = Instant::now();
        (0..VERSIONS).for_each(|_| {
            black_box(key.sign(black_box(&message)));
        });
        best[2] = best[2].min(start.elapsed().as_secs_f64());
        bytes = signed[0].0.len();
    }
    let [sign, check, bare] = best.map(|seconds| f64::from(VERSIONS) / seconds);
    println!(r#"{{"bytes":{bytes},"signed":{sign:.0},"checked":{check:.0},"bare":{bare:.0}}}"#);
}

type Signed = (Vec<u8>, String, [u8; 64]);

fn sign(key: &SigningKey, document: &Document) -> Signed {
    let bytes = canonical(document).expect("a document of this program is canonical");
    let hash = sha256_hex(&bytes);
    let signature = key.sign(&signature::message(&hash)).to_bytes();
    (bytes, hash, signature)
}

fn holds(key: &VerifyingKey, (bytes, hash, signature): &Signed) -> bool {
    let check = |_: &[u8; 32], message: &[u8], signature: &[u8; 64]| {
        key.verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    };
    sha256_hex(bytes) == *hash && signature::verify(hash, key.as_bytes(), signature, check)
}

/// A passport of sixty fields in two languages.
fn document(number: u32) -> Document {
    let (en, de) = ("en_US", "de_DE");
    let locale = |tag: &str| Locale::parse(tag).expect("a locale");
    let labels = |text: &str| {
        [
            (locale(en), text.to_owned()),
            (locale(de), format!("{text} (de)")),
        ]
        .into()
    };
    let field = |place: usize| RecordField {
        attribute: format!("attribute_{place}"),
        label: labels(&format!("Field {place}")),
        value: Localized::All(Value::Text {
            text: format!("What field {place} of product {number} says"),
        }),
        ..blank()
    };
    Document {
        content: Content {
            product_identifier: format!("product-{number}"),
            name: labels("A product"),
            sections: vec![RecordSection {
                title: labels("Facts"),
                fields: (0..FIELDS).map(field).collect(),
            }],
            ..base().content
        },
        identifier: format!("https://dpp.example/p/{number:016}"),
        ..base()
    }
}

fn blank() -> RecordField {
    RecordField {
        attribute: String::new(),
        point: None,
        label: [].into(),
        key_fact: false,
        readers: Readers::default(),
        value: Localized::All(Value::Boolean { value: true }),
    }
}

fn base() -> Document {
    let json = serde_json::json!({
        "schema": SCHEMA, "identifier": "", "version": 2, "publishedAt": "2026-11-21T12:00:00Z",
        "issuer": "did:web:dpp.example:b:00000000-0000-7000-8000-000000000000",
        "previous": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "content": {
            "granularity": Granularity::Model, "brand": "A brand", "productIdentifier": "",
            "locales": ["en_US", "de_DE"], "name": {}, "sections": [],
        },
    });
    serde_json::from_value(json).expect("a document")
}
