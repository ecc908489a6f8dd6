//! Data Integrity proofs against the test vector of the W3C Recommendation `vc-di-eddsa` 1.0 of May 2025,
//! section B.2 (representation eddsa-jcs-2022), with an independent Ed25519.
#![cfg(test)]

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use formats::{
    multikey, parse_multikey,
    proof::{ProofError, prepare, secure, verification_method, verify},
};
use serde_json::{Value, json};

const CREATED: &str = "2023-02-24T23:36:38Z";
const METHOD: &str = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const PUBLIC: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
/// The vector's secret key `z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq` without its multicodec, in hex.
const SECRET: &str = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6";

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

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&hex::decode(SECRET).unwrap().try_into().unwrap())
}

fn signed() -> Value {
    secure(&unsigned(), CREATED, METHOD, |bytes| {
        signing_key().sign(bytes).to_bytes()
    })
    .unwrap()
}

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| {
        key.verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    })
}

fn public() -> [u8; 32] {
    parse_multikey(PUBLIC).unwrap()
}

#[test]
fn the_key_is_the_published_one() {
    assert_eq!(signing_key().verifying_key().to_bytes(), public());
    assert_eq!(multikey(&public()), PUBLIC);
}

#[test]
fn hashes_and_signature_are_those_of_the_recommendation() {
    let prepared = prepare(&unsigned(), CREATED, METHOD).unwrap();
    assert_eq!(
        hex::encode(prepared.hash_data()),
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db\
         59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    );
    assert_eq!(
        signed()["proof"],
        json!({
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": CREATED,
            "verificationMethod": METHOD,
            "proofPurpose": "assertionMethod",
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
            "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
        })
    );
}

#[test]
fn the_signed_document_verifies_and_comes_back_as_it_was() {
    let verified = verify(&signed(), &public(), check).unwrap();
    assert_eq!(verified.document, unsigned());
    assert_eq!(verified.verification_method, METHOD);
    assert_eq!(verified.created.as_deref(), Some(CREATED));
    assert_eq!(verification_method(&signed()), Some(METHOD));
}

#[test]
fn any_change_breaks_the_proof() {
    let attempts = [
        ("/credentialSubject/alumniOf", json!("Elsewhere")),
        (
            "/credentialSubject",
            json!({ "id": "did:example:abcdefgh", "alumniOf": "The School of Examples", "more": 1 }),
        ),
        ("/proof/created", json!("2023-02-24T23:36:39Z")),
        ("/proof/verificationMethod", json!("did:web:evil.example#k")),
        ("/proof/@context", json!(["https://www.w3.org/ns/credentials/v2"])),
    ];
    for (what, value) in attempts {
        let mut document = signed();
        *document.pointer_mut(what).unwrap() = value;
        let outcome = verify(&document, &public(), check);
        assert!(
            matches!(outcome, Err(ProofError::Signature)),
            "{what}: {outcome:?}"
        );
    }
    assert!(matches!(
        verify(&signed(), &[9; 32], check),
        Err(ProofError::Signature)
    ));
}

#[test]
fn a_context_may_be_appended_but_not_put_before() {
    let mut document = signed();
    document["@context"]
        .as_array_mut()
        .unwrap()
        .push("https://example.com/more".into());
    let verified = verify(&document, &public(), check).unwrap();
    assert_eq!(
        verified.document,
        unsigned(),
        "what was signed, not what was appended"
    );
    document["@context"].as_array_mut().unwrap().rotate_right(1);
    assert!(matches!(
        verify(&document, &public(), check),
        Err(ProofError::Context)
    ));
}

#[test]
fn a_proof_of_another_kind_is_named_and_refused_before_its_signature() {
    for (name, value) in [
        ("type", json!("Ed25519Signature2020")),
        ("cryptosuite", json!("eddsa-rdfc-2022")),
        ("proofPurpose", json!("authentication")),
        ("verificationMethod", json!({})),
        ("created", json!("2023-02-24")),
        ("expires", json!(5)),
        ("proofValue", json!("z2HnFSSPP")),
        ("proofValue", json!("u2HnFSSPP")),
    ] {
        let mut document = signed();
        document["proof"][name] = value;
        let outcome = verify(&document, &public(), |_, _, _| true);
        assert!(
            matches!(outcome, Err(ProofError::Property(n)) if n == name),
            "{name}: {outcome:?}"
        );
    }
    for proof in [
        json!(null),
        json!([]),
        json!([signed()["proof"], signed()["proof"]]),
    ] {
        let mut document = signed();
        document["proof"] = proof;
        assert!(matches!(
            verify(&document, &public(), check),
            Err(ProofError::NotOneProof)
        ));
    }
}

#[test]
fn what_cannot_be_secured_is_refused() {
    let secure = |document: &Value, created: &str| secure(document, created, METHOD, |_| [0; 64]);
    assert!(matches!(
        secure(&json!([]), CREATED),
        Err(ProofError::NotAnObject)
    ));
    assert!(matches!(
        secure(&signed(), CREATED),
        Err(ProofError::AlreadySecured)
    ));
    assert!(matches!(
        secure(&unsigned(), "now"),
        Err(ProofError::Property("created"))
    ));
    assert!(matches!(
        secure(&json!({"n": u64::MAX}), CREATED),
        Err(ProofError::Format(_))
    ));
}
