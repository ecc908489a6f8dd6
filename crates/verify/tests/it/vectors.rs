//! The files under `vectors/`: for whoever writes another verifier. They are what the samples make, byte for byte.

use crate::sample::{beside, file};
use serde_json::{Value, json};
use std::path::PathBuf;
use verify::{ProofFile, Verdict, verify};

/// Name, expected verdict, file.
fn vectors() -> Vec<(&'static str, &'static str, ProofFile)> {
    let changed = |change: fn(&mut ProofFile)| {
        let mut file = file();
        change(&mut file);
        file
    };
    vec![
        ("sound", "proven", file()),
        ("tail", "proven", changed(|f| drop(f.versions.remove(0)))),
        (
            "unsigned-first",
            "proven",
            changed(|f| {
                f.versions[0].signature = None;
                f.versions[0].key_id = None;
            }),
        ),
        ("no-did", "not_proven", changed(|f| f.did = None)),
        (
            "changed-document",
            "failed",
            changed(|f| {
                f.versions[2].document = f.versions[2].document.replace("NMC", "LFP");
            }),
        ),
        (
            "changed-document-and-hash",
            "failed",
            changed(|f| {
                f.versions[2].document = f.versions[2].document.replace("NMC", "LFP");
                f.versions[2].sha256 = formats::sha256_hex(f.versions[2].document.as_bytes());
            }),
        ),
        ("gap", "failed", changed(|f| drop(f.versions.remove(1)))),
        (
            "revoked-key",
            "failed",
            changed(|f| {
                f.did.as_mut().unwrap()["verificationMethod"][0]["revoked"] = json!("2026-11-21T12:00:00Z");
            }),
        ),
        (
            "revoked-key-of-an-earlier-version",
            "proven",
            changed(|f| {
                let did = f.did.as_mut().unwrap();
                did["verificationMethod"][1]["revoked"] = json!("2026-11-21T12:00:00Z");
                did["assertionMethod"].as_array_mut().unwrap().truncate(1);
            }),
        ),
        (
            "changed-restricted-field",
            "failed",
            changed(|f| {
                f.disclosures[0] = f.disclosures[0].replace("12", "13");
            }),
        ),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn text(name: &str, verdict: &str, file: &ProofFile) -> String {
    let value = json!({ "name": name, "expected": verdict, "file": file });
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

#[test]
fn the_vectors_come_out_as_they_say() {
    for (name, verdict, file) in vectors() {
        let saved = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        assert_eq!(
            saved,
            text(name, verdict, &file),
            "{name}: run the ignored test that writes them"
        );
        let value: Value = serde_json::from_str(&saved).unwrap();
        let report = verify(&serde_json::to_vec(&value["file"]).unwrap(), &beside()).unwrap();
        let said = match report.verdict {
            Verdict::Proven => "proven",
            Verdict::NotProven => "not_proven",
            Verdict::Failed => "failed",
        };
        assert_eq!(said, value["expected"], "{name}: {report:#?}");
    }
}

#[test]
#[ignore = "writes the vectors anew"]
fn write_the_vectors() {
    for (name, verdict, file) in vectors() {
        std::fs::write(folder().join(format!("{name}.json")), text(name, verdict, &file)).unwrap();
    }
}
