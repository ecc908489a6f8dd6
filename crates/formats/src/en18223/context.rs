//! The data dictionary of the compressed form as a JSON-LD 1.1 context: each member's meaning and type.

use super::{
    build::{elements, recall},
    element::{Body, Element},
};
use domain::{record::Document, state::Recall};
use serde_json::{Map, Value as Json, json};

/// Members of the envelope with the types of their values.
const ENVELOPE: &[(&str, &str)] = &[
    ("digitalProductPassportId", "@id"),
    ("uniqueProductIdentifier", "@id"),
    ("granularity", "xsd:string"),
    ("dppSchemaVersion", "xsd:string"),
    ("dppStatus", "xsd:string"),
    ("lastUpdated", "xsd:dateTime"),
    ("economicOperatorId", "xsd:string"),
    ("facilityId", "xsd:string"),
    ("contentSpecificationIds", "xsd:string"),
];

/// The context document for the compressed form of a document, to be served at the address `dictionary`.
pub fn context(document: &Document, dictionary: &str) -> Json {
    let mut terms = Map::new();
    terms.insert("@version".to_owned(), json!(1.1));
    terms.insert("xsd".to_owned(), "http://www.w3.org/2001/XMLSchema#".into());
    for (name, kind) in ENVELOPE {
        let term = json!({ "@id": format!("{dictionary}#{name}"), "@type": kind });
        terms.insert((*name).to_owned(), term);
    }
    // Explained whether there is one or not, so that the dictionary changes with the document alone.
    let recall = recall(&any(), dictionary);
    terms.insert(recall.id.clone(), term(&recall));
    terms.extend(
        elements(document, dictionary)
            .iter()
            .map(|e| (e.id.clone(), term(e))),
    );
    json!({ "@context": terms })
}

/// A recall with all of its members.
fn any() -> Recall {
    Recall {
        since: chrono::NaiveDate::default(),
        text: domain::text::Labels::new(),
        link: Some(String::new()),
    }
}

fn term(element: &Element) -> Json {
    let mut term = json!({ "@id": element.dictionary });
    let inner = |elements: &mut dyn Iterator<Item = &Element>| {
        Json::Object(elements.map(|e| (e.id.clone(), self::term(e))).collect())
    };
    match &element.body {
        Body::Single(kind, _) | Body::Multi(kind, _) => term["@type"] = (*kind).into(),
        // A text with its language is a literal of RDF, not a thing with two properties.
        Body::Languages(_) => term["@context"] = json!({ "value": "@value", "language": "@language" }),
        Body::Collection(elements) => term["@context"] = inner(&mut elements.iter()),
        Body::Groups(groups) => term["@context"] = inner(&mut groups.iter().flatten()),
        Body::Resource(_) | Body::Resources(_) => {
            term["@context"] = json!({
                "url": { "@id": "https://schema.org/url", "@type": "@id" },
                "contentType": "https://schema.org/encodingFormat",
                "resourceTitle": "https://schema.org/name",
                "language": "https://schema.org/inLanguage",
            });
        }
    }
    term
}
