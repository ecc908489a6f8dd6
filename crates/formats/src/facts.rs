//! What a document says besides its name, each under an identifier that stays the same in every format and version.

use domain::record::{Document, RecordField};
use std::collections::{BTreeMap, BTreeSet};

/// Words with a fixed meaning on the top level of some format.
const RESERVED: &[&str] = &[
    "brand",
    "contentSpecificationIds",
    "description",
    "digitalProductPassportId",
    "dppSchemaVersion",
    "dppStatus",
    "economicOperatorId",
    "elements",
    "facilityId",
    "granularity",
    "gtin",
    "image",
    "isVariantOf",
    "lastUpdated",
    "name",
    "productID",
    "recallNotice",
    "uniqueProductIdentifier",
];

/// A field and its identifier.
pub(crate) struct Fact<'a> {
    /// The data point of the profile, else the PIM's attribute: letters, digits and `_`.
    pub(crate) id: String,
    pub(crate) field: &'a RecordField,
}

/// All fields in their order. A field that stands in two sections is one fact; two that differ get a number behind the name.
pub(crate) fn facts(document: &Document) -> Vec<Fact<'_>> {
    let mut seen: BTreeMap<String, Vec<&RecordField>> = BTreeMap::new();
    let mut used: BTreeSet<String> = RESERVED.iter().map(|&name| name.to_owned()).collect();
    let mut facts = Vec::new();
    let fields = document.content.sections.iter().flat_map(|s| &s.fields);
    for field in fields {
        let base = base(field);
        let namesakes = seen.entry(base.clone()).or_default();
        if namesakes.iter().any(|f| f.value == field.value) {
            continue;
        }
        namesakes.push(field);
        let mut id = base.clone();
        let mut nth = 1;
        while !used.insert(id.clone()) {
            nth += 1;
            id = format!("{base}__{nth}");
        }
        facts.push(Fact { id, field });
    }
    facts
}

fn base(field: &RecordField) -> String {
    named(field.point.as_deref(), &field.attribute)
}

/// The data point of the profile, else the name of the field.
fn named(point: Option<&str>, attribute: &str) -> String {
    point.map_or_else(|| key(attribute), |point| key(&camel(point)))
}

/// The identifier of a field that has no namesake in its document.
pub fn element_id(point: Option<&str>, attribute: &str) -> String {
    let id = named(point, attribute);
    if RESERVED.contains(&id.as_str()) {
        format!("{id}__2")
    } else {
        id
    }
}

/// A name that JSON-LD cannot take for a keyword or an address, and `JSONPath` reads without quotes.
pub(crate) fn key(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let key: String = name.chars().map(plain).collect();
    match key.chars().next() {
        Some(first) if first.is_ascii_alphabetic() && !matches!(key.as_str(), "id" | "type") => key,
        _ => format!("field_{key}"),
    }
}

/// `recycled-origin` as `recycledOrigin`.
fn camel(point: &str) -> String {
    let mut id = String::with_capacity(point.len());
    for part in point.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut chars = part.chars();
        let first = chars.next();
        id.extend(first.map(|c| if id.is_empty() { c } else { c.to_ascii_uppercase() }));
        id.extend(chars);
    }
    id
}
