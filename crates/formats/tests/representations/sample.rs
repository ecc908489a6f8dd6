//! One passport with a value of every common kind.

use domain::{
    Locale, Readers,
    record::{
        Content, Document, File, Granularity, Image, Localized, Media, Money, OptionValue, RecordField,
        RecordSection, SCHEMA, Value,
    },
    text::Labels,
};
use formats::en18223;
use std::collections::BTreeMap;

pub(crate) const PAGE: &str = "https://dpp.nordwind.example/01/09521234543213/21/S1";
pub(crate) const DICTIONARY: &str = "https://dpp.nordwind.example/dictionary";

pub(crate) fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

pub(crate) fn labels(en: &str, de: &str) -> Labels {
    [(locale("en_US"), en.into()), (locale("de_DE"), de.into())].into()
}

pub(crate) fn field(
    attribute: &str,
    point: Option<&str>,
    label: Labels,
    value: Localized<Value>,
) -> RecordField {
    RecordField {
        attribute: attribute.into(),
        point: point.map(str::to_owned),
        label,
        key_fact: false,
        readers: Readers::default(),
        value,
    }
}

pub(crate) fn option(code: &str, labels: Labels, media: Option<Media>) -> OptionValue {
    OptionValue {
        code: code.into(),
        labels,
        media,
    }
}

pub(crate) fn options(options: Vec<OptionValue>) -> Localized<Value> {
    Localized::All(Value::Options { options })
}

pub(crate) fn manual() -> File {
    File {
        sha256: "bb".repeat(32),
        mime: "application/pdf".into(),
        name: "manual.pdf".into(),
        size: 5,
    }
}

pub(crate) fn fields() -> Vec<RecordField> {
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

pub(crate) fn document() -> Document {
    Document {
        schema: SCHEMA.into(),
        identifier: PAGE.into(),
        version: 2,
        published_at: "2026-11-21T03:34:00Z".into(),
        issuer: None,
        previous: None,
        restricted: Vec::new(),
        content: Content {
            granularity: Granularity::Item,
            parent: None,
            batch: None,
            serial: None,
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

pub(crate) fn media(name: &str) -> String {
    format!("https://dpp.nordwind.example/media/{name}")
}

pub(crate) fn envelope() -> en18223::Envelope<'static> {
    en18223::Envelope {
        passport_id: "https://dpp.nordwind.example/passports/1",
        status: en18223::Status::Active,
        recall: None,
        last_updated: "2026-11-21T03:34:00Z",
        economic_operator_id: "did:web:dpp.nordwind.example",
        facility_id: None,
        content_specification_ids: &[],
        dictionary: DICTIONARY,
        context: DICTIONARY,
    }
}

/// The same passport with other fields.
pub(crate) fn with_fields(fields: Vec<RecordField>) -> Document {
    let mut document = document();
    document.content.sections[0].fields = fields;
    document
}
