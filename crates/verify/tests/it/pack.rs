//! Exit packs: a sound one, and every single thing that can be wrong with one.

use crate::sample::{IDENTIFIER, NEW_KEY, OLD_KEY, beside, bytes, did, did_document, file, key};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::Signer;
use std::collections::BTreeMap;
use verify::{
    Report, Verdict,
    pack::{
        DID, Files, Listed, MANIFEST, Manifest, SCHEMA, SEAL, Seal, did_file, message, names_of, proof_file,
        slug, verify, version_file,
    },
};

#[derive(Clone)]
struct Pack(BTreeMap<String, Vec<u8>>);

impl Files for Pack {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).cloned()
    }
}

fn path() -> &'static str {
    IDENTIFIER.strip_prefix("https://passports.example").unwrap()
}

fn content() -> BTreeMap<String, Vec<u8>> {
    let file = file();
    let mut files = BTreeMap::from([
        (DID.to_owned(), serde_json::to_vec(&did_document()).unwrap()),
        (proof_file(&slug(path())), bytes(&file)),
        ("site/index.html".to_owned(), b"<!doctype html>".to_vec()),
    ]);
    for (at, version) in file.versions.iter().enumerate() {
        files.insert(
            version_file(&slug(path()), at as u64 + 1),
            version.document.clone().into_bytes(),
        );
    }
    files
}

fn sealed(files: BTreeMap<String, Vec<u8>>) -> Pack {
    sealed_as(files, &did().to_string(), &[])
}

fn sealed_as(files: BTreeMap<String, Vec<u8>>, issuer: &str, issuers: &[&str]) -> Pack {
    let listed = |bytes: &Vec<u8>| Listed {
        sha256: formats::sha256_hex(bytes),
        size: bytes.len() as u64,
    };
    let manifest = Manifest {
        schema: SCHEMA.to_owned(),
        brand: "01890a5d-ac96-774b-bcce-b302099a8000".to_owned(),
        brand_name: "Nordwind".to_owned(),
        issuer: Some(issuer.to_owned()),
        issuers: issuers.iter().map(|name| (*name).to_owned()).collect(),
        made_at: "2026-11-21T16:00:00Z".to_owned(),
        files: files
            .iter()
            .map(|(name, bytes)| (name.clone(), listed(bytes)))
            .collect(),
    };
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let sha256 = formats::sha256_hex(&manifest);
    let seal = Seal {
        schema: SCHEMA.to_owned(),
        signature: URL_SAFE_NO_PAD.encode(key(2).sign(&message(&sha256)).to_bytes()),
        sha256,
        key_id: NEW_KEY.to_owned(),
    };
    let mut pack = Pack(files);
    pack.0.insert(MANIFEST.to_owned(), manifest);
    pack.0.insert(SEAL.to_owned(), serde_json::to_vec(&seal).unwrap());
    pack
}

fn check(pack: &Pack) -> Report {
    verify(&mut pack.clone(), &beside()).unwrap()
}

#[test]
fn a_sound_pack_is_proven() {
    let report = check(&sealed(content()));
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.words.starts_with("1 passport is proven with 3 versions in all"))
    );
}

#[test]
fn no_file_can_be_changed_dropped_or_put_in() {
    let sound = sealed(content());
    for name in sound.0.keys() {
        let mut changed = sound.clone();
        changed.0.get_mut(name).unwrap().push(b' ');
        // A blank after a signature changes nothing; the signed list and all that it lists count to the letter.
        let expected = if name == SEAL {
            Verdict::Proven
        } else {
            Verdict::Failed
        };
        assert_eq!(check(&changed).verdict, expected, "{name} changed");
        if name != MANIFEST {
            let mut dropped = sound.clone();
            dropped.0.remove(name);
            let expected = if name == SEAL {
                Verdict::NotProven
            } else {
                Verdict::Failed
            };
            assert_eq!(check(&dropped).verdict, expected, "{name} dropped");
        }
    }
    let mut more = sound;
    more.0.insert("site/evil.html".to_owned(), Vec::new());
    assert_eq!(check(&more).verdict, Verdict::Failed);
}

#[test]
fn a_list_signed_anew_does_not_hide_a_changed_passport() {
    let mut files = content();
    let mut file = file();
    file.versions[2].document = file.versions[2].document.replace("NMC", "LFP");
    files.insert(proof_file(&slug(path())), bytes(&file));
    assert_eq!(check(&sealed(files)).verdict, Verdict::Failed);

    let mut files = content();
    files.insert(version_file(&slug(path()), 2), b"{}".to_vec());
    assert_eq!(check(&sealed(files)).verdict, Verdict::Failed);
}

const HOST: &str = "did:web:id.nordwind.example";

/// The brand's did document under another name.
fn called(name: &str) -> Vec<u8> {
    let document = serde_json::to_string(&did_document()).unwrap();
    document.replace(&did().to_string(), name).into_bytes()
}

/// A pack that is signed under the name of a host, with a passport that was issued under the platform's.
fn of_two_names() -> BTreeMap<String, Vec<u8>> {
    let mut files = content();
    files.insert(DID.to_owned(), called(HOST));
    files.insert(did_file(&did().to_string()), called(&did().to_string()));
    files
}

#[test]
fn a_pack_proves_what_was_issued_under_any_name_of_the_brand() {
    let platform = did().to_string();
    let mut pack = sealed_as(of_two_names(), HOST, &[&platform]);
    let report = check(&pack);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert_eq!(names_of(&mut pack), [HOST, &platform]);

    // A name that the list does not state is another brand's.
    let failed = |pack: &Pack, words: &str| {
        let report = check(pack);
        assert_eq!(report.verdict, Verdict::Failed, "{report:#?}");
        assert!(
            report.findings.iter().any(|f| f.words.contains(words)),
            "{report:#?}"
        );
    };
    failed(
        &sealed_as(of_two_names(), HOST, &[]),
        "another issuer, or names other keys",
    );
    // A name without its keys, and one with other keys.
    let mut files = of_two_names();
    files.remove(&did_file(&platform));
    failed(&sealed_as(files, HOST, &[&platform]), "keys are not in the pack");
    let mut files = of_two_names();
    let other = String::from_utf8(called(&platform))
        .unwrap()
        .replace(OLD_KEY, "other");
    files.insert(did_file(&platform), other.into_bytes());
    failed(&sealed_as(files, HOST, &[&platform]), "has other keys");
    let mut files = of_two_names();
    files.insert(did_file(&platform), called("did:web:another.example"));
    failed(&sealed_as(files, HOST, &[&platform]), "keys are not in the pack");
}

#[test]
fn a_saved_passport_that_brings_other_keys_is_not_of_the_pack() {
    let mut files = content();
    let mut file = file();
    let text = serde_json::to_string(&file.did).unwrap();
    file.did = serde_json::from_str(&text.replace("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z")).unwrap();
    files.insert(proof_file(&slug(path())), bytes(&file));
    assert_eq!(check(&sealed(files)).verdict, Verdict::Failed);
}
