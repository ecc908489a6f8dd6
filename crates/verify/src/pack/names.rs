//! The names of a brand: the list is signed under one of them, and versions are issued under each. All have the same keys.

use super::{DID, Files, Manifest, did_file};
use crate::{
    Beside, issuer,
    report::{Check, Findings},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The did document of each name of the brand that is sound.
pub(super) struct Names(BTreeMap<String, Value>);

impl Names {
    /// Reads the document of every name that the list states, and compares the keys with those of the first.
    pub(super) fn read(files: &mut dyn Files, manifest: &Manifest, found: &mut Findings) -> Self {
        let mut names = BTreeMap::new();
        let first: Option<Value> = json(files, DID);
        if let (Some(issuer), Some(first)) = (&manifest.issuer, &first) {
            names.insert(issuer.clone(), first.clone());
        }
        for name in &manifest.issuers {
            let document =
                json(files, &did_file(name)).filter(|document| id(document) == Some(name.as_str()));
            let Some(document) = document else {
                let words = format!(
                    "The list says that the brand is also {name}, but that one's keys are not in the pack."
                );
                found.failed(Check::Issuer, words);
                continue;
            };
            if first.as_ref().map(keys) != Some(keys(&document)) {
                let words =
                    format!("The list says that the brand is also {name}, but that one has other keys.");
                found.failed(Check::Issuer, words);
                continue;
            }
            names.insert(name.clone(), document);
        }
        Self(names)
    }

    /// Whether a saved passport is of the brand, under a name and with the keys that are in the pack.
    pub(super) fn have(&self, issuer: Option<&str>, did: Option<&Value>) -> bool {
        let own = issuer.and_then(|issuer| self.0.get(issuer));
        own.is_some() && own.map(keys) == did.map(keys)
    }

    /// Says what is known about where the documents of the further names come from; `key` has signed the list.
    pub(super) fn check(&self, manifest: &Manifest, key: &str, beside: &Beside, found: &mut Findings) {
        for name in &manifest.issuers {
            let Some(document) = self.0.get(name) else {
                continue;
            };
            let of_name = Beside {
                fetched: beside.names.get(name).cloned(),
                ..beside.clone()
            };
            let used = issuer::Used {
                key,
                at: &manifest.made_at,
                what: "The pack".to_owned(),
            };
            issuer::check(document, &[used], None, &of_name, found);
        }
    }
}

/// All names that a pack says its brand to have, the one that has signed first.
pub fn names_of(files: &mut dyn Files) -> Vec<String> {
    let manifest: Option<Manifest> =
        json(files, super::MANIFEST).and_then(|value| serde_json::from_value(value).ok());
    let Some(manifest) = manifest else {
        return Vec::new();
    };
    manifest.issuer.into_iter().chain(manifest.issuers).collect()
}

fn json(files: &mut dyn Files, name: &str) -> Option<Value> {
    serde_json::from_slice(&files.read(name)?).ok()
}

fn id(document: &Value) -> Option<&str> {
    document.get("id")?.as_str()
}

/// What a document says of each key, by what follows the `#` of its address.
fn keys(document: &Value) -> BTreeMap<String, [Option<String>; 3]> {
    let methods = document.get("verificationMethod").and_then(Value::as_array);
    let told = |method: &Value| {
        let text = |member: &str| method.get(member).and_then(Value::as_str).map(str::to_owned);
        let (_, fragment) = method.get("id")?.as_str()?.split_once('#')?;
        Some((
            fragment.to_owned(),
            ["publicKeyMultibase", "expires", "revoked"].map(text),
        ))
    };
    methods.into_iter().flatten().filter_map(told).collect()
}
