//! What a file says that no signature covers, and what it cannot say at all.

use crate::{
    file::ProofFile,
    report::{Check, Findings},
    version::Checked,
};
use serde_json::Value;

/// Tells what nobody has signed.
pub(crate) fn tell(file: &ProofFile, last: &Checked, found: &mut Findings) {
    status(file, found);
    if names_files(&last.document) {
        let words = "Pictures and documents are named by their SHA-256. They are not in the file; compare theirs where it matters.";
        found.not_checked(Check::Attachments, words);
    }
    later(file, last, found);
    if !file.unknown.is_empty() {
        let names: Vec<_> = file.unknown.keys().map(|name| format!("{name:?}")).collect();
        let words = format!(
            "The file says more than this program knows, and it was not looked at: {}.",
            names.join(", ")
        );
        found.not_checked(Check::Status, words);
    }
}

fn status(file: &ProofFile, found: &mut Findings) {
    let Some(status) = &file.status else { return };
    let recall = match &file.recall {
        Some(recall) if !recall.is_null() => " and recalled",
        _ => "",
    };
    let words = format!(
        "The file says that the passport was {status}{recall} when it was saved. No signature covers that."
    );
    found.not_checked(Check::Status, words);
}

fn later(file: &ProofFile, last: &Checked, found: &mut Findings) {
    let when = file.retrieved_at.as_deref().unwrap_or("an unknown time");
    let at = last.text("identifier").unwrap_or("its address");
    let words =
        format!("The file says to be saved on {when}. Whether a later version exists only {at} can tell.");
    found.not_checked(Check::Later, words);
}

/// Whether a document names stored files: the only objects with a hash and a media type.
fn names_files(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            (map.contains_key("sha256") && map.contains_key("mime")) || map.values().any(names_files)
        }
        Value::Array(items) => items.iter().any(names_files),
        _ => false,
    }
}
