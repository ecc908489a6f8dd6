//! Records for tests: one with every kind of value, one as large as a page may become.

use domain::{
    Locale, Readers,
    branding::Branding,
    record::{
        Content, Document, File, Granularity, Image, Localized, Money, OptionValue, RecordField,
        RecordSection, SCHEMA, Value,
    },
    text::Labels,
};
use std::collections::BTreeMap;

pub(super) const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
pub(super) const PATH: &str = "/01/09520000000127";
pub(super) const URL: &str = "https://id.example.com/01/09520000000127";

pub(super) fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

pub(super) fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs
        .iter()
        .map(|(tag, text)| (locale(tag), (*text).to_owned()))
        .collect()
}

fn en_de(en: &str, de: &str) -> Labels {
    labels(&[("en_US", en), ("de_DE", de)])
}

fn field(attribute: &str, label: Labels, value: Value) -> RecordField {
    RecordField {
        point: None,
        attribute: attribute.into(),
        label,
        key_fact: false,
        readers: Readers::default(),
        value: Localized::All(value),
    }
}

fn key(field: RecordField) -> RecordField {
    RecordField {
        key_fact: true,
        ..field
    }
}

fn text(text: &str) -> Value {
    Value::Text { text: text.into() }
}

fn metric(amount: &str, unit: &str, symbol: &str) -> Value {
    Value::Metric {
        amount: amount.into(),
        unit: unit.into(),
        symbol: symbol.into(),
    }
}

fn option(code: &str, labels: Labels) -> OptionValue {
    OptionValue {
        code: code.into(),
        labels,
        media: None,
    }
}

pub(super) fn branding() -> Branding {
    Branding {
        accent: "#1f5f4a".into(),
        logo_url: String::new(),
    }
}

fn identity() -> RecordSection {
    let range = Localized::PerLocale {
        locales: BTreeMap::from([
            (locale("en_US"), text("City and touring")),
            (locale("de_DE"), text("Stadt und Tour")),
        ]),
    };
    RecordSection {
        title: en_de("Performance", "Leistung"),
        fields: vec![
            key(field(
                "capacity",
                en_de("Rated capacity", "Nennkapazität"),
                metric("1625.0000", "WATTHOUR", "Wh"),
            )),
            key(field(
                "cycles",
                en_de("Expected lifetime", "Erwartete Lebensdauer"),
                Value::Number { value: "1200".into() },
            )),
            key(field(
                "weight",
                en_de("Weight", "Gewicht"),
                metric("3.4500", "KILOGRAM", "kg"),
            )),
            key(field(
                "chemistry",
                en_de("Chemistry", "Zellchemie"),
                Value::Options {
                    options: vec![option(
                        "lfp",
                        en_de("Lithium iron phosphate", "Lithium-Eisenphosphat"),
                    )],
                },
            )),
            key(field(
                "recycled",
                en_de("Recycled content", "Rezyklatanteil"),
                metric("18.5", "PERCENT", "%"),
            )),
            key(field(
                "removable",
                en_de("Removable", "Entnehmbar"),
                Value::Boolean { value: true },
            )),
            RecordField {
                value: range,
                ..field("range", en_de("Made for", "Gemacht für"), text(""))
            },
            field(
                "charge",
                en_de("Charging temperature", "Ladetemperatur"),
                text("0 °C to 45 °C\nBest at room temperature"),
            ),
            field(
                "price",
                en_de("Replacement price", "Preis als Ersatzteil"),
                Value::Prices {
                    prices: vec![
                        Money {
                            amount: "649.5".into(),
                            currency: "EUR".into(),
                        },
                        Money {
                            amount: "12000".into(),
                            currency: "CHF".into(),
                        },
                    ],
                },
            ),
            field(
                "since",
                en_de("On the market since", "Auf dem Markt seit"),
                Value::Date {
                    date: "2026-03-01".into(),
                },
            ),
        ],
    }
}

fn materials() -> RecordSection {
    let columns = [
        ("material", "Material", "Material"),
        ("share", "Share", "Anteil"),
        ("cas", "CAS number", "CAS-Nummer"),
        ("recycled", "Recycled content", "Rezyklat"),
        ("origin", "Country of origin", "Herkunftsland"),
    ];
    let rows = [
        ["Lithium", "7 %", "7439-93-2", "6 %", "Chile"],
        ["Iron phosphate", "38 %", "10045-86-0", "", "Finland"],
        ["Aluminium", "21 %", "7429-90-5", "64 %", "Norway"],
        ["", "3 %", "", "", ""],
    ];
    RecordSection {
        title: en_de("Materials and composition", "Materialien"),
        fields: vec![
            field("composition", en_de("Composition", "Zusammensetzung"), Value::Table {
                columns: columns.iter().map(|(code, en, de)| option(code, en_de(en, de))).collect(),
                rows: rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect(),
            }),
            field("hazards", en_de("Substances of concern", "Besorgniserregende Stoffe"), Value::Options {
                options: vec![
                    option("pvdf", en_de("Polyvinylidene fluoride", "Polyvinylidenfluorid")),
                    option("lipf6", labels(&[("fr_FR", "Hexafluorophosphate de lithium")])),
                    option("ec_211", Labels::new()),
                ],
            }),
            field("story", en_de("Where it comes from", "Woher sie kommt"), Value::Html {
                html: "<p>Cells from <strong>Västerås</strong>, assembled in Freiburg.</p><ul><li>Hydropower only</li><li>Audited every year</li></ul>".into(),
            }),
        ],
    }
}

fn documents() -> RecordSection {
    let file = |name: &str, mime: &str, size| Value::File {
        file: File {
            sha256: "ab".repeat(32),
            mime: mime.into(),
            name: name.into(),
            size,
        },
    };
    RecordSection {
        title: en_de("Documents", "Dokumente"),
        fields: vec![
            field(
                "doc",
                en_de("EU declaration of conformity", "EU-Konformitätserklärung"),
                file("declaration-of-conformity.pdf", "application/pdf", 248_120),
            ),
            field(
                "model3d",
                en_de("Drawing", "Zeichnung"),
                file("drawing.zip", "application/octet-stream", 3_400_000),
            ),
            field(
                "photo",
                en_de("Marking on the housing", "Kennzeichnung am Gehäuse"),
                Value::Image {
                    image: Image {
                        sha256: "cd".repeat(32),
                        mime: "image/jpeg".into(),
                        width: 1200,
                        height: 800,
                    },
                },
            ),
            field(
                "scan",
                en_de("Measurements", "Messwerte"),
                Value::Raw {
                    data: serde_json::json!({"series": [1, 2, 3], "note": "</code><script>alert(1)</script>"}),
                },
            ),
        ],
    }
}

/// A record with every kind of value.
pub(super) fn document() -> Document {
    let care = field(
        "care",
        en_de("Care", "Pflege"),
        text("Wipe with a dry cloth. Do not open the housing."),
    );
    let only_german = field("disposal", labels(&[("de_DE", "Entsorgung")]), text("x"));
    let only_german = RecordField {
        value: Localized::PerLocale {
            locales: BTreeMap::from([(locale("de_DE"), text("An der Sammelstelle abgeben."))]),
        },
        ..only_german
    };
    Document {
        schema: SCHEMA.into(),
        identifier: URL.into(),
        version: 3,
        published_at: "2026-11-21T03:34:00Z".into(),
        issuer: None,
        previous: None,
        restricted: Vec::new(),
        content: Content {
            granularity: Granularity::Model,
            parent: None,
            batch: None,
            serial: None,
            brand: "Nordwind Mobility".into(),
            gtin: Some("09520000000127".into()),
            product_identifier: "NW-PT625-LFP".into(),
            locales: vec![locale("en_US"), locale("de_DE"), locale("fr_FR")],
            name: en_de("PowerTrail 625 e-bike battery", "PowerTrail 625 E-Bike-Akku"),
            description: en_de(
                "Removable frame battery with lithium iron phosphate cells, repairable down to the single cell.",
                "Entnehmbarer Rahmenakku mit Lithium-Eisenphosphat-Zellen, reparierbar bis zur einzelnen Zelle.",
            ),
            image: Some(Image {
                sha256: "ef".repeat(32),
                mime: "image/png".into(),
                width: 1200,
                height: 900,
            }),
            sections: vec![
                identity(),
                materials(),
                RecordSection {
                    title: en_de("Care and end of life", "Pflege und Lebensende"),
                    fields: vec![care, only_german],
                },
                documents(),
            ],
        },
    }
}

/// Sixty fields in six sections, with words that do not repeat.
pub(super) fn large_document() -> Document {
    let word = |n: usize| {
        let syllables = [
            "ka", "lo", "mir", "ten", "vu", "sha", "der", "pi", "gon", "bel", "rus", "fam",
        ];
        (0..4)
            .map(|i| syllables[(n * 7 + i * (n % 11 + 3)) % syllables.len()])
            .collect::<String>()
    };
    let sentence = |n: usize, words: usize| {
        (0..words)
            .map(|i| word(n * 31 + i * 17))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let value = |n: usize| match n % 6 {
        0 => text(&sentence(n, 12)),
        1 => metric(&format!("{}.{}", n * 37, n % 10), "KILOGRAM", "kg"),
        2 => Value::Options {
            options: (0..4)
                .map(|i| option(&word(n + i), en_de(&sentence(n + i, 2), &sentence(n + i + 1, 2))))
                .collect(),
        },
        3 => Value::Number {
            value: format!("{}", n * 7919),
        },
        4 => Value::Html {
            html: format!(
                "<p>{}</p><ul><li>{}</li></ul>",
                sentence(n, 25),
                sentence(n + 1, 8)
            ),
        },
        _ => Value::Table {
            columns: (0..4)
                .map(|i| option(&word(i), en_de(&sentence(i + n, 1), &sentence(i, 1))))
                .collect(),
            rows: (0..4)
                .map(|r| (0..4).map(|c| sentence(n + r * 5 + c, 1)).collect())
                .collect(),
        },
    };
    let mut document = document();
    document.content.sections = (0..6)
        .map(|s| RecordSection {
            title: en_de(&sentence(s + 500, 2), &sentence(s + 600, 2)),
            fields: (0..10)
                .map(|f| s * 10 + f)
                .map(|n| {
                    let made = field(
                        &word(n),
                        en_de(&sentence(n + 100, 3), &sentence(n + 200, 3)),
                        value(n),
                    );
                    if n < 6 { key(made) } else { made }
                })
                .collect(),
        })
        .collect();
    document
}
