//! The passport as a credential: its content, its proof, and attempts to forge it.

use crate::sample::{DICTIONARY, PAGE, field, fields, labels, locale, option, options, with_fields};
use domain::{Locale, record::Document, text::Labels};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use formats::{
    credential::{self, VerifyError},
    did::{self, DidWeb, LookupError},
    parse_digest_multibase,
    proof::{self, ProofError},
    state::Standing,
};
use serde_json::{Value as Json, json};

fn signed() -> (Json, DidWeb, SigningKey) {
    let issuer: DidWeb = "did:web:dpp.nordwind.example".parse().unwrap();
    let credential = passport(&issuer);
    let key = SigningKey::from_bytes(&[7; 32]);
    let sign = |bytes: &[u8]| key.sign(bytes).to_bytes();
    let secured = proof::secure(&credential, "2026-11-21T03:34:01Z", &issuer.key("k1"), sign).unwrap();
    (secured, issuer, key)
}

/// The sample with what UNTP demands.
pub(crate) fn battery() -> Document {
    let plant = option("leipzig_plant", labels("Leipzig plant", "Werk Leipzig"), None);
    let mut all = fields();
    all.push(field("facilities", None, Labels::new(), options(vec![plant])));
    with_fields(all)
}

pub(crate) fn terms<'a>(issuer: &'a DidWeb, locale: &'a Locale) -> credential::Terms<'a> {
    credential::Terms {
        id: "https://dpp.nordwind.example/passports/1/2/credential",
        issuer,
        issuer_name: "Nordwind GmbH",
        locale,
        valid_until: None,
        record: Some(("https://dpp.nordwind.example/passports/1/2/record", &[9; 32])),
        above: &[],
        family: "ebike_battery",
        standing: Standing::default(),
        dictionary: DICTIONARY,
    }
}

fn passport(issuer: &DidWeb) -> Json {
    credential::passport(&battery(), &terms(issuer, &locale("en_US"))).unwrap()
}

#[test]
fn the_credential_is_a_product_passport_of_untp() {
    let passport = passport(&"did:web:dpp.nordwind.example".parse().unwrap());
    let related = &passport["relatedResource"][0];
    assert_eq!(
        parse_digest_multibase(related["digestMultibase"].as_str().unwrap()),
        Some([9; 32])
    );
    let mut credential = passport.clone();
    credential.as_object_mut().unwrap().remove("relatedResource");
    let subject = credential["credentialSubject"].take();
    assert_eq!(
        credential,
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://vocabulary.uncefact.org/untp/0.7.0/context/"],
            "type": ["DigitalProductPassport", "VerifiableCredential"],
            "id": "https://dpp.nordwind.example/passports/1/2/credential",
            "issuer": { "type": ["CredentialIssuer"], "id": "did:web:dpp.nordwind.example", "name": "Nordwind GmbH" },
            "validFrom": "2026-11-21T03:34:00Z",
            "name": "Battery",
            "credentialSubject": null,
        })
    );
    assert_eq!(subject["id"], PAGE);
    assert_eq!(subject["idGranularity"], "item");
    assert_eq!(subject["itemNumber"], "S1");
    assert_eq!(subject.get("batchNumber"), None);
    assert_eq!(subject["idScheme"]["name"], "GS1 Digital Link");
    assert_eq!(
        subject["countryOfProduction"],
        json!({ "countryCode": "DE", "countryName": "Germany" })
    );
    assert_eq!(
        subject["characteristics"],
        json!({
            "@context": { "@vocab": "https://dpp.nordwind.example/dictionary#" },
            "dppStatus": "active",
            "batteryWeight": { "value": 7.5, "unit": "KGM" },
            "care": "Keep dry",
            "country_of_origin": "Germany",
            "granularity__2": 3,
            "rechargeable": true,
            "made": "2026-05-01",
            "price": "12.50 EUR",
            "parts": [{ "field_type": "cell", "count": "40" }],
            "made__2": "in May",
            "facilities": "Leipzig plant",
        })
    );
    assert_eq!(subject["relatedDocument"][0]["linkName"], "manual.pdf");
    let digest = subject["productImage"]["digestMultibase"].as_str().unwrap();
    assert_eq!(parse_digest_multibase(digest), Some([0xaa; 32]));
}

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(key).unwrap();
    key.verify_strict(message, &Signature::from_bytes(signature))
        .is_ok()
}

#[test]
fn a_signed_passport_proves_itself_with_the_issuers_document_alone() {
    let (secured, issuer, key) = signed();
    let document = |state| {
        let key = did::Key {
            id: "k1".into(),
            public: key.verifying_key().to_bytes(),
            state,
        };
        did::document(&issuer, &[key], &[])
    };
    let rotated = document(did::KeyState::Rotated("2026-12-01T00:00:00Z".into()));
    // As a file: written, read, verified.
    let read: Json = serde_json::from_str(&secured.to_string()).unwrap();
    let verified = credential::verify(&read, &rotated, check).unwrap();
    assert_eq!(credential::record(&verified.document).unwrap().1, [9; 32]);
    assert_eq!(
        credential::issuer(&verified.document),
        Some("did:web:dpp.nordwind.example")
    );

    let revoked = document(did::KeyState::Revoked("2026-12-01T00:00:00Z".into()));
    let outcome = credential::verify(&read, &revoked, check);
    assert!(
        matches!(outcome, Err(VerifyError::Key(LookupError::Revoked))),
        "{outcome:?}"
    );

    let mut forged = read.clone();
    forged["credentialSubject"]["characteristics"]["batteryWeight"]["value"] = json!(7.4);
    let outcome = credential::verify(&forged, &rotated, check);
    assert!(
        matches!(outcome, Err(VerifyError::Proof(ProofError::Signature))),
        "{outcome:?}"
    );
}

#[test]
fn a_stranger_cannot_sign_in_the_issuers_name() {
    let (secured, _, _) = signed();
    let stranger: DidWeb = "did:web:evil.example".parse().unwrap();
    let key = SigningKey::from_bytes(&[8; 32]);
    let public = did::Key {
        id: "k1".into(),
        public: key.verifying_key().to_bytes(),
        state: did::KeyState::Current,
    };
    let document = did::document(&stranger, &[public], &[]);
    let mut forged = secured;
    forged.as_object_mut().unwrap().remove("proof");
    let sign = |bytes: &[u8]| key.sign(bytes).to_bytes();
    let forged = proof::secure(&forged, "2026-11-21T03:34:01Z", &stranger.key("k1"), sign).unwrap();
    let outcome = credential::verify(&forged, &document, check);
    assert!(matches!(outcome, Err(VerifyError::NotByIssuer)), "{outcome:?}");
}
