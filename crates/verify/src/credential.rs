//! A credential with a Data Integrity proof, such as the passport in the form of the UN Transparency Protocol.

use crate::{
    Beside,
    ed25519::is_signed,
    issuer,
    report::{Check, Findings, Report, Subject, Verdict},
    version::key_words,
    words,
};
use formats::credential::{self, VerifyError};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Checks a credential with the did document of its issuer, where there is one.
pub(crate) fn verify(value: &Value, beside: &Beside) -> Report {
    let mut found = Findings::default();
    let issuer = credential::issuer(value);
    let fetched = beside.fetched.as_ref().map(|f| &f.document);
    let of_issuer = |did: &&Value| did.get("id").and_then(Value::as_str) == issuer;
    let did = beside.dids.iter().chain(fetched).find(of_issuer);
    let signed = did.is_some_and(|did| signature(value, did, beside, &mut found));
    if did.is_none() {
        let words = "The signature was not checked, because the issuer's did document is not at hand. Add it as a second file.";
        found.not_checked(Check::Signature, words);
    }
    validity(value, beside.now.as_deref(), &mut found);
    record(value, &beside.records, &mut found);
    conclude(value, issuer, signed, found)
}

fn signature(value: &Value, did: &Value, beside: &Beside, found: &mut Findings) -> bool {
    match credential::verify(value, did, is_signed) {
        Ok(verified) => {
            let id = did.get("id").and_then(Value::as_str).unwrap_or_default();
            found.proven(
                Check::Signature,
                format!("The credential is signed by {id} (eddsa-jcs-2022) and unchanged since."),
            );
            let method = formats::proof::verification_method(value).unwrap_or_default();
            let key = method.split_once('#').map_or("", |(_, key)| key);
            found.proven(
                Check::Key,
                format!("By the did document, the key {key} was good at the time that the proof states."),
            );
            let subject = value.pointer("/credentialSubject/id").and_then(Value::as_str);
            let used = issuer::Used {
                key,
                at: verified.created.as_deref().unwrap_or_default(),
                what: "The credential".to_owned(),
            };
            issuer::check(did, &[used], subject, beside, found);
            true
        }
        Err(VerifyError::Key(why)) => {
            found.failed(Check::Key, key_words(why));
            false
        }
        Err(why) => {
            found.failed(Check::Signature, format!("The signature does not hold: {why}."));
            false
        }
    }
}

fn validity(value: &Value, now: Option<&str>, found: &mut Findings) {
    let time = |name: &str| value.get(name).and_then(Value::as_str).and_then(words::time);
    let Some(now) = now.and_then(words::time) else {
        return;
    };
    if time("validUntil").is_some_and(|until| until < now) {
        found.failed(
            Check::Time,
            "The credential's time is over: its validUntil has passed.",
        );
    }
    if time("validFrom").is_some_and(|from| from > now + chrono::TimeDelta::minutes(5)) {
        found.failed(
            Check::Time,
            "The credential does not count yet: its validFrom lies in the future.",
        );
    }
}

fn record(value: &Value, records: &[Vec<u8>], found: &mut Findings) {
    let Some((url, sha256)) = credential::record(value) else {
        return;
    };
    if records
        .iter()
        .any(|bytes| Sha256::digest(bytes).as_slice() == sha256)
    {
        let words =
            "It stands for exactly the canonical document that was given with it: the SHA-256 is the same.";
        return found.proven(Check::Record, words);
    }
    let hex = hex::encode(sha256);
    let words = format!(
        "It stands for the canonical document at {url} with the SHA-256 {hex}. That document was not given, so it was not compared."
    );
    found.not_checked(Check::Record, words);
}

fn conclude(value: &Value, issuer: Option<&str>, signed: bool, found: Findings) -> Report {
    let text = |pointer: &str| value.pointer(pointer)?.as_str().map(str::to_owned);
    let (verdict, summary) = if found.has_failed() {
        (Verdict::Failed, "Do not rely on this credential.".to_owned())
    } else if signed {
        let issuer = issuer.unwrap_or_default();
        (
            Verdict::Proven,
            format!("{issuer} has signed this credential, and nothing in it was changed since."),
        )
    } else {
        let words = "Nothing in the credential is contradictory, but its signature was not checked.";
        (Verdict::NotProven, words.to_owned())
    };
    Report {
        verdict,
        summary,
        subject: Subject {
            identifier: text("/credentialSubject/id"),
            name: text("/name"),
            brand: text("/issuer/name"),
            published_at: text("/validFrom"),
            issuer: issuer.map(str::to_owned),
            ..Subject::default()
        },
        findings: found.0,
    }
}
