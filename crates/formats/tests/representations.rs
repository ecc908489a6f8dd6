//! One passport in all of its formats.
#![cfg(test)]

use domain::{
    Locale,
    record::{
        Content, Document, File, Granularity, Image, Localized, Media, Money, OptionValue, RecordField,
        RecordSection, SCHEMA, Value,
    },
    text::Labels,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use formats::{
    canonical,
    credential::{self, VerifyError},
    did::{self, DidWeb, LookupError},
    en18223, jsonld, parse_digest_multibase,
    proof::{self, ProofError},
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const PAGE: &str = "https://dpp.nordwind.example/01/09521234543213/21/S1";
const DICTIONARY: &str = "https://dpp.nordwind.example/dictionary";

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn labels(en: &str, de: &str) -> Labels {
    [(locale("en_US"), en.into()), (locale("de_DE"), de.into())].into()
}

fn field(attribute: &str, point: Option<&str>, label: Labels, value: Localized<Value>) -> RecordField {
    RecordField {
        attribute: attribute.into(),
        point: point.map(str::to_owned),
        label,
        key_fact: false,
        value,
    }
}

fn option(code: &str, labels: Labels, media: Option<Media>) -> OptionValue {
    OptionValue {
        code: code.into(),
        labels,
        media,
    }
}

fn options(options: Vec<OptionValue>) -> Localized<Value> {
    Localized::All(Value::Options { options })
}

fn manual() -> File {
    File {
        sha256: "bb".repeat(32),
        mime: "application/pdf".into(),
        name: "manual.pdf".into(),
        size: 5,
    }
}

fn fields() -> Vec<RecordField> {
    let weight = Value::Metric {
        amount: "7.50".into(),
        unit: "KILOGRAM".into(),
        symbol: "kg".into(),
    };
    let care = BTreeMap::from([
        (
            locale("en_US"),
            Value::Html {
                html: "<p>Keep <b>dry</b></p>".into(),
            },
        ),
        (
            locale("de_DE"),
            Value::Html {
                html: "<p>Trocken halten</p>".into(),
            },
        ),
    ]);
    let price = Money {
        amount: "12.50".into(),
        currency: "EUR".into(),
    };
    let parts = Value::Table {
        columns: vec![
            option("type", Labels::new(), None),
            option("count", Labels::new(), None),
        ],
        rows: vec![vec!["cell".into(), "40".into()]],
    };
    let germany = option("de", labels("Germany", "Deutschland"), None);
    let all = Localized::All::<Value>;
    vec![
        field(
            "weight",
            Some("battery-weight"),
            labels("Weight", "Gewicht"),
            all(weight),
        ),
        field(
            "care",
            None,
            labels("Care", "Pflege"),
            Localized::PerLocale { locales: care },
        ),
        field(
            "country_of_origin",
            None,
            labels("Origin", "Herkunft"),
            options(vec![germany]),
        ),
        field(
            "granularity",
            None,
            Labels::new(),
            all(Value::Number { value: "3".into() }),
        ),
        field(
            "rechargeable",
            None,
            Labels::new(),
            all(Value::Boolean { value: true }),
        ),
        field(
            "made",
            None,
            Labels::new(),
            all(Value::Date {
                date: "2026-05-01".into(),
            }),
        ),
        field(
            "price",
            None,
            Labels::new(),
            all(Value::Prices { prices: vec![price] }),
        ),
        field("parts", None, Labels::new(), all(parts)),
        field(
            "manual",
            None,
            labels("Manual", "Anleitung"),
            all(Value::File { file: manual() }),
        ),
        field(
            "made",
            None,
            Labels::new(),
            all(Value::Date {
                date: "2026-05-01".into(),
            }),
        ),
        field(
            "made",
            None,
            Labels::new(),
            all(Value::Text {
                text: "in May".into(),
            }),
        ),
    ]
}

fn document() -> Document {
    Document {
        schema: SCHEMA.into(),
        identifier: PAGE.into(),
        version: 2,
        published_at: "2026-11-21T03:34:00Z".into(),
        content: Content {
            granularity: Granularity::Item,
            brand: "Nordwind".into(),
            gtin: Some("09521234543213".into()),
            product_identifier: "B-1".into(),
            locales: vec![locale("en_US"), locale("de_DE")],
            name: labels("Battery", "Batterie"),
            description: [(locale("en_US"), "For </script><b>bikes</b>".into())].into(),
            image: Some(Image {
                sha256: "aa".repeat(32),
                mime: "image/png".into(),
                width: 4,
                height: 3,
            }),
            sections: vec![RecordSection {
                title: labels("All", "Alles"),
                fields: fields(),
            }],
        },
    }
}

fn media(name: &str) -> String {
    format!("https://dpp.nordwind.example/media/{name}")
}

fn envelope() -> en18223::Envelope<'static> {
    en18223::Envelope {
        passport_id: "https://dpp.nordwind.example/passports/1",
        status: en18223::Status::Active,
        last_updated: "2026-11-21T03:34:00Z",
        economic_operator_id: "did:web:dpp.nordwind.example",
        facility_id: None,
        content_specification_ids: &[],
        dictionary: DICTIONARY,
    }
}

#[test]
fn the_product_speaks_the_language_of_its_reader() {
    assert_eq!(
        jsonld::product(&document(), &locale("de_AT")),
        json!({
            "@context": ["https://schema.org", { "gs1": "https://ref.gs1.org/voc/" }],
            "@type": ["Product", "gs1:Product"],
            "@id": PAGE,
            "url": PAGE,
            "mainEntityOfPage": { "@type": "WebPage", "@id": PAGE, "inLanguage": "de-AT" },
            "hasDigitalProductPassport": PAGE,
            "gs1:dpp": { "@id": PAGE },
            "name": "Batterie",
            "description": "For </script><b>bikes</b>",
            "brand": { "@type": "Brand", "name": "Nordwind" },
            "productID": "B-1",
            "gtin": "09521234543213",
            "image": {
                "@type": "ImageObject", "contentUrl": media(&format!("{}.png", "aa".repeat(32))),
                "encodingFormat": "image/png", "width": 4, "height": 3, "sha256": "aa".repeat(32),
            },
            "countryOfOrigin": { "@type": "Country", "name": "Deutschland", "identifier": "DE" },
            "additionalProperty": [
                {
                    "@type": "PropertyValue", "propertyID": "batteryWeight", "name": "Gewicht",
                    "value": 7.5, "unitCode": "KGM", "unitText": "kg",
                },
                { "@type": "PropertyValue", "propertyID": "care", "name": "Pflege", "value": "Trocken halten" },
                { "@type": "PropertyValue", "propertyID": "country_of_origin", "name": "Herkunft", "value": "Deutschland" },
                { "@type": "PropertyValue", "propertyID": "granularity__2", "value": 3 },
                { "@type": "PropertyValue", "propertyID": "rechargeable", "value": true },
                { "@type": "PropertyValue", "propertyID": "made", "value": "2026-05-01" },
                {
                    "@type": "PropertyValue", "propertyID": "price",
                    "value": { "@type": "MonetaryAmount", "value": 12.5, "currency": "EUR" },
                },
                {
                    "@type": "PropertyValue", "propertyID": "manual", "name": "Anleitung",
                    "value": {
                        "@type": "DigitalDocument", "name": "manual.pdf",
                        "url": media(&format!("{}.pdf", "bb".repeat(32))), "encodingFormat": "application/pdf",
                    },
                },
                { "@type": "PropertyValue", "propertyID": "made__2", "value": "in May" },
            ],
        })
    );
}

#[test]
fn json_in_a_page_cannot_end_its_script() {
    let product = jsonld::product(&document(), &locale("en_US"));
    let text = jsonld::for_script(&product);
    assert!(!text.contains("</script"), "{text}");
    assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), product);
}

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

fn signed() -> (Json, DidWeb, SigningKey) {
    let issuer: DidWeb = "did:web:dpp.nordwind.example".parse().unwrap();
    let passport = passport(&issuer);
    let key = SigningKey::from_bytes(&[7; 32]);
    let sign = |bytes: &[u8]| key.sign(bytes).to_bytes();
    let secured = proof::secure(
        &passport.credential,
        "2026-11-21T03:34:01Z",
        &issuer.key("k1"),
        sign,
    )
    .unwrap();
    (secured, issuer, key)
}

fn passport(issuer: &DidWeb) -> credential::Passport {
    let terms = credential::Terms {
        id: "https://dpp.nordwind.example/passports/1/2/credential",
        issuer,
        issuer_name: "Nordwind GmbH",
        locale: &locale("en_US"),
        valid_until: None,
        record: Some(("https://dpp.nordwind.example/passports/1/2/record", &[9; 32])),
        categories: &[],
        facility: None,
        dictionary: DICTIONARY,
    };
    credential::passport(&document(), &terms)
}

#[test]
fn the_credential_is_a_product_passport_of_untp() {
    let passport = passport(&"did:web:dpp.nordwind.example".parse().unwrap());
    let related = &passport.credential["relatedResource"][0];
    assert_eq!(
        parse_digest_multibase(related["digestMultibase"].as_str().unwrap()),
        Some([9; 32])
    );
    let mut credential = passport.credential.clone();
    credential.as_object_mut().unwrap().remove("relatedResource");
    let subject = credential["credentialSubject"].take();
    assert_eq!(
        credential,
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://vocabulary.uncefact.org/untp/0.7.0/context/"],
            "type": ["DigitalProductPassport", "VerifiableCredential"],
            "id": "https://dpp.nordwind.example/passports/1/2/credential",
            "issuer": { "type": ["CredentialIssuer"], "id": "did:web:dpp.nordwind.example", "name": "Nordwind GmbH" },
            "validFrom": "2026-11-21T03:34:00Z",
            "name": "Battery",
            "credentialSubject": null,
        })
    );
    assert_eq!(subject["id"], PAGE);
    assert_eq!(subject["idGranularity"], "item");
    assert_eq!(subject["itemNumber"], "S1");
    assert_eq!(subject.get("batchNumber"), None);
    assert_eq!(subject["idScheme"]["name"], "GS1 Digital Link");
    assert_eq!(
        subject["countryOfProduction"],
        json!({ "countryCode": "DE", "countryName": "Germany" })
    );
    assert_eq!(
        subject["characteristics"],
        json!({
            "@context": { "@vocab": "https://dpp.nordwind.example/dictionary#" },
            "batteryWeight": { "value": 7.5, "unit": "KGM" },
            "care": "Keep dry",
            "country_of_origin": "Germany",
            "granularity__2": 3,
            "rechargeable": true,
            "made": "2026-05-01",
            "price": "12.50 EUR",
            "parts": [{ "field_type": "cell", "count": "40" }],
            "made__2": "in May",
        })
    );
    assert_eq!(subject["relatedDocument"][0]["linkName"], "manual.pdf");
    let digest = subject["productImage"]["digestMultibase"].as_str().unwrap();
    assert_eq!(parse_digest_multibase(digest), Some([0xaa; 32]));
}

/// The members that UNTP 0.7.0's schema of a product allows and demands.
#[test]
fn the_credential_tells_what_untp_demands_and_it_does_not_say() {
    let passport = passport(&"did:web:dpp.nordwind.example".parse().unwrap());
    let subject = passport.credential["credentialSubject"].as_object().unwrap();
    let allowed = [
        "type",
        "id",
        "name",
        "description",
        "idScheme",
        "modelNumber",
        "batchNumber",
        "itemNumber",
        "idGranularity",
        "productImage",
        "characteristics",
        "productCategory",
        "relatedDocument",
        "relatedParty",
        "producedAtFacility",
        "productionDate",
        "countryOfProduction",
        "dimensions",
        "materialProvenance",
        "packaging",
        "productLabel",
        "performanceClaim",
    ];
    assert!(
        subject.keys().all(|k| allowed.contains(&k.as_str())),
        "{subject:?}"
    );
    let required = [
        "id",
        "name",
        "idScheme",
        "idGranularity",
        "productCategory",
        "producedAtFacility",
        "countryOfProduction",
    ];
    let absent: Vec<_> = required
        .into_iter()
        .filter(|k| !subject.contains_key(*k))
        .collect();
    assert_eq!(passport.missing, absent);
}

#[test]
fn nothing_is_missing_where_the_brand_says_it() {
    let issuer: DidWeb = "did:web:dpp.nordwind.example".parse().unwrap();
    let battery = credential::Category {
        code: "46410",
        name: "Primary cells and primary batteries",
        scheme: "https://unstats.un.org/unsd/classifications/Econ/cpc/",
        scheme_name: "UN Central Product Classification (CPC)",
    };
    let plant = credential::Facility {
        id: "https://id.gs1.org/414/9521321000010",
        name: "Plant 1",
    };
    let terms = credential::Terms {
        id: "https://dpp.nordwind.example/passports/1/2/credential",
        issuer: &issuer,
        issuer_name: "Nordwind GmbH",
        locale: &locale("en_US"),
        valid_until: Some("2036-11-21T00:00:00Z"),
        record: None,
        categories: &[battery],
        facility: Some(plant),
        dictionary: DICTIONARY,
    };
    let passport = credential::passport(&document(), &terms);
    assert_eq!(passport.missing, [""; 0]);
    assert_eq!(passport.credential["validUntil"], "2036-11-21T00:00:00Z");
    assert_eq!(
        passport.credential["credentialSubject"]["productCategory"][0]["code"],
        "46410"
    );
    assert_eq!(
        passport.credential["credentialSubject"]["producedAtFacility"]["name"],
        "Plant 1"
    );
}

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(key).unwrap();
    key.verify_strict(message, &Signature::from_bytes(signature))
        .is_ok()
}

#[test]
fn a_signed_passport_proves_itself_with_the_issuers_document_alone() {
    let (secured, issuer, key) = signed();
    let document = |state| {
        let key = did::Key {
            id: "k1".into(),
            public: key.verifying_key().to_bytes(),
            state,
        };
        did::document(&issuer, &[key], &[])
    };
    let rotated = document(did::KeyState::Rotated("2026-12-01T00:00:00Z".into()));
    // As a file: written, read, verified.
    let read: Json = serde_json::from_str(&secured.to_string()).unwrap();
    let verified = credential::verify(&read, &rotated, check).unwrap();
    assert_eq!(credential::record(&verified.document).unwrap().1, [9; 32]);
    assert_eq!(
        credential::issuer(&verified.document),
        Some("did:web:dpp.nordwind.example")
    );

    let revoked = document(did::KeyState::Revoked("2026-12-01T00:00:00Z".into()));
    let outcome = credential::verify(&read, &revoked, check);
    assert!(
        matches!(outcome, Err(VerifyError::Key(LookupError::Revoked))),
        "{outcome:?}"
    );

    let mut forged = read.clone();
    forged["credentialSubject"]["characteristics"]["batteryWeight"]["value"] = json!(7.4);
    let outcome = credential::verify(&forged, &rotated, check);
    assert!(
        matches!(outcome, Err(VerifyError::Proof(ProofError::Signature))),
        "{outcome:?}"
    );
}

#[test]
fn a_stranger_cannot_sign_in_the_issuers_name() {
    let (secured, _, _) = signed();
    let stranger: DidWeb = "did:web:evil.example".parse().unwrap();
    let key = SigningKey::from_bytes(&[8; 32]);
    let public = did::Key {
        id: "k1".into(),
        public: key.verifying_key().to_bytes(),
        state: did::KeyState::Current,
    };
    let document = did::document(&stranger, &[public], &[]);
    let mut forged = secured;
    forged.as_object_mut().unwrap().remove("proof");
    let sign = |bytes: &[u8]| key.sign(bytes).to_bytes();
    let forged = proof::secure(&forged, "2026-11-21T03:34:01Z", &stranger.key("k1"), sign).unwrap();
    let outcome = credential::verify(&forged, &document, check);
    assert!(matches!(outcome, Err(VerifyError::NotByIssuer)), "{outcome:?}");
}

proptest! {
    #[test]
    fn any_text_is_safe_in_a_page(text in any::<String>()) {
        let json = json!({ text.as_str(): [text.as_str(), "</script><!--\u{2028}"] });
        let script = jsonld::for_script(&json);
        let unsafe_signs = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        prop_assert!(!script.contains(unsafe_signs));
        prop_assert_eq!(serde_json::from_str::<Json>(&script).unwrap(), json);
    }

    #[test]
    fn any_names_stay_apart_and_every_format_has_its_canonical_form(
        names in proptest::collection::vec("[ -~é]{0,6}", 0..8),
        identifier in "(https://[a-z]{1,5}\\.example)?/?.{0,12}",
    ) {
        let mut document = document();
        document.identifier = identifier;
        let sections = &mut document.content.sections;
        for (n, name) in names.iter().enumerate() {
            let value = Localized::All(Value::Number { value: n.to_string() });
            sections[0].fields.push(field(name, None, Labels::new(), value));
        }
        let full = en18223::full(&document, &envelope());
        let ids: Vec<_> = full["elements"].as_array().unwrap().iter().map(|e| e["elementId"].clone()).collect();
        let compressed = en18223::compressed(&document, &envelope());
        // The envelope's seven and the context stand beside the elements.
        prop_assert_eq!(compressed.as_object().unwrap().len(), ids.len() + 8, "{:?}", ids);
        prop_assert!(formats::canonical_value(&full).is_ok());
        prop_assert!(canonical(&document).is_ok());
        jsonld::product(&document, &locale("fr_FR"));
    }
}
