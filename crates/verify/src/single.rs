//! Files that prove nothing by themselves: a document without its signature, and an issuer's keys.

use crate::{
    proof_file::subject,
    report::{Check, Findings, Report, Subject, Verdict},
    version::check_form,
};
use serde_json::Value;

/// Looks at a canonical document.
pub(crate) fn verify(bytes: &[u8], document: &Value) -> Report {
    let mut found = Findings::default();
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let sha256 = formats::sha256_hex(bytes);
    match check_form(text, document) {
        Ok(()) => {
            found.proven(
                Check::Canonical,
                "The document is in the exact form that is hashed (canonical JSON, RFC 8785).",
            );
            let words =
                format!("Its SHA-256 is {sha256}: compare it with the one that the passport's page shows.");
            found.not_checked(Check::Hash, words);
        }
        Err(why) => found.failed(Check::Canonical, format!("The document {why}")),
    }
    let words = "The document comes without a signature. Save the passport with the suffix .tessera.json to have it with one.";
    found.not_checked(Check::Signature, words);
    let (verdict, summary) = if found.has_failed() {
        (Verdict::Failed, "This document is not as a version is published.")
    } else {
        (
            Verdict::NotProven,
            "This is a version of a passport, but nothing in the file proves who wrote it.",
        )
    };
    Report {
        verdict,
        summary: summary.to_owned(),
        subject: subject(document, sha256),
        findings: found.0,
    }
}

/// Tells what a did document is good for.
pub(crate) fn of_did(document: &Value) -> Report {
    let id = document.get("id").and_then(Value::as_str).unwrap_or_default();
    let mut found = Findings::default();
    let words = "This file names keys, and signs nothing. It serves to check the other files.";
    found.not_checked(Check::Issuer, words);
    Report {
        verdict: Verdict::NotProven,
        summary: format!("This is the did document of {id}, used to check the files given with it."),
        subject: Subject {
            issuer: Some(id.to_owned()),
            ..Subject::default()
        },
        findings: found.0,
    }
}
