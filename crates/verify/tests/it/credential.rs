//! Credentials with a Data Integrity proof.

use crate::sample::{NEW_KEY, beside, did, did_document, file, key};
use ed25519_dalek::Signer;
use serde_json::{Value, json};
use verify::{Beside, Check, Outcome, Report, Verdict, verify};

fn credential() -> Value {
    let record: [u8; 32] = hex(&file().versions[2].sha256);
    let unsigned = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "DigitalProductPassport"],
        "issuer": { "id": did().to_string(), "name": "Nordwind" },
        "validFrom": "2026-11-21T08:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "name": "Battery",
        "credentialSubject": { "id": crate::sample::IDENTIFIER },
        "relatedResource": [{ "id": "https://passports.example/x.json", "digestMultibase": formats::digest_multibase(&record) }],
    });
    let sign = |message: &[u8]| key(2).sign(message).to_bytes();
    formats::proof::secure(&unsigned, "2026-11-21T08:00:00Z", &did().key(NEW_KEY), sign).unwrap()
}

fn hex(text: &str) -> [u8; 32] {
    let byte = |at: usize| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap();
    std::array::from_fn(byte)
}

fn check(value: &Value, beside: &Beside) -> Report {
    verify(&serde_json::to_vec(value).unwrap(), beside).unwrap()
}

fn outcome(report: &Report, check: Check) -> Outcome {
    report.findings.iter().find(|f| f.check == check).unwrap().outcome
}

#[test]
fn a_credential_is_proven_with_its_issuers_document_and_its_record() {
    let alone = check(&credential(), &beside());
    assert_eq!(alone.verdict, Verdict::NotProven);
    assert_eq!(outcome(&alone, Check::Record), Outcome::NotChecked);

    let with = Beside {
        dids: vec![did_document()],
        records: vec![file().versions[2].document.clone().into_bytes()],
        ..beside()
    };
    let report = check(&credential(), &with);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert_eq!(outcome(&report, Check::Record), Outcome::Proven);
    assert_eq!(outcome(&report, Check::Issuer), Outcome::NotChecked);
}

#[test]
fn a_changed_or_outdated_credential_fails() {
    let with = Beside {
        dids: vec![did_document()],
        ..beside()
    };
    let mut changed = credential();
    changed["name"] = "Better battery".into();
    assert_eq!(check(&changed, &with).verdict, Verdict::Failed);

    let late = Beside {
        now: Some("2031-01-01T00:00:00Z".to_owned()),
        ..with
    };
    let report = check(&credential(), &late);
    assert_eq!(report.verdict, Verdict::Failed);
    assert_eq!(outcome(&report, Check::Time), Outcome::Failed);
}
