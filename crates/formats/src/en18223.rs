//! The passport as data elements of EN 18223:2026, in its compressed and its full JSON form, with the JSON-LD context
//! that serves as its data dictionary.
//!
//! The standard is not free to read. Names of the envelope and of the kinds of elements, `elementId`,
//! `dictionaryReference` and `valueDataType` are those that two open conformance projects report from it. Unsure, because
//! only one of them shows it: `objectType`, `elements`, `value`, and the members of related resources and languages
//! (`contentType`, `url`, `resourceTitle`, `language`). The standard publishes no addresses for its terms, so they have
//! those of the brand's own dictionary.

mod build;
mod context;
mod element;

pub use crate::facts::element_id;
pub use context::context;

use build::{elements, recall};
use domain::{
    record::{Document, Granularity},
    state::Recall,
};
use serde_json::{Map, Value as Json, json};

/// What `dppSchemaVersion` says.
pub const SCHEMA_VERSION: &str = "EN 18223:2026";

/// The state of a passport. Legal acts may add others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Active,
    /// It does not count for now.
    Inactive,
    /// The product is gone; the passport is kept.
    Archived,
    /// It must not be relied on.
    Invalid,
}

impl Status {
    /// The standard's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Archived => "archived",
            Self::Invalid => "invalid",
        }
    }
}

/// What the envelope says that the document does not.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// `digitalProductPassportId`, a URI: of the passport, not of the product.
    pub passport_id: &'a str,
    /// Today's state.
    pub status: Status,
    /// The recall in force: an element of its own, for which the standard has no word.
    pub recall: Option<&'a Recall>,
    /// The version's time, or that of a later change of its state: RFC 3339 in UTC.
    pub last_updated: &'a str,
    /// An identifier by EN 18219, such as a DID or a GS1 Digital Link with AI 417.
    pub economic_operator_id: &'a str,
    /// An identifier by EN 18219, such as a GS1 Digital Link with AI 414.
    pub facility_id: Option<&'a str>,
    /// The specifications that say what a passport of this kind contains.
    pub content_specification_ids: &'a [String],
    /// The address that the terms of the data dictionary begin with.
    pub dictionary: &'a str,
    /// Where [`context`] is served for exactly this version; mostly the same address.
    pub context: &'a str,
}

/// The full form (Annex A): every element with its kind, its type and its meaning.
pub fn full(document: &Document, envelope: &Envelope<'_>) -> Json {
    let mut passport = head(document, envelope);
    let elements = told(document, envelope);
    passport.insert(
        "elements".to_owned(),
        elements.iter().map(element::Element::full).collect(),
    );
    passport.into()
}

/// The compressed form (5.2): one member per element; the dictionary tells the rest.
pub fn compressed(document: &Document, envelope: &Envelope<'_>) -> Json {
    let mut passport = Map::new();
    passport.insert("@context".to_owned(), envelope.context.into());
    passport.extend(head(document, envelope));
    for element in told(document, envelope) {
        passport.insert(element.id.clone(), element.compressed());
    }
    passport.into()
}

/// The elements of the document, and the recall before them.
fn told(document: &Document, envelope: &Envelope<'_>) -> Vec<element::Element> {
    let recall = envelope.recall.map(|notice| recall(notice, envelope.dictionary));
    recall
        .into_iter()
        .chain(elements(document, envelope.dictionary))
        .collect()
}

/// The element with that identifier on the top level, in its full form.
pub fn element(document: &Document, dictionary: &str, id: &str) -> Option<Json> {
    elements(document, dictionary)
        .iter()
        .find(|e| e.id == id)
        .map(element::Element::full)
}

fn head(document: &Document, envelope: &Envelope<'_>) -> Map<String, Json> {
    let mut head = Map::new();
    let mut add = |name: &str, value: Json| head.insert(name.to_owned(), value);
    add("digitalProductPassportId", envelope.passport_id.into());
    add("uniqueProductIdentifier", document.identifier.as_str().into());
    add("granularity", level(document.content.granularity).into());
    add("dppSchemaVersion", SCHEMA_VERSION.into());
    add("dppStatus", envelope.status.word().into());
    add("lastUpdated", envelope.last_updated.into());
    add("economicOperatorId", envelope.economic_operator_id.into());
    if let Some(facility) = envelope.facility_id {
        add("facilityId", facility.into());
    }
    if !envelope.content_specification_ids.is_empty() {
        add(
            "contentSpecificationIds",
            json!(envelope.content_specification_ids),
        );
    }
    head
}

/// `model`, `batch` or `item`; UNTP uses the same words.
pub(crate) const fn level(granularity: Granularity) -> &'static str {
    match granularity {
        Granularity::Model => "model",
        Granularity::Batch => "batch",
        Granularity::Item => "item",
    }
}
