use super::{samples::*, *};
use crate::{Locale, record::Localized};
use std::collections::BTreeSet;

fn mapping(point: &str, source: Source, transform: Option<Transform>) -> Mapping {
    Mapping {
        point: id(point),
        source,
        transform,
    }
}

fn attribute(code: &str) -> Source {
    Source::Attribute {
        attribute: code.into(),
    }
}

fn constant(text: &str) -> Source {
    Source::Constant {
        value: Localized::All(text.into()),
    }
}

fn none() -> BTreeSet<String> {
    BTreeSet::new()
}

#[test]
fn a_sound_mapping_passes() {
    let mappings = [
        mapping("gtin", attribute("ean"), None),
        mapping(
            "weight",
            attribute("net_weight"),
            Some(Transform::Unit {
                to: "kg".into(),
                from: Some("GRAM".into()),
            }),
        ),
        mapping(
            "made",
            attribute("production"),
            Some(Transform::Date {
                pattern: "MM/YYYY".into(),
            }),
        ),
        mapping(
            "status",
            attribute("state"),
            Some(Transform::Options {
                table: [("new".into(), "original".into())].into(),
            }),
        ),
        mapping(
            "cycles",
            Source::DoesNotApply {
                reason: "No cycle life in this use.".into(),
            },
            None,
        ),
        mapping("web", constant("https://example.com"), None),
        mapping("threshold", Source::ByHand, None),
    ];
    assert_eq!(check_mappings(&profile(), &mappings, &none()), Ok(()));
}

#[test]
fn each_mistake_stands_at_its_field() {
    let locales = ["en", "de"].map(|l| (Locale::parse(l).unwrap(), "1 kg".to_owned()));
    let mappings = [
        mapping("colour", Source::ByHand, None),
        mapping("gtin", attribute(""), None),
        mapping("gtin", attribute("ean"), None),
        mapping(
            "weight",
            attribute("weight"),
            Some(Transform::Unit {
                to: "V".into(),
                from: Some("STONE".into()),
            }),
        ),
        mapping(
            "made",
            constant("2026-07"),
            Some(Transform::Date {
                pattern: "MM.YY".into(),
            }),
        ),
        mapping(
            "status",
            attribute("ean"),
            Some(Transform::Options {
                table: [("new".into(), "fresh".into())].into(),
            }),
        ),
        mapping(
            "cycles",
            attribute("ean"),
            Some(Transform::Date {
                pattern: "YYYY".into(),
            }),
        ),
        mapping("web", constant("example.com"), None),
        mapping("footprint", Source::DoesNotApply { reason: " ".into() }, None),
        mapping(
            "threshold",
            Source::Constant {
                value: Localized::PerLocale {
                    locales: locales.into(),
                },
            },
            None,
        ),
    ];
    let known = ["ean".to_owned()].into();
    let error = check_mappings(&profile(), &mappings, &known).unwrap_err();
    let at = |field: &str| {
        error
            .at(field)
            .unwrap_or_else(|| panic!("{field}: {error:?}"))
            .to_owned()
    };
    assert!(at("mappings.0.point").contains("colour"));
    assert_eq!(at("mappings.1.source.attribute"), "Choose an attribute.");
    assert!(at("mappings.2.point").contains("already"));
    assert!(at("mappings.3.source.attribute").contains("no attribute"));
    assert!(at("mappings.3.transform.to").contains("voltage"));
    assert!(at("mappings.3.transform.from").contains("not known"));
    assert!(at("mappings.4.transform").contains("Only the value of an attribute"));
    assert!(at("mappings.4.transform.pattern").contains("YYYY"));
    assert!(at("mappings.5.transform.table.new").contains("not in the list"));
    assert!(at("mappings.6.transform.kind").contains("a number"));
    assert!(at("mappings.7.source.value").contains("https://"));
    assert!(at("mappings.8.source.reason").contains("why"));
    assert!(at("mappings.9.source.value").contains("once"));
    assert!(at("mappings.9.source.value.de").contains("share"));
}

#[test]
fn mappings_keep_their_written_form() {
    for (text, mapping) in [
        (
            r#"{"point":"weight","source":{"from":"attribute","attribute":"w"},"transform":{"kind":"unit","to":"kg"}}"#,
            mapping(
                "weight",
                attribute("w"),
                Some(Transform::Unit {
                    to: "kg".into(),
                    from: None,
                }),
            ),
        ),
        (
            r#"{"point":"web","source":{"from":"constant","value":"https://a.b"}}"#,
            mapping("web", constant("https://a.b"), None),
        ),
        (
            r#"{"point":"web","source":{"from":"constant","value":{"locales":{"de":"x"}}}}"#,
            mapping(
                "web",
                Source::Constant {
                    value: Localized::PerLocale {
                        locales: [(Locale::parse("de").unwrap(), "x".to_owned())].into(),
                    },
                },
                None,
            ),
        ),
        (
            r#"{"point":"web","source":{"from":"by_hand"}}"#,
            mapping("web", Source::ByHand, None),
        ),
    ] {
        assert_eq!(serde_json::to_string(&mapping).unwrap(), text);
        assert_eq!(serde_json::from_str::<Mapping>(text).unwrap(), mapping);
    }
}
