//! Data elements in their two forms, and the dictionary.

use crate::sample::{
    DICTIONARY, PAGE, document, envelope, field, labels, locale, manual, media, option, options, with_fields,
};
use domain::{
    record::{Localized, Media, Value},
    text::Labels,
};
use formats::en18223;
use serde_json::json;

#[test]
fn the_compressed_form_has_a_member_for_each_element() {
    assert_eq!(
        en18223::compressed(&document(), &envelope()),
        json!({
            "@context": DICTIONARY,
            "digitalProductPassportId": "https://dpp.nordwind.example/passports/1",
            "uniqueProductIdentifier": PAGE,
            "granularity": "item",
            "dppSchemaVersion": "EN 18223:2026",
            "dppStatus": "active",
            "lastUpdated": "2026-11-21T03:34:00Z",
            "economicOperatorId": "did:web:dpp.nordwind.example",
            "name": [{ "value": "Batterie", "language": "de-DE" }, { "value": "Battery", "language": "en-US" }],
            "brand": "Nordwind",
            "productID": "B-1",
            "description": [{ "value": "For </script><b>bikes</b>", "language": "en-US" }],
            "gtin": "09521234543213",
            "image": { "contentType": "image/png", "url": media(&format!("{}.png", "aa".repeat(32))) },
            "batteryWeight": { "value": 7.5, "unitCode": "KGM", "unitText": "kg" },
            "care": [{ "value": "Trocken halten", "language": "de-DE" }, { "value": "Keep dry", "language": "en-US" }],
            "country_of_origin": {
                "code": "de",
                "name": [{ "value": "Deutschland", "language": "de-DE" }, { "value": "Germany", "language": "en-US" }],
            },
            "granularity__2": 3,
            "rechargeable": true,
            "made": "2026-05-01",
            "price": [{ "price": 12.5, "priceCurrency": "EUR" }],
            "parts": [{ "field_type": "cell", "count": "40" }],
            "manual": {
                "contentType": "application/pdf", "url": media(&format!("{}.pdf", "bb".repeat(32))),
                "resourceTitle": "manual.pdf",
            },
            "made__2": "in May",
        })
    );
}

#[test]
fn the_full_form_says_what_each_element_is() {
    let full = en18223::full(&document(), &envelope());
    let find = |id: &str| {
        let elements = full["elements"].as_array().unwrap();
        elements.iter().find(|e| e["elementId"] == id).unwrap().clone()
    };
    assert_eq!(
        find("batteryWeight"),
        json!({
            "elementId": "batteryWeight",
            "objectType": "DataElementCollection",
            "dictionaryReference": "https://dpp.nordwind.example/dictionary#batteryWeight",
            "elements": [
                {
                    "elementId": "value", "objectType": "SingleValuedDataElement",
                    "dictionaryReference": "https://ref.gs1.org/voc/value", "valueDataType": "xsd:decimal", "value": 7.5,
                },
                {
                    "elementId": "unitCode", "objectType": "SingleValuedDataElement",
                    "dictionaryReference": "https://ref.gs1.org/voc/unitCode", "valueDataType": "xsd:string", "value": "KGM",
                },
                {
                    "elementId": "unitText", "objectType": "SingleValuedDataElement",
                    "dictionaryReference": "https://schema.org/unitText", "valueDataType": "xsd:string", "value": "kg",
                },
            ],
        })
    );
    let kinds = ["name", "brand", "image", "parts", "made"].map(|id| find(id)["objectType"].clone());
    assert_eq!(
        kinds,
        [
            "MultiLanguageDataElement",
            "SingleValuedDataElement",
            "RelatedResource",
            "MultiValuedDataElement",
            "SingleValuedDataElement",
        ]
    );
    assert_eq!(find("made")["valueDataType"], "xsd:date");
    assert_eq!(
        en18223::element(&document(), DICTIONARY, "made"),
        Some(find("made"))
    );
    assert_eq!(en18223::element(&document(), DICTIONARY, "unknown"), None);
}

#[test]
fn the_context_explains_every_member() {
    let context = en18223::context(&document(), DICTIONARY);
    let terms = context["@context"].as_object().unwrap();
    let compressed = en18223::compressed(&document(), &envelope());
    for name in compressed
        .as_object()
        .unwrap()
        .keys()
        .filter(|k| *k != "@context")
    {
        let id = terms[name]["@id"].as_str().unwrap();
        assert!(id.starts_with("https://"), "{name}: {id}");
    }
    assert_eq!(
        terms["name"]["@context"],
        json!({ "value": "@value", "language": "@language" })
    );
    assert_eq!(terms["made"]["@type"], "xsd:date");
    assert_eq!(
        terms["batteryWeight"]["@context"]["unitCode"]["@id"],
        "https://ref.gs1.org/voc/unitCode"
    );
    assert_eq!(terms["uniqueProductIdentifier"]["@type"], "@id");
}

#[test]
fn several_values_and_files_of_a_language_keep_their_shape() {
    let file = |locale_tag: &str| (locale(locale_tag), Value::File { file: manual() });
    let asset = option("m1", labels("Manual", "Anleitung"), Some(Media::File(manual())));
    let raw = Value::Raw {
        data: json!({ "a": [1] }),
    };
    let document = with_fields(vec![
        field(
            "manuals",
            None,
            Labels::new(),
            Localized::PerLocale {
                locales: [file("de_DE"), file("en_US")].into(),
            },
        ),
        field("assets", None, Labels::new(), options(vec![asset])),
        field(
            "codes",
            None,
            Labels::new(),
            options(["a", "b"].map(|c| option(c, Labels::new(), None)).to_vec()),
        ),
        field(
            "colours",
            None,
            Labels::new(),
            options(vec![option("r", labels("Red", "Rot"), None); 2]),
        ),
        field("none", None, Labels::new(), options(Vec::new())),
        field("raw", None, Labels::new(), Localized::All(raw)),
    ]);
    let compressed = en18223::compressed(&document, &envelope());
    let url = media(&format!("{}.pdf", "bb".repeat(32)));
    let resource =
        |title: &str| json!({ "contentType": "application/pdf", "url": url, "resourceTitle": title });
    let mut german = resource("manual.pdf");
    german["language"] = "de-DE".into();
    let mut english = resource("manual.pdf");
    english["language"] = "en-US".into();
    let names = json!([{ "value": "Rot", "language": "de-DE" }, { "value": "Red", "language": "en-US" }]);
    assert_eq!(compressed["manuals"], json!([german, english]));
    assert_eq!(compressed["assets"], json!([resource("Manual")]));
    assert_eq!(compressed["codes"], json!(["a", "b"]));
    assert_eq!(
        compressed["colours"],
        json!([{ "code": "r", "name": names }, { "code": "r", "name": names }])
    );
    assert_eq!(compressed.get("none"), None);
    assert_eq!(compressed["raw"], "{\"a\":[1]}");
    let full = en18223::element(&document, DICTIONARY, "manuals").unwrap();
    assert_eq!(full["objectType"], "MultiValuedDataElement");
    assert_eq!(full["value"][1]["objectType"], "RelatedResource");
}
