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

/// The issuer's document, in which the key that signs in the file has an end.
fn ended(at: &str) -> Value {
    let mut document = did_document();
    document["verificationMethod"][0]["expires"] = at.into();
    document
}

#[test]
fn a_key_that_was_replaced_after_it_had_signed_still_counts() {
    assert_eq!(ask(ended("2026-11-21T08:00:00Z")).0, Verdict::Proven);
}

#[test]
fn a_key_of_an_earlier_version_that_was_revoked_later_is_told_and_the_latest_version_vouches() {
    let mut revoked = did_document();
    revoked["verificationMethod"][1]["revoked"] = "2026-11-21T00:00:00Z".into();
    let (verdict, outcome, _) = ask(revoked.clone());
    assert_eq!((verdict, outcome), (Verdict::Proven, Outcome::Proven));
    let beside = Beside {
        fetched: Some(Fetched {
            url: did().url(),
            document: revoked,
        }),
        ..beside()
    };
    let report = verify(&bytes(&file()), &beside).unwrap();
    let told = report.findings.iter().any(|f| {
        f.check == Check::Key
            && f.outcome == Outcome::NotChecked
            && f.words
                .starts_with("Version 1 was signed with a key that the issuer has revoked since")
    });
    assert!(told, "{report:#?}");
}

#[test]
fn of_several_did_documents_the_issuers_own_is_taken() {
    let mut file = file();
    file.did = None;
    let mut other = did_document();
    other["id"] = "did:web:other.example".into();
    let documents: Vec<_> = [other.clone(), did_document()]
        .iter()
        .map(|did| serde_json::to_vec(did).unwrap())
        .collect();
    let saved = bytes(&file);
    let files = [
        ("other.json", documents[0].as_slice()),
        ("own.json", documents[1].as_slice()),
        ("passport", saved.as_slice()),
    ];
    let verdict = |files: &[(&str, &[u8])]| {
        let answers = verify::verify_together(files, &beside());
        answers.into_iter().next_back().unwrap().1.unwrap().verdict
    };
    assert_eq!(verdict(&files), Verdict::Proven);
    assert_eq!(
        verdict(&[files[0], files[2]]),
        Verdict::NotProven,
        "a stranger's keys prove nothing"
    );
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
    revoked["verificationMethod"][0]["revoked"] = "2026-11-21T00:00:00Z".into();
    let mut missing = did_document();
    missing["verificationMethod"].as_array_mut().unwrap().remove(1);
    let mut silent = did_document();
    silent["assertionMethod"].as_array_mut().unwrap().remove(0);
    let mut stranger = did_document();
    stranger["id"] = "did:web:evil.example".into();
    for (document, words) in [
        (other, "another public key"),
        (revoked, "was revoked"),
        (missing, "no longer names"),
        (stranger, "does not serve the did document of"),
        (
            ended("2026-10-01T00:00:00Z"),
            "Version 3 says to be of 2026-11-21T08:00:00Z, but https://passports.example/b/01890a5d-ac96-774b-bcce-b302099a8000/did.json \
             says that its key 01890a5d-ac96-774b-bcce-b302099a8058 had been replaced by then.",
        ),
        (silent, "as one that signs"),
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
