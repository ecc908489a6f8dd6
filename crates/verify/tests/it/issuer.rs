//! What changes when the issuer's own address was asked.

use crate::sample::{beside, bytes, did, did_document, file};
use serde_json::Value;
use verify::{Beside, Check, Fetched, Outcome, Verdict, issuer_of, verify};

fn ask(document: Value) -> (Verdict, Outcome, String) {
    let beside = Beside {
        fetched: Some(Fetched {
            url: did().url(),
            document,
        }),
        ..beside()
    };
    let report = verify(&bytes(&file()), &beside).unwrap();
    let finding = report.findings.iter().find(|f| f.check == Check::Issuer).unwrap();
    (report.verdict, finding.outcome, finding.words.clone())
}

#[test]
fn the_same_keys_at_the_issuers_address_prove_whose_they_are() {
    let (verdict, outcome, words) = ask(did_document());
    assert_eq!((verdict, outcome), (Verdict::Proven, Outcome::Proven));
    assert!(words.contains("whoever holds that address vouches"), "{words}");
}

#[test]
fn other_revoked_or_missing_keys_at_the_issuers_address_are_found() {
    let mut other = did_document();
    other["verificationMethod"][0]["publicKeyMultibase"] = formats::multikey(&[9; 32]).into();
    let mut revoked = did_document();
    revoked["verificationMethod"][1]["revoked"] = "2026-11-21T00:00:00Z".into();
    let mut missing = did_document();
    missing["verificationMethod"].as_array_mut().unwrap().remove(1);
    let mut stranger = did_document();
    stranger["id"] = "did:web:evil.example".into();
    for (document, words) in [
        (other, "another public key"),
        (revoked, "was revoked"),
        (missing, "no longer names"),
        (stranger, "does not serve the did document of"),
    ] {
        let (verdict, _, said) = ask(document);
        assert_eq!(verdict, Verdict::Failed);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_file_tells_whose_document_to_look_up() {
    assert_eq!(issuer_of(&bytes(&file())).unwrap(), did().to_string());
    let document = file().versions[0].document.clone();
    assert_eq!(issuer_of(document.as_bytes()).unwrap(), did().to_string());
    assert_eq!(issuer_of(b"[]"), None);
}

#[test]
fn an_address_that_does_not_answer_is_told_of() {
    let beside = Beside {
        not_fetched: Some("nobody answered in time".to_owned()),
        ..beside()
    };
    let report = verify(&bytes(&file()), &beside).unwrap();
    let finding = report.findings.iter().find(|f| f.check == Check::Issuer).unwrap();
    assert_eq!(finding.outcome, Outcome::NotChecked);
    assert!(
        finding
            .words
            .contains("could not be looked up (nobody answered in time)")
    );
}
