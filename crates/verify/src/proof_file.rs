//! A saved passport, checked from its single versions to the whole.

use crate::{
    Beside, Fetched, Unreadable, chain, disclosures,
    file::{ProofFile, SCHEMA},
    issuer::{self, Used},
    report::{Check, Findings, Outcome, Report, Subject, Verdict},
    statements,
    version::{self, Checked, Signed, key_words},
    words,
};
use formats::did::LookupError;
use serde_json::Value;

/// Checks a saved passport.
pub(crate) fn verify(file: &ProofFile, beside: &Beside) -> Result<Report, Unreadable> {
    if file.schema != SCHEMA {
        return Err(Unreadable::Schema(file.schema.clone()));
    }
    let mut found = Findings::default();
    let did = did_of(file, beside);
    let check = |(at, saved)| version::check(saved, at + 1, did, &mut found);
    let mut versions: Vec<Checked> = file.versions.iter().enumerate().map(check).collect();
    if let (Some(did), Some(fetched)) = (did, &beside.fetched) {
        apply_revocations(&mut versions, did, fetched);
    }
    let last = versions.last().ok_or(Unreadable::Empty)?;
    forms_and_hashes(&versions, last, &mut found);
    signatures(&versions, did, &mut found);
    if let Some(did) = did {
        let used = used(&versions);
        if !used.is_empty() {
            issuer::check(did, &used, last.text("identifier"), beside, &mut found);
        }
    }
    chain::check_chain(&versions, &mut found);
    chain::check_identity(&versions, did, &mut found);
    chain::check_times(&versions, beside.now.as_deref(), &mut found);
    disclosures::check(&file.disclosures, &last.document, &mut found);
    statements::tell(file, last, &mut found);
    Ok(conclude(last, did, found))
}

/// The did document to check with: the file's own, else the one that was given or fetched and is the issuer's. Where the versions
/// name no issuer, the first.
fn did_of<'a>(file: &'a ProofFile, beside: &'a Beside) -> Option<&'a Value> {
    let own = file.did.as_ref().filter(|did| !did.is_null());
    let last = file.versions.last();
    let last: Value = last
        .and_then(|last| serde_json::from_str(&last.document).ok())
        .unwrap_or_default();
    let issuer = last.get("issuer");
    let of_issuer = |did: &&Value| issuer.is_none() || did.get("id") == issuer;
    let fetched = beside.fetched.as_ref().map(|f| &f.document);
    own.or_else(|| beside.dids.iter().chain(fetched).find(of_issuer))
}

/// A file that was saved before a key was revoked does not know of it; the issuer's own address does.
fn apply_revocations(versions: &mut [Checked], did: &Value, fetched: &Fetched) {
    for version in versions {
        if let Signed::Yes { key } = &version.signed
            && issuer::has_revoked(did, key, fetched)
        {
            version.signed = Signed::Revoked {
                key: key.clone(),
                by: Some(fetched.url.clone()),
            };
        }
    }
}

fn forms_and_hashes(versions: &[Checked], last: &Checked, found: &mut Findings) {
    let numbers: Vec<u64> = versions.iter().map(|v| v.number).collect();
    let which = words::sentence(&words::versions(&numbers));
    let verb = if versions.len() == 1 { "is" } else { "are" };
    let fine = |check, found: &Findings| {
        !found
            .0
            .iter()
            .any(|f| f.check == check && f.outcome == Outcome::Failed)
    };
    if fine(Check::Canonical, found) {
        let words = format!("{which} {verb} in the exact form that is hashed (canonical JSON, RFC 8785).");
        found.proven(Check::Canonical, words);
    }
    if fine(Check::Hash, found) {
        let verb = if versions.len() == 1 { "has" } else { "have" };
        let words = format!(
            "{which} {verb} the stated SHA-256; that of version {} is {}.",
            last.number, last.sha256
        );
        found.proven(Check::Hash, words);
    }
}

fn signatures(versions: &[Checked], did: Option<&Value>, found: &mut Findings) {
    let with = |wanted: fn(&Signed) -> bool| -> Vec<u64> {
        versions
            .iter()
            .filter(|v| wanted(&v.signed))
            .map(|v| v.number)
            .collect()
    };
    let id = did.and_then(|did| did.get("id")?.as_str()).unwrap_or_default();
    let signed = with(|s| matches!(s, Signed::Yes { .. }));
    if !signed.is_empty() {
        let verb = if signed.len() == 1 { "is" } else { "are" };
        let words = format!(
            "{} {verb} signed by {id} (Ed25519) and unchanged since.",
            words::sentence(&words::versions(&signed))
        );
        found.proven(Check::Signature, words);
        let keys = keys(versions);
        let (verb, those) = if keys.len() == 1 {
            ("was", "the key")
        } else {
            ("were", "the keys")
        };
        let words = format!(
            "By the did document, {those} {} {verb} good at the time that the versions state.",
            keys.join(", ")
        );
        found.proven(Check::Key, words);
    }
    let without_did = with(|s| *s == Signed::NoDid);
    if !without_did.is_empty() {
        let words = format!(
            "{} cannot be checked: the file brings no did document with the issuer's keys. Add it as a second file.",
            signature_of(&without_did)
        );
        found.not_checked(Check::Signature, words);
    }
    revoked(versions, found);
    unsigned(versions, found);
}

/// Signatures of revoked keys count for nothing. An earlier version stands nevertheless, where a later one that is well signed
/// vouches for it.
fn revoked(versions: &[Checked], found: &mut Findings) {
    let mut covered = Vec::new();
    for (version, vouched) in versions.iter().zip(chain::vouched(versions)) {
        let Signed::Revoked { key, by } = &version.signed else {
            continue;
        };
        if vouched {
            covered.push(version.number);
            continue;
        }
        match by {
            Some(url) => found.failed(
                Check::Issuer,
                format!(
                    "{url} says that the key {key}, which signed version {}, was revoked: nothing that it signed counts any more.",
                    version.number
                ),
            ),
            None => found.failed(
                Check::Key,
                format!(
                    "Version {} says to be signed with key {key}. {}",
                    version.number,
                    key_words(LookupError::Revoked)
                ),
            ),
        }
    }
    if covered.is_empty() {
        return;
    }
    let (were, those) = if covered.len() == 1 {
        ("was", "it")
    } else {
        ("were", "them")
    };
    let words = format!(
        "{} {were} signed with a key that the issuer has revoked since, so that signature was not checked and counts for nothing. \
         A later, well-signed version names the SHA-256, and so vouches for {those}.",
        words::sentence(&words::versions(&covered)),
    );
    found.not_checked(Check::Key, words);
}

fn signature_of(numbers: &[u64]) -> String {
    let which = words::versions(numbers);
    if numbers.len() == 1 {
        format!("The signature of {which}")
    } else {
        format!("The signatures of {which}")
    }
}

fn unsigned(versions: &[Checked], found: &mut Findings) {
    let vouched = chain::vouched(versions);
    let of = |wanted: bool| -> Vec<u64> {
        let pairs = versions.iter().zip(&vouched);
        pairs
            .filter(|(v, vouched)| v.signed == Signed::No && **vouched == wanted)
            .map(|(v, _)| v.number)
            .collect()
    };
    let covered = of(true);
    if !covered.is_empty() {
        let which = words::sentence(&words::versions(&covered));
        let words = format!(
            "{which} without a signature of its own is vouched for by a later, signed version that names its hash."
        );
        found.proven(Check::Signature, words);
    }
    let bare = of(false);
    if !bare.is_empty() {
        let which = words::sentence(&words::versions(&bare));
        let verb = if bare.len() == 1 { "has" } else { "have" };
        let words = format!(
            "{which} {verb} no signature, and no signed version after it names its hash. Nothing shows who wrote it."
        );
        found.not_checked(Check::Signature, words);
    }
}

/// The keys that have signed, each once.
fn keys(versions: &[Checked]) -> Vec<&str> {
    let mut keys = Vec::new();
    for version in versions {
        if let Signed::Yes { key } = &version.signed
            && !keys.contains(&key.as_str())
        {
            keys.push(key.as_str());
        }
    }
    keys
}

/// The same, each with all that it signed.
fn used(versions: &[Checked]) -> Vec<Used<'_>> {
    let used = versions.iter().filter_map(|version| match &version.signed {
        Signed::Yes { key } => Some(Used {
            key,
            at: version.text("publishedAt").unwrap_or_default(),
            what: format!("Version {}", version.number),
        }),
        _ => None,
    });
    used.collect()
}

fn conclude(last: &Checked, did: Option<&Value>, found: Findings) -> Report {
    let subject = subject(&last.document, last.sha256.clone());
    let id = did
        .and_then(|did| did.get("id")?.as_str())
        .unwrap_or("the issuer");
    let (verdict, summary) = if found.has_failed() {
        (
            Verdict::Failed,
            "Do not rely on this file: something in it is not as it was published.".to_owned(),
        )
    } else if matches!(last.signed, Signed::Yes { .. }) {
        let words = format!(
            "{id} has signed version {} of this passport, and nothing in it was changed since.",
            last.number
        );
        (Verdict::Proven, words)
    } else {
        let words = "Nothing in the file is contradictory, but nothing proves who wrote it.";
        (Verdict::NotProven, words.to_owned())
    };
    Report {
        verdict,
        summary,
        subject,
        findings: found.0,
    }
}

/// What a document says it is about.
pub(crate) fn subject(document: &Value, sha256: String) -> Subject {
    let text = |pointer: &str| document.pointer(pointer)?.as_str().map(str::to_owned);
    let locale = text("/content/locales/0");
    let name = locale.and_then(|locale| {
        document
            .pointer("/content/name")?
            .get(locale)?
            .as_str()
            .map(str::to_owned)
    });
    Subject {
        identifier: text("/identifier"),
        name,
        brand: text("/content/brand"),
        version: document.get("version").and_then(Value::as_u64),
        published_at: text("/publishedAt"),
        issuer: text("/issuer"),
        sha256: Some(sha256),
    }
}
