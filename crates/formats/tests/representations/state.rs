//! The state of a passport in each format that tells it.

use crate::sample::{DICTIONARY, document, envelope, locale};
use chrono::NaiveDate;
use domain::state::{Recall, Status};
use formats::{en18223, jsonld, state::Standing};
use serde_json::json;

pub(crate) fn recall() -> Recall {
    Recall {
        since: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        text: [(locale("de_DE"), "Nicht benutzen".to_owned())].into(),
        link: Some("https://nordwind.example/recall".into()),
    }
}

#[test]
fn schema_org_is_told_of_the_status_of_the_page_and_of_a_recall() {
    let recall = recall();
    let standing = Standing {
        status: Status::Invalid,
        recall: Some(&recall),
    };
    // There are no words in French, but a recall is for everybody.
    let product = jsonld::product(&document(), &standing, &locale("fr_FR"));
    assert_eq!(product["mainEntityOfPage"]["creativeWorkStatus"], "invalid");
    assert_eq!(
        product["subjectOf"],
        json!({ "@type": "SpecialAnnouncement", "name": "Product recall", "datePosted": "2026-11-20",
            "text": "Nicht benutzen", "url": "https://nordwind.example/recall" })
    );
    let nothing = jsonld::product(&document(), &Standing::default(), &locale("fr_FR"));
    assert_eq!(nothing.get("subjectOf"), None);
}

#[test]
fn a_recall_is_an_element_of_both_forms_and_explained() {
    let recall = recall();
    let mut envelope = envelope();
    envelope.status = en18223::Status::Inactive;
    envelope.recall = Some(&recall);
    let compressed = en18223::compressed(&document(), &envelope);
    assert_eq!(compressed["dppStatus"], "inactive");
    assert_eq!(
        compressed["recallNotice"],
        json!({ "since": "2026-11-20", "text": [{ "value": "Nicht benutzen", "language": "de-DE" }],
            "url": "https://nordwind.example/recall" })
    );
    let full = en18223::full(&document(), &envelope);
    let first = &full["elements"][0];
    assert_eq!(first["elementId"], "recallNotice");
    assert_eq!(first["objectType"], "DataElementCollection");
    assert_eq!(first["elements"][0]["valueDataType"], "xsd:date");
    let context = en18223::context(&document(), DICTIONARY);
    let term = &context["@context"]["recallNotice"];
    assert_eq!(term["@id"], format!("{DICTIONARY}#recallNotice"));
    for member in ["since", "text", "url"] {
        assert!(term["@context"][member]["@id"].is_string(), "{member}");
    }
}
