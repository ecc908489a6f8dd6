//! Whatever is changed in what the signature covers is found.

use crate::sample::{NEW_KEY, beside, bytes, canonical, did, disclosures, file, sign, version};
use proptest::prelude::*;
use serde_json::Value;
use verify::{ProofFile, Verdict, verify};

/// What a proven file may never differ in: its versions, its restricted fields, its issuer.
type Covered = (Vec<(String, String)>, Vec<String>, Value);

fn covered(bytes: &[u8]) -> Option<Covered> {
    let file: ProofFile = serde_json::from_slice(bytes).ok()?;
    let versions = file
        .versions
        .into_iter()
        .map(|v| (v.document, v.sha256))
        .collect();
    Some((versions, file.disclosures, file.did?.get("id")?.clone()))
}

/// Whether a change is either found, or touches nothing that is covered. Restricted fields may be left out: each reader has some.
fn is_found(before: &Covered, changed: &[u8]) -> bool {
    match verify(changed, &beside()) {
        Ok(report) if report.verdict == Verdict::Proven => {
            covered(changed).is_some_and(|(versions, texts, did)| {
                let no_other = texts.iter().all(|text| before.1.contains(text));
                no_other && (&versions, &did) == (&before.0, &before.2)
            })
        }
        _ => true,
    }
}

#[test]
fn no_byte_can_be_changed_unnoticed() {
    let sound = bytes(&file());
    let before = covered(&sound).unwrap();
    for at in 0..sound.len() {
        for other in [sound[at] ^ 1, sound[at] ^ 0x20, b'0'] {
            if other == sound[at] {
                continue;
            }
            let mut changed = sound.clone();
            changed[at] = other;
            let near = String::from_utf8_lossy(&sound[at.saturating_sub(20)..at]).into_owned();
            assert!(
                is_found(&before, &changed),
                "byte {at} after {near:?} became {other}"
            );
        }
    }
}

#[test]
fn no_member_of_a_version_can_be_taken_from_another() {
    let sound = file();
    let before = covered(&bytes(&sound)).unwrap();
    for from in 0..3 {
        for to in 0..3 {
            let donor = sound.versions[from].clone();
            let changes: [fn(&mut verify::SavedVersion, &verify::SavedVersion); 5] = [
                |v, d| v.document.clone_from(&d.document),
                |v, d| v.sha256.clone_from(&d.sha256),
                |v, d| v.signature.clone_from(&d.signature),
                |v, d| v.key_id.clone_from(&d.key_id),
                |v, d| *v = d.clone(),
            ];
            for (number, change) in changes.iter().enumerate() {
                let mut file = sound.clone();
                change(&mut file.versions[to], &donor);
                assert!(
                    is_found(&before, &bytes(&file)),
                    "member {number} of {from} in {to}"
                );
            }
        }
    }
}

#[test]
fn versions_cannot_be_dropped_in_between_repeated_or_turned_round() {
    let changes: [fn(&mut ProofFile); 4] = [
        |file| drop(file.versions.remove(1)),
        |file| file.versions.swap(0, 1),
        |file| file.versions.insert(1, file.versions[0].clone()),
        |file| file.versions.reverse(),
    ];
    for change in changes {
        let mut file = file();
        file.disclosures.clear();
        change(&mut file);
        assert_eq!(verify(&bytes(&file), &beside()).unwrap().verdict, Verdict::Failed);
    }
}

#[test]
fn a_version_signed_by_the_brand_itself_does_not_fit_into_another_history() {
    type Change = fn(&mut Value);
    let forged: [(&str, Change); 5] = [
        ("identifier", |v| {
            v["identifier"] = "https://passports.example/01/00000000000000".into();
        }),
        ("issuer", |v| v["issuer"] = "did:web:evil.example".into()),
        ("previous", |v| v["previous"] = "00".repeat(32).into()),
        ("granularity", |v| v["content"]["granularity"] = "item".into()),
        ("publishedAt", |v| {
            v["publishedAt"] = "2026-06-15T00:00:00Z".into();
        }),
    ];
    for (what, change) in forged {
        let mut file = file();
        let mut third = version(3, "2026-11-21T08:00:00Z", Some(&file.versions[1].sha256));
        change(&mut third);
        file.versions[2] = sign(&third, NEW_KEY, 2);
        file.disclosures.clear();
        assert_eq!(
            verify(&bytes(&file), &beside()).unwrap().verdict,
            Verdict::Failed,
            "{what}"
        );
    }
}

#[test]
fn restricted_fields_cannot_be_changed_put_in_or_repeated() {
    let mut value: Value = serde_json::from_str(&disclosures()[0]).unwrap();
    value["field"]["value"]["text"] = "0".into();
    for texts in [
        vec![canonical(&value)],
        vec![disclosures()[0].replace(':', ": ")],
        vec![disclosures()[0].clone(), disclosures()[0].clone()],
    ] {
        let mut file = file();
        file.disclosures = texts;
        assert_eq!(verify(&bytes(&file), &beside()).unwrap().verdict, Verdict::Failed);
    }
}

#[test]
fn somebody_elses_key_under_the_brands_name_is_not_enough() {
    let mut file = file();
    // All three versions signed anew with another key, under the ids of the brand's.
    file.versions = vec![sign(&version(1, "2026-07-01T08:00:00Z", None), NEW_KEY, 9)];
    file.disclosures.clear();
    let report = verify(&bytes(&file), &beside()).unwrap();
    assert_eq!(report.verdict, Verdict::Failed);
    assert!(
        report
            .findings
            .iter()
            .all(|f| !f.words.contains(&format!("signed by {}", did())))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_stretch_can_be_replaced_unnoticed(at: prop::sample::Index, length in 0_usize..40, with in "[ -~]{0,12}") {
        let sound = bytes(&file());
        let before = covered(&sound).unwrap();
        let from = at.index(sound.len());
        let to = (from + length).min(sound.len());
        let changed = [&sound[..from], with.as_bytes(), &sound[to..]].concat();
        prop_assert!(is_found(&before, &changed));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
        prop_assert!(verify(&bytes, &beside()).is_err());
    }

    #[test]
    fn any_json_in_the_place_of_a_document_is_read_without_panic(text in "[\\[\\]{}\":,0-9a-z ]{0,60}") {
        let mut file = file();
        file.versions[1].document = text;
        prop_assert_eq!(verify(&bytes(&file), &beside()).unwrap().verdict, Verdict::Failed);
    }
}
