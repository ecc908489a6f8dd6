//! Whether a pack is as it was made: every file is listed, the list is signed, and every passport in it is proven.

use super::{DID, MANIFEST, Manifest, SCHEMA, SEAL, Seal, message, names::Names, version_file};
use crate::{
    Beside, Report, Subject, Unreadable, Verdict, is_signed, issuer,
    report::{Check, Findings},
    version::key_words,
    words,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use formats::{did::key_of, sha256_hex};
use serde_json::Value;

/// The most single mistakes that are told one by one.
const TOLD: usize = 20;

/// The files of a pack.
pub trait Files {
    /// All names, folders left out.
    fn names(&self) -> Vec<String>;
    /// The bytes of a file; nothing where it is not there or cannot be read.
    fn read(&mut self, name: &str) -> Option<Vec<u8>>;
}

/// Checks a pack.
pub fn verify(files: &mut dyn Files, beside: &Beside) -> Result<Report, Unreadable> {
    let list = files.read(MANIFEST).ok_or(Unreadable::Unknown)?;
    let manifest: Manifest = serde_json::from_slice(&list)?;
    if manifest.schema != SCHEMA {
        return Err(Unreadable::Schema(manifest.schema));
    }
    let mut found = Findings::default();
    let did: Option<Value> = files
        .read(DID)
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let names = Names::read(files, &manifest, &mut found);
    let key = seal(files, &list, &manifest, did.as_ref(), beside, &mut found);
    if let Some(key) = &key {
        names.check(&manifest, key, beside, &mut found);
    }
    listed(files, &manifest, &mut found);
    passports(files, &manifest, &names, beside, &mut found);
    let words = "The pack is as the brand left it on the stated day. What was published later is not in it.";
    found.not_checked(Check::Later, words);
    Ok(conclude(&manifest, sha256_hex(&list), key.is_some(), found))
}

/// Which key has signed the list, where one has.
fn seal(
    files: &mut dyn Files,
    list: &[u8],
    manifest: &Manifest,
    did: Option<&Value>,
    beside: &Beside,
    found: &mut Findings,
) -> Option<String> {
    let Some(seal) = files
        .read(SEAL)
        .and_then(|bytes| serde_json::from_slice::<Seal>(&bytes).ok())
    else {
        found.not_checked(
            Check::Signature,
            "The list of the pack's files is not signed. Nothing shows who made it.",
        );
        return None;
    };
    let sha256 = sha256_hex(list);
    if seal.sha256 != sha256 {
        found.failed(
            Check::Hash,
            "The list of the pack's files is not the one that was signed.",
        );
    }
    let Some(did) = did else {
        let words = "The signature of the list cannot be checked: the issuer's keys are not in the pack.";
        found.not_checked(Check::Signature, words);
        return None;
    };
    let id = did.get("id").and_then(Value::as_str).unwrap_or_default();
    if manifest.issuer.as_deref() != Some(id) {
        found.failed(
            Check::Issuer,
            "The list names another issuer than the did document in the pack.",
        );
    }
    let public = match key_of(did, &format!("{id}#{}", seal.key_id), &manifest.made_at) {
        Ok(public) => public,
        Err(why) => {
            found.failed(Check::Key, key_words(why));
            return None;
        }
    };
    let bytes = URL_SAFE_NO_PAD.decode(&seal.signature).ok();
    let signature = bytes.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    if !signature.is_some_and(|signature| is_signed(&public, &message(&sha256), &signature)) {
        found.failed(Check::Signature, "The signature of the list does not fit.");
        return None;
    }
    found.proven(
        Check::Signature,
        format!("The list of the pack's files is signed by {id} (Ed25519)."),
    );
    let used = issuer::Used {
        key: &seal.key_id,
        at: &manifest.made_at,
        what: "The pack".to_owned(),
    };
    issuer::check(did, &[used], None, beside, found);
    Some(seal.key_id)
}

/// Compares every file with the list, and the list with the files.
fn listed(files: &mut dyn Files, manifest: &Manifest, found: &mut Findings) {
    let mut wrong = Vec::new();
    for name in files.names() {
        if name != MANIFEST && name != SEAL && !manifest.files.contains_key(&name) {
            wrong.push(format!("{name:?} is in the pack, but not in the list."));
        }
    }
    for (name, listed) in &manifest.files {
        match files.read(name) {
            None => wrong.push(format!("{name:?} is in the list, but not in the pack.")),
            Some(bytes) if sha256_hex(&bytes) != listed.sha256 => {
                wrong.push(format!("{name:?} was changed."));
            }
            Some(_) => {}
        }
    }
    if wrong.is_empty() {
        let all = words::count(manifest.files.len(), "file", "files");
        found.proven(
            Check::Hash,
            format!("The pack holds exactly the {all} of the list, each with the stated SHA-256."),
        );
    }
    tell(wrong, Check::Hash, found);
}

/// Checks every saved passport, and that its versions lie beside it; those for the brand alone hold its restricted fields as well.
fn passports(
    files: &mut dyn Files,
    manifest: &Manifest,
    names: &Names,
    beside: &Beside,
    found: &mut Findings,
) {
    let (mut proven, mut versions, mut open, mut wrong) = (0, 0, Vec::new(), Vec::new());
    let saved = |name: &&String| {
        let restricted = name.starts_with("restricted/") && name.ends_with(crate::SUFFIX);
        name.starts_with("passports/") || restricted
    };
    for name in manifest.files.keys().filter(saved) {
        let Some(bytes) = files.read(name) else { continue };
        let once = name.starts_with("passports/");
        let offline = Beside {
            now: beside.now.clone(),
            ..Beside::default()
        };
        match crate::verify(&bytes, &offline) {
            Ok(report) if report.verdict == Verdict::Failed => {
                wrong.push(format!(
                    "{name:?} does not hold: check it by itself to learn why."
                ));
            }
            Ok(report) if report.verdict == Verdict::NotProven => open.push(name.clone()),
            Ok(report) if !names.have(report.subject.issuer.as_deref(), did_in(&bytes).as_ref()) => {
                wrong.push(format!(
                    "{name:?} is of another issuer, or names other keys than the pack."
                ));
            }
            Ok(_) => proven += usize::from(once),
            Err(why) => wrong.push(format!("{name:?}: {why}")),
        }
        let beside_it = beside_it(&bytes, manifest, name, &mut wrong);
        versions += if once { beside_it } else { 0 };
    }
    if proven > 0 {
        let words = format!(
            "{} with {} in all: each signed and unchanged, with an unbroken chain.",
            words::count(proven, "passport is proven", "passports are proven"),
            words::count(versions, "version", "versions")
        );
        found.proven(Check::Passports, words);
    }
    if !open.is_empty() {
        let words = format!(
            "Of {} nothing proves who wrote the latest version.",
            words::count(open.len(), "passport", "passports")
        );
        found.not_checked(Check::Passports, words);
    }
    tell(wrong, Check::Passports, found);
}

/// The did document in a saved passport.
fn did_in(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<crate::ProofFile>(bytes).ok()?.did
}

/// Number of versions in a saved passport; each has to lie beside it under its number.
fn beside_it(bytes: &[u8], manifest: &Manifest, name: &str, wrong: &mut Vec<String>) -> usize {
    let Ok(file) = serde_json::from_slice::<crate::ProofFile>(bytes) else {
        return 0;
    };
    let slug = ["passports/", "restricted/"]
        .into_iter()
        .find_map(|folder| name.strip_prefix(folder));
    let slug = slug.unwrap_or(name);
    // Once: a serial number may end like that, too.
    let slug = slug.strip_suffix(crate::SUFFIX).unwrap_or(slug);
    for version in &file.versions {
        let document: Value = serde_json::from_str(&version.document).unwrap_or_default();
        let number = document
            .get("version")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        let place = version_file(slug, number);
        if manifest.files.get(&place).map(|listed| &listed.sha256) != Some(&version.sha256) {
            wrong.push(format!(
                "{place:?} is not the version that the saved passport holds."
            ));
        }
    }
    file.versions.len()
}

fn tell(wrong: Vec<String>, check: Check, found: &mut Findings) {
    let more = wrong.len().saturating_sub(TOLD);
    for words in wrong.into_iter().take(TOLD) {
        found.failed(check, words);
    }
    if more > 0 {
        found.failed(check, format!("And {more} more of this kind."));
    }
}

fn conclude(manifest: &Manifest, sha256: String, signed: bool, found: Findings) -> Report {
    let (verdict, summary) = if found.has_failed() {
        (
            Verdict::Failed,
            "Do not rely on this pack: something in it is not as it was made.".to_owned(),
        )
    } else if signed {
        let words = format!(
            "This is everything that {} had published, as it was signed on {}.",
            manifest.brand_name, manifest.made_at
        );
        (Verdict::Proven, words)
    } else {
        let words = "Every file is as the list says, but nothing proves who made the list.";
        (Verdict::NotProven, words.to_owned())
    };
    Report {
        verdict,
        summary,
        subject: Subject {
            brand: Some(manifest.brand_name.clone()),
            published_at: Some(manifest.made_at.clone()),
            issuer: manifest.issuer.clone(),
            sha256: Some(sha256),
            ..Subject::default()
        },
        findings: found.0,
    }
}
