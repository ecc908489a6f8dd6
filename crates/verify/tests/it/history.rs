//! What is said about sound files, and about those that hold less.

use crate::sample::{NEW_KEY, beside, bytes, file, sign, version};
use verify::{Check, Outcome, ProofFile, Report, Verdict, verify};

fn check(file: &ProofFile) -> Report {
    verify(&bytes(file), &beside()).unwrap()
}

fn of(report: &Report, check: Check) -> Vec<(Outcome, &str)> {
    let all = report.findings.iter().filter(|f| f.check == check);
    all.map(|f| (f.outcome, f.words.as_str())).collect()
}

#[test]
fn a_sound_file_is_proven_and_says_what_is_not() {
    let report = check(&file());
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert_eq!(report.subject.name.as_deref(), Some("Battery, edition 3"));
    assert_eq!(of(&report, Check::Chain)[0].0, Outcome::Proven);
    assert_eq!(of(&report, Check::Issuer)[0].0, Outcome::NotChecked);
    assert!(
        of(&report, Check::Issuer)[0]
            .1
            .contains("https://passports.example/b/")
    );
    assert!(
        of(&report, Check::Issuer)[0]
            .1
            .ends_with("It belongs to the same host as the passport's address.")
    );
    assert_eq!(
        of(&report, Check::Disclosures)[0].1,
        "The file holds 1 of 2 restricted fields, each exactly as the issuer committed to it."
    );
    assert_eq!(of(&report, Check::Status)[0].0, Outcome::NotChecked);
}

#[test]
fn the_tail_of_a_history_is_proven_and_says_what_it_lacks() {
    let mut file = file();
    file.versions.remove(0);
    let report = check(&file);
    assert_eq!(report.verdict, Verdict::Proven);
    let chain = of(&report, Check::Chain);
    assert_eq!(chain[0].0, Outcome::Proven);
    assert_eq!(chain[1].0, Outcome::NotChecked);
    assert!(
        chain[1]
            .1
            .starts_with("The file does not hold version 1. Version 2 names the last of them")
    );
}

#[test]
fn an_old_version_without_a_signature_is_vouched_for_by_the_next() {
    let mut file = file();
    file.versions[0].signature = None;
    file.versions[0].key_id = None;
    let report = check(&file);
    assert_eq!(report.verdict, Verdict::Proven);
    assert!(
        of(&report, Check::Signature)[1]
            .1
            .starts_with("Version 1 without a signature of its own is vouched for")
    );
}

#[test]
fn without_any_signature_nothing_is_proven() {
    let mut file = file();
    for version in &mut file.versions {
        version.signature = None;
        version.key_id = None;
    }
    let report = check(&file);
    assert_eq!(report.verdict, Verdict::NotProven);
    assert!(
        of(&report, Check::Signature)[0]
            .1
            .starts_with("Versions 1 to 3 have no signature")
    );
}

#[test]
fn without_the_did_document_nothing_is_proven_until_it_is_given_beside() {
    let mut file = file();
    let did = file.did.take().unwrap();
    assert_eq!(check(&file).verdict, Verdict::NotProven);
    let bytes = bytes(&file);
    let did = serde_json::to_vec(&did).unwrap();
    let together = verify::verify_together(&[("passport", &bytes), ("did.json", &did)], &beside());
    assert_eq!(together[0].1.as_ref().unwrap().verdict, Verdict::Proven);
    assert_eq!(together[1].1.as_ref().unwrap().verdict, Verdict::NotProven);
}

#[test]
fn a_key_counts_only_in_its_time_and_never_once_revoked() {
    let mut late = file();
    // The old key, after it was replaced.
    late.versions = vec![sign(
        &version(1, "2026-07-01T08:00:00Z", None),
        crate::sample::OLD_KEY,
        1,
    )];
    late.disclosures.clear();
    let report = check(&late);
    assert_eq!(report.verdict, Verdict::Failed);
    assert!(of(&report, Check::Key)[0].1.contains("already been replaced"));

    let mut revoked = file();
    revoked.did.as_mut().unwrap()["verificationMethod"][0]["revoked"] = "2026-11-21T12:00:00Z".into();
    let report = check(&revoked);
    assert_eq!(report.verdict, Verdict::Failed);
    let told: Vec<_> = of(&report, Check::Key);
    assert!(
        told.iter()
            .any(|(_, words)| words.contains("has revoked that key")),
        "{told:?}"
    );
}

/// The did document of a file, in which the key at that place was revoked.
fn revoke(file: &mut ProofFile, at: usize) {
    let did = file.did.as_mut().unwrap();
    let key = did["verificationMethod"][at]["id"].clone();
    did["verificationMethod"][at]["revoked"] = "2026-11-21T12:00:00Z".into();
    did["assertionMethod"]
        .as_array_mut()
        .unwrap()
        .retain(|id| *id != key);
}

#[test]
fn after_a_revocation_a_new_signature_vouches_for_what_stood_before() {
    let mut file = file();
    revoke(&mut file, 1);
    let report = check(&file);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    let told = of(&report, Check::Key);
    assert!(
        told.iter().any(|(outcome, words)| *outcome == Outcome::NotChecked
            && words.starts_with("Version 1 was signed with a key that the issuer has revoked since")
            && words.ends_with("names the SHA-256, and so vouches for it.")),
        "{told:?}"
    );
    assert_eq!(of(&report, Check::Chain)[0].0, Outcome::Proven);

    // What nobody vouches for any more is not believed: the latest version, and one that the next does not name.
    let mut cut = file.clone();
    cut.versions.truncate(1);
    cut.disclosures.clear();
    assert_eq!(check(&cut).verdict, Verdict::Failed);
    let mut forged = file;
    let mut first = version(1, "2026-03-01T08:00:00Z", None);
    first["content"]["brand"] = "Eve".into();
    forged.versions[0] = sign(&first, crate::sample::OLD_KEY, 1);
    assert_eq!(check(&forged).verdict, Verdict::Failed);
}

#[test]
fn a_version_from_the_future_is_not_believed() {
    let mut file = file();
    let third = version(3, "2027-11-21T08:00:00Z", Some(&file.versions[1].sha256));
    file.versions[2] = sign(&third, NEW_KEY, 2);
    file.disclosures.clear();
    let report = check(&file);
    assert_eq!(report.verdict, Verdict::Failed);
    assert!(of(&report, Check::Time)[0].1.contains("in the future"));
}

#[test]
fn a_document_by_itself_shows_its_hash_and_proves_nothing() {
    let text = file().versions[0].document.clone();
    let report = verify(text.as_bytes(), &beside()).unwrap();
    assert_eq!(report.verdict, Verdict::NotProven);
    assert_eq!(report.subject.sha256.unwrap(), file().versions[0].sha256);
    let spaced = text.replacen(':', ": ", 1);
    assert_eq!(
        verify(spaced.as_bytes(), &beside()).unwrap().verdict,
        Verdict::Failed
    );
}

#[test]
fn foreign_files_are_refused_in_words() {
    for (bytes, words) in [
        (&b"\x89PNG"[..], "cannot be read"),
        (b"{}", "neither a saved passport"),
        (
            br#"{"schema":"tessera.proof/9","versions":[]}"#,
            "tessera.proof/9",
        ),
        (
            br#"{"schema":"tessera.proof/1","versions":[]}"#,
            "without a version",
        ),
        (
            br#"{"schema":"tessera.proof/1","schema":"tessera.proof/1","versions":[]}"#,
            "duplicate field",
        ),
    ] {
        let error = verify(bytes, &beside()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn numbers_out_of_all_bounds_are_only_wrong() {
    for number in [0, 2, 1 << 53] {
        let mut file = file();
        file.versions[0] = sign(
            &version(number, "2026-03-01T08:00:00Z", None),
            crate::sample::OLD_KEY,
            1,
        );
        assert_eq!(check(&file).verdict, Verdict::Failed, "{number}");
        file.versions.truncate(1);
        file.disclosures.clear();
        let _ = check(&file);
    }
}
