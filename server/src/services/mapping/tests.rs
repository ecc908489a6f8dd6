use super::*;
use domain::record::File;
use pim::LinkedOption;
use serde_json::{Value as Json, json};

fn locale(code: &str) -> Locale {
    Locale::parse(code).unwrap()
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(l, t)| (locale(l), (*t).to_owned())).collect()
}

fn attribute(code: &str, kind: &str) -> Attribute {
    serde_json::from_value(json!({
        "code": code, "type": kind, "labels": { "en_US": code.to_uppercase(), "it_IT": "altro" },
    }))
    .unwrap()
}

/// A product with one attribute and what the template makes of it.
struct Case {
    attribute: Attribute,
    assets: Assets,
    media: MediaMap,
    product: Product,
    design: TemplateDesign,
}

impl Case {
    /// `entries`: locale, scope, data.
    fn new(kind: &str, entries: &[(Option<&str>, Option<&str>, Json)]) -> Self {
        let attribute = attribute("x", kind);
        let values = entries
            .iter()
            .map(|(locale, scope, data)| ScopedValue {
                locale: locale.map(str::to_owned),
                scope: scope.map(str::to_owned),
                attribute_type: Some(attribute.attribute_type.clone()),
                data: pim::interpret(&attribute.attribute_type, data),
                raw: data.clone(),
                linked: BTreeMap::new(),
                linked_raw: None,
            })
            .collect();
        let design = TemplateDesign {
            name: "T".into(),
            channel: "web".into(),
            locales: vec![locale("en_US"), locale("de_DE")],
            sections: vec![Section {
                title: labels(&[("en_US", "Facts")]),
                fields: vec![Field {
                    attribute: "x".into(),
                    ..Field::default()
                }],
            }],
            ..TemplateDesign::default()
        };
        Self {
            attribute,
            assets: Assets::new(),
            media: MediaMap::new(),
            product: Product {
                uuid: Some("0193-uuid".into()),
                identifier: Some("SKU-1".into()),
                enabled: true,
                family: Some("f".into()),
                categories: vec![],
                groups: vec![],
                parent: None,
                root_parent: None,
                created: None,
                updated: None,
                values: [("x".to_owned(), values)].into(),
                completenesses: vec![],
            },
            design,
        }
    }

    fn one(kind: &str, data: Json) -> Self {
        Self::new(kind, &[(None, None, data)])
    }

    fn map(&self) -> Mapped {
        let family: Family =
            serde_json::from_value(json!({ "code": "f", "attribute_as_label": "name" })).unwrap();
        let attributes = [("x".to_owned(), self.attribute.clone())].into();
        let source = Source {
            brand: "Brand",
            design: &self.design,
            family: &family,
            attributes: &attributes,
            assets: &self.assets,
            product: &self.product,
            extra: &BTreeSet::new(),
        };
        map(&source, &self.media)
    }

    fn value(&self) -> Option<Localized<Value>> {
        let content = self.map().content;
        content.sections.first().map(|s| s.fields[0].value.clone())
    }

    fn all(&self) -> Value {
        match self.value() {
            Some(Localized::All(value)) => value,
            other => panic!("{other:?}"),
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text { text: text.into() }
}

fn option(code: &str, pairs: &[(&str, &str)]) -> domain::record::OptionValue {
    domain::record::OptionValue {
        code: code.into(),
        labels: labels(pairs),
        media: None,
    }
}

#[test]
fn every_simple_type_finds_its_value() {
    for (kind, data, value) in [
        ("pim_catalog_text", json!(" Oak "), text("Oak")),
        ("pim_catalog_identifier", json!("SKU-1"), text("SKU-1")),
        ("pim_catalog_textarea", json!("Line\r\nline"), text("Line\nline")),
        (
            "pim_catalog_textarea",
            json!("<p>Rich</p>"),
            Value::Html {
                html: "<p>Rich</p>".into(),
            },
        ),
        (
            "pim_catalog_boolean",
            json!(false),
            Value::Boolean { value: false },
        ),
        (
            "pim_catalog_number",
            json!("12.5000"),
            Value::Number {
                value: "12.5000".into(),
            },
        ),
        (
            "pim_catalog_number",
            json!(9),
            Value::Number { value: "9".into() },
        ),
        (
            "pim_catalog_date",
            json!("2026-03-01T00:00:00+01:00"),
            Value::Date {
                date: "2026-03-01".into(),
            },
        ),
        ("pim_catalog_date", json!("in spring"), text("in spring")),
        (
            "pim_catalog_metric",
            json!({ "amount": "2.5000", "unit": "KILOGRAM" }),
            Value::Metric {
                amount: "2.5000".into(),
                unit: "KILOGRAM".into(),
                symbol: "kg".into(),
            },
        ),
        (
            "pim_catalog_metric",
            json!({ "amount": 3, "unit": "BOX", "symbol": "bx" }),
            Value::Metric {
                amount: "3".into(),
                unit: "BOX".into(),
                symbol: "bx".into(),
            },
        ),
        (
            "pim_catalog_price_collection",
            json!([{ "amount": "10.00", "currency": "EUR" }, { "amount": null, "currency": "USD" }]),
            Value::Prices {
                prices: vec![domain::record::Money {
                    amount: "10.00".into(),
                    currency: "EUR".into(),
                }],
            },
        ),
        (
            "akeneo_reference_entity",
            json!("acme"),
            Value::Options {
                options: vec![option("acme", &[])],
            },
        ),
        (
            "pim_catalog_asset_collection",
            json!(["a", "b"]),
            Value::Options {
                options: vec![option("a", &[]), option("b", &[])],
            },
        ),
        (
            "pim_catalog_product_link",
            json!({ "type": "product", "identifier": "SKU-2" }),
            Value::Options {
                options: vec![option("SKU-2", &[])],
            },
        ),
        (
            "acme_widget",
            json!({ "n": u64::MAX }),
            Value::Raw {
                data: json!({ "n": "18446744073709551615" }),
            },
        ),
    ] {
        assert_eq!(Case::one(kind, data).all(), value, "{kind}");
    }
}

#[test]
fn what_is_empty_is_left_out_with_its_section() {
    for (kind, data) in [
        ("pim_catalog_text", json!(null)),
        ("pim_catalog_text", json!("  ")),
        ("pim_catalog_textarea", json!("<p><br></p>")),
        (
            "pim_catalog_price_collection",
            json!([{ "amount": null, "currency": "EUR" }]),
        ),
        ("pim_catalog_multiselect", json!([])),
        ("pim_catalog_table", json!([{}, { "a": null }])),
        ("pim_catalog_image", json!("a/b/gone.jpg")),
        ("acme_widget", json!({})),
    ] {
        assert_eq!(Case::one(kind, data).map().content.sections, [], "{kind}");
    }
}

#[test]
fn the_channel_and_the_languages_of_the_template_choose_the_value() {
    let case = Case::new(
        "pim_catalog_text",
        &[
            (Some("en_US"), Some("print"), json!("wrong channel")),
            (Some("de_DE"), Some("web"), json!("Eiche")),
            (Some("it_IT"), Some("web"), json!("wrong language")),
            (Some("en_US"), Some("web"), json!("Oak")),
        ],
    );
    let locales = [(locale("en_US"), text("Oak")), (locale("de_DE"), text("Eiche"))].into();
    assert_eq!(case.value(), Some(Localized::PerLocale { locales }));

    let scoped = Case::new(
        "pim_catalog_text",
        &[
            (None, None, json!("for all")),
            (None, Some("web"), json!("for the web")),
        ],
    );
    assert_eq!(scoped.all(), text("for the web"));

    let foreign = Case::new("pim_catalog_text", &[(Some("it_IT"), None, json!("Rovere"))]);
    assert_eq!(foreign.value(), None);
}

#[test]
fn options_bring_their_labels_in_the_languages_of_the_template() {
    let mut case = Case::one("pim_catalog_multiselect", json!(["oak", "new"]));
    let known = |pairs: &[(&str, &str)]| -> pim::Labels {
        pairs
            .iter()
            .map(|(l, t)| ((*l).to_owned(), (*t).to_owned()))
            .collect()
    };
    let linked = |code: &str, labels: pim::Labels| (code.to_owned(), LinkedOption { labels });
    case.product.values.get_mut("x").unwrap()[0].linked = [
        linked(
            "oak",
            known(&[("en_US", "Oak"), ("de_DE", "Eiche"), ("it_IT", "Rovere")]),
        ),
        linked("new", known(&[("de_DE", "Neu")])),
    ]
    .into();
    let options = vec![
        option("oak", &[("en_US", "Oak"), ("de_DE", "Eiche")]),
        option("new", &[("de_DE", "Neu")]),
    ];
    assert_eq!(case.all(), Value::Options { options });
}

#[test]
fn tables_keep_the_order_of_their_columns_and_speak_the_language_of_the_page() {
    let rows = json!([
        { "part": "wool", "share": "80", "net": { "amount": "2", "unit": "GRAM" }, "extra": "?" },
        { "part": "silk", "ok": true, "unused": "" },
    ]);
    let mut case = Case::one("pim_catalog_table", rows);
    case.attribute = serde_json::from_value(json!({
        "code": "x", "type": "pim_catalog_table", "labels": {},
        "table_configuration": [
            { "code": "part", "data_type": "select", "labels": { "en_US": "Part" },
              "options": [{ "code": "wool", "labels": { "en_US": "Wool", "de_DE": "Wolle" } }] },
            { "code": "share", "data_type": "number", "labels": {} },
            { "code": "net", "data_type": "measurement", "labels": {} },
            { "code": "ok", "data_type": "boolean", "labels": {} },
            { "code": "unused", "data_type": "text", "labels": {} },
        ],
    }))
    .unwrap();
    let table = |wool: &str| Value::Table {
        columns: vec![
            option("part", &[("en_US", "Part")]),
            option("share", &[]),
            option("net", &[]),
            option("ok", &[]),
            option("extra", &[]),
        ],
        rows: vec![
            [wool, "80", "2\u{a0}g", "", "?"].map(str::to_owned).to_vec(),
            ["silk", "", "", "\u{2713}", ""].map(str::to_owned).to_vec(),
        ],
    };
    let locales = [
        (locale("en_US"), table("Wool")),
        (locale("de_DE"), table("Wolle")),
    ]
    .into();
    assert_eq!(case.value(), Some(Localized::PerLocale { locales }));
}

#[test]
fn media_are_asked_for_and_then_shown() {
    let mut case = Case::one("pim_catalog_image", json!("a/b/photo.jpg"));
    let image = Image {
        sha256: "ab".into(),
        mime: "image/jpeg".into(),
        width: 2,
        height: 1,
    };
    case.media = [("a/b/photo.jpg".to_owned(), Stored::Image(image.clone()))].into();
    case.design.image_attribute = Some("x".into());
    assert_eq!(case.all(), Value::Image { image: image.clone() });
    assert_eq!(case.map().content.image, Some(image));

    let family: Family = serde_json::from_value(json!({ "code": "f" })).unwrap();
    let attributes = [("x".to_owned(), case.attribute.clone())].into();
    let source = Source {
        brand: "Brand",
        design: &case.design,
        family: &family,
        attributes: &attributes,
        assets: &case.assets,
        product: &case.product,
        extra: &BTreeSet::new(),
    };
    let wanted: Vec<_> = wanted_media(&source).into_iter().collect();
    assert_eq!(
        wanted,
        [WantedMedia {
            code: "a/b/photo.jpg".into(),
            picture: true,
            origin: Origin::Product,
        }]
    );
}

#[test]
fn a_product_without_a_name_is_called_by_its_identifier() {
    let mut case = Case::one("pim_catalog_text", json!("Oak chair"));
    assert_eq!(case.map().content.name, labels(&[("en_US", "SKU-1")]));
    case.design.name_attribute = Some("x".into());
    assert_eq!(
        case.map().content.name,
        labels(&[("en_US", "Oak chair"), ("de_DE", "Oak chair")])
    );
    assert_eq!(case.map().label(), "Oak chair");
}

#[test]
fn a_description_is_one_line_of_plain_text() {
    let long = "word ".repeat(100);
    let mut case = Case::one(
        "pim_catalog_textarea",
        json!(format!("<p>Soft &amp; warm</p>\n<p>{long}</p>")),
    );
    case.design.description_attribute = Some("x".into());
    let description = case.map().content.description[&locale("en_US")].clone();
    assert!(description.starts_with("Soft & warm word word"), "{description}");
    assert!(description.ends_with("word\u{2026}") && description.chars().count() <= 301);
}

#[test]
fn a_wrong_gtin_is_told_and_passed_over() {
    let mut case = Case::one("pim_catalog_text", json!("9520123456788"));
    case.design.gtin_attribute = Some("x".into());
    let mapped = case.map();
    assert_eq!(mapped.content.gtin.as_deref(), Some("09520123456788"));
    assert_eq!(mapped.warnings, Vec::<String>::new());

    let mut case = Case::one("pim_catalog_text", json!("9520123456789"));
    case.design.gtin_attribute = Some("x".into());
    let mapped = case.map();
    assert_eq!((mapped.gtin, mapped.content.gtin), (None, None));
    assert!(
        mapped.warnings[0].contains("should be 8"),
        "{:?}",
        mapped.warnings
    );
}

#[test]
fn labels_of_the_template_come_before_those_of_the_pim() {
    let mut case = Case::one("pim_catalog_text", json!("Oak"));
    assert_eq!(
        case.map().content.sections[0].fields[0].label,
        labels(&[("en_US", "X")])
    );
    case.design.sections[0].fields[0].label = labels(&[("de_DE", "Holz"), ("en_US", " ")]);
    let label = case.map().content.sections[0].fields[0].label.clone();
    assert_eq!(label, labels(&[("en_US", "X"), ("de_DE", "Holz")]));
}

#[test]
fn an_attribute_that_the_pim_has_no_longer_is_told() {
    let mut case = Case::one("pim_catalog_text", json!("Oak"));
    case.design.sections[0].fields[0].attribute = "gone".into();
    let mapped = case.map();
    assert!(mapped.content.sections.is_empty());
    assert!(mapped.warnings[0].contains("gone"));
}

#[test]
fn mapping_twice_gives_the_same_bytes() {
    let case = Case::one("pim_catalog_multiselect", json!(["b", "a"]));
    let bytes = || formats::canonical_content(&case.map().content).unwrap();
    assert_eq!(bytes(), bytes());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            "[a-z<>/&\\PC]{0,12}".prop_map(Json::from),
        ];
        let keys = prop_oneof![
            Just("amount"),
            Just("unit"),
            Just("currency"),
            Just("type"),
            Just("id"),
            Just("a")
        ];
        leaf.prop_recursive(4, 32, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::btree_map(keys.clone().prop_map(str::to_owned), inner, 0..4)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever a PIM sends under whatever type: it is mapped, and what is mapped can be hashed.
        #[test]
        fn any_data_of_any_type_becomes_canonical(kind in 0..AttributeType::KNOWN.len() + 1, data in any_json()) {
            let kind = AttributeType::KNOWN.get(kind).map_or("acme_widget", AttributeType::code);
            let mut case = Case::one(kind, data);
            case.design.gtin_attribute = Some("x".into());
            case.design.name_attribute = Some("x".into());
            case.design.description_attribute = Some("x".into());
            prop_assert!(formats::canonical_content(&case.map().content).is_ok());
        }
    }
}

#[test]
fn reference_data_without_labels_are_readable() {
    let case = Case::one(
        "pim_catalog_reference_data_multi_select",
        json!(["cobalt_compounds", "PFAS"]),
    );
    let options = vec![
        option("cobalt_compounds", &[("en_US", "Cobalt compounds")]),
        option("PFAS", &[("en_US", "PFAS")]),
    ];
    assert_eq!(case.all(), Value::Options { options });
}

#[test]
fn an_asset_brings_the_file_of_each_language() {
    let mut case = Case::one("pim_catalog_asset_collection", json!(["guide", "bare"]));
    case.attribute.reference_data_name = Some("documents".into());
    let file = |name: &str| {
        Stored::File(File {
            sha256: name.into(),
            mime: "application/pdf".into(),
            name: name.into(),
            size: 1,
        })
    };
    let of = |locale: Option<&str>, channel: Option<&str>, code: &str| AssetFile {
        locale: locale.map(str::to_owned),
        channel: channel.map(str::to_owned),
        media: WantedMedia {
            code: code.into(),
            picture: false,
            origin: Origin::Asset,
        },
    };
    let asset = Asset {
        labels: pim::Labels::new(),
        files: vec![
            of(Some("it_IT"), None, "it"),
            of(Some("de_DE"), Some("print"), "print"),
            of(Some("de_DE"), None, "de"),
            of(Some("en_US"), None, "en"),
        ],
    };
    case.assets = [("documents".to_owned(), [("guide".to_owned(), asset)].into())].into();
    let family: Family = serde_json::from_value(json!({ "code": "f" })).unwrap();
    let attributes = [("x".to_owned(), case.attribute.clone())].into();
    let source = Source {
        brand: "Brand",
        design: &case.design,
        family: &family,
        attributes: &attributes,
        assets: &case.assets,
        product: &case.product,
        extra: &BTreeSet::new(),
    };
    let wanted: Vec<String> = wanted_media(&source).into_iter().map(|w| w.code).collect();
    assert_eq!(
        wanted,
        ["de", "en"],
        "neither another channel's nor another language's"
    );
    case.media = [("de".to_owned(), file("de")), ("en".to_owned(), file("en"))].into();
    let shown = |code: &str| Value::Options {
        options: vec![
            domain::record::OptionValue {
                media: Some(file(code)),
                ..option("guide", &[])
            },
            option("bare", &[]),
        ],
    };
    let locales = [(locale("en_US"), shown("en")), (locale("de_DE"), shown("de"))].into();
    assert_eq!(case.value(), Some(Localized::PerLocale { locales }));
}
