//! Restricted fields: the signed document lists the digests of all of them, the file holds those that its reader may see.

use crate::{
    report::{Check, Findings},
    words,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The digests that a document commits to.
pub(crate) fn committed(document: &Value) -> BTreeSet<&str> {
    let list = document
        .get("restricted")
        .or_else(|| document.pointer("/content/restricted"))
        .and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The digest of a disclosure.
fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Checks the disclosures against what the last version commits to.
pub(crate) fn check(texts: &[String], document: &Value, found: &mut Findings) {
    let committed = committed(document);
    let mut seen = BTreeSet::new();
    let mut sound = true;
    for (at, text) in texts.iter().enumerate() {
        let place = at + 1;
        let words = if !committed.contains(digest(text).as_str()) {
            format!(
                "The restricted field at place {place} is not one that the issuer committed to: it was changed, or put in."
            )
        } else if !seen.insert(text) {
            format!("The restricted field at place {place} is there twice.")
        } else if !has_form(text) {
            format!("The restricted field at place {place} has a form that this program does not know.")
        } else {
            continue;
        };
        sound = false;
        found.failed(Check::Disclosures, words);
    }
    if !sound || committed.is_empty() {
        return;
    }
    let all = words::count(committed.len(), "restricted field", "restricted fields");
    if texts.is_empty() {
        let words =
            format!("The passport has {all} beside what everybody may read. The file holds none of them.");
        found.not_checked(Check::Disclosures, words);
    } else {
        let words = format!(
            "The file holds {} of {all}, each exactly as the issuer committed to it.",
            texts.len()
        );
        found.proven(Check::Disclosures, words);
    }
}

fn has_form(text: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let exact = formats::canonical_value(&value).is_ok_and(|bytes| bytes == text.as_bytes());
    exact
        && ["salt", "readers", "section", "place", "field"]
            .iter()
            .all(|m| value.get(m).is_some())
}
