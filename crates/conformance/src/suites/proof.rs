//! Signatures, proofs and who made them.

use crate::{Case, Suite, holds, same};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use formats::{
    did::{DidWeb, Key, KeyState, document, key_of},
    multikey, parse_multikey,
    proof::{prepare, secure, verify},
};
use serde_json::{Value, json};

pub(super) const ED25519: Suite = Suite {
    id: "ed25519",
    title: "RFC 8032: Ed25519",
    edition: "RFC 8032 (January 2017)",
    scope: "What versions and credentials are signed with. The other curve of the RFC is not used.",
    cases: &[Case {
        name: "A known key signs a known message with the printed signature",
        clause: "7.1, test 2",
        run: ed25519,
    }],
};

pub(super) const DATA_INTEGRITY: Suite = Suite {
    id: "data-integrity",
    title: "W3C Data Integrity EdDSA Cryptosuites: eddsa-jcs-2022",
    edition: "1.0, Recommendation of May 2025",
    scope: "One proof per document, made and checked. Proof sets, proof chains and eddsa-rdfc-2022 are not read.",
    cases: &[
        Case {
            name: "Hashes and signature are those of the Recommendation",
            clause: "B.2",
            run: vector,
        },
        Case {
            name: "What was signed comes back as it was",
            clause: "3.3.2",
            run: round_trip,
        },
        Case {
            name: "Any change breaks the proof",
            clause: "3.3.2",
            run: tampered,
        },
    ],
};

pub(super) const DID_WEB: Suite = Suite {
    id: "did-web",
    title: "did:web, with Multikey of W3C Controlled Identifiers",
    edition: "did:web draft of the W3C CCG; Controlled Identifiers 1.0",
    scope: "Brands as issuers, with the history of their keys: replaced ones stay proven for what they signed, revoked ones do not.",
    cases: &[
        Case {
            name: "The examples of the method lead to their documents",
            clause: "did:web, 2.5.2",
            run: did_urls,
        },
        Case {
            name: "What could lead elsewhere is refused",
            clause: "did:web, 2.2",
            run: did_refused,
        },
        Case {
            name: "A replaced key counts until its end, a revoked one never",
            clause: "Controlled Identifiers, 2.2.2",
            run: key_history,
        },
    ],
};

const CREATED: &str = "2023-02-24T23:36:38Z";
const PUBLIC: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const SECRET: &str = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6";

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let raw = hex::decode(text).map_err(|error| error.to_string())?;
    raw.try_into()
        .map_err(|_| "the vector has another length".to_owned())
}

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| {
        key.verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    })
}

fn ed25519() -> Result<(), String> {
    let key = SigningKey::from_bytes(&bytes(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    )?);
    let signature = key.sign(&[0x72]).to_bytes();
    let wanted = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                  085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    same("the signature", hex::encode(signature), wanted.to_owned())?;
    let public = key.verifying_key().to_bytes();
    holds("it does not verify", check(&public, &[0x72], &signature))?;
    holds(
        "it verifies another message",
        !check(&public, &[0x73], &signature),
    )
}

fn method() -> String {
    format!("did:key:{PUBLIC}#{PUBLIC}")
}

fn unsigned() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": { "id": "did:example:abcdefgh", "alumniOf": "The School of Examples" },
    })
}

fn signed() -> Result<Value, String> {
    let key = SigningKey::from_bytes(&bytes(SECRET)?);
    secure(&unsigned(), CREATED, &method(), |message| {
        key.sign(message).to_bytes()
    })
    .map_err(|error| error.to_string())
}

fn vector() -> Result<(), String> {
    let prepared = prepare(&unsigned(), CREATED, &method()).map_err(|error| error.to_string())?;
    let wanted = "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db\
                  59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
    same("the hashes", hex::encode(prepared.hash_data()), wanted.to_owned())?;
    let wanted = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX";
    same(
        "the proof",
        signed()?["proof"]["proofValue"].as_str(),
        Some(wanted),
    )
}

fn public() -> Result<[u8; 32], String> {
    parse_multikey(PUBLIC).ok_or_else(|| "the key cannot be read".to_owned())
}

fn round_trip() -> Result<(), String> {
    same("the key", multikey(&public()?), PUBLIC.to_owned())?;
    let verified = verify(&signed()?, &public()?, check).map_err(|error| error.to_string())?;
    same("the document", verified.document, unsigned())
}

fn tampered() -> Result<(), String> {
    for (place, value) in [
        ("/credentialSubject/alumniOf", json!("Elsewhere")),
        ("/proof/created", json!("2023-02-24T23:36:39Z")),
        ("/proof/verificationMethod", json!("did:web:other.example#k")),
    ] {
        let mut document = signed()?;
        *document.pointer_mut(place).ok_or(place)? = value;
        holds(place, verify(&document, &public()?, check).is_err())?;
    }
    holds("another key", verify(&signed()?, &[9; 32], check).is_err())
}

fn did_urls() -> Result<(), String> {
    for (did, url) in [
        (
            "did:web:w3c-ccg.github.io",
            "https://w3c-ccg.github.io/.well-known/did.json",
        ),
        (
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        (
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
    ] {
        let parsed: DidWeb = did.parse().map_err(|error| format!("{did}: {error}"))?;
        same(did, parsed.url(), url.to_owned())?;
    }
    Ok(())
}

fn did_refused() -> Result<(), String> {
    for did in [
        "did:web:192.0.2.1",
        "did:web:user@example.com",
        "did:web:example.com:..",
        "did:web:example.com%2Fevil",
        "did:web:",
    ] {
        holds(did, did.parse::<DidWeb>().is_err())?;
    }
    Ok(())
}

fn key_history() -> Result<(), String> {
    let did = DidWeb::of_host("brand.example", None).map_err(|error| error.to_string())?;
    let key = |id: &str, state| Key {
        id: id.to_owned(),
        public: [7; 32],
        state,
    };
    let keys = [
        key("new", KeyState::Current),
        key("old", KeyState::Rotated("2026-01-01T00:00:00Z".to_owned())),
        key("lost", KeyState::Revoked("2026-01-01T00:00:00Z".to_owned())),
    ];
    let document = document(&did, &keys, &[]);
    let counts = |id: &str, at: &str| key_of(&document, &did.key(id), at).is_ok();
    holds("the current key", counts("new", "2026-06-01T00:00:00Z"))?;
    holds(
        "the replaced key before its end",
        counts("old", "2025-06-01T00:00:00Z"),
    )?;
    holds(
        "the replaced key after its end",
        !counts("old", "2026-06-01T00:00:00Z"),
    )?;
    holds("the revoked key", !counts("lost", "2025-06-01T00:00:00Z"))
}
