//! A product on its way through mappings, conversion and readiness.

use domain::{
    Locale,
    profile::{
        CategoryId, Inputs, Mapping, PointId, Profile, ProfileChoice, Readiness, Source, Transform,
        check_mappings,
    },
    record::{Granularity, Localized, OptionValue, Value},
};
use profiles::{Known, assess, resolve};
use std::collections::{BTreeMap, BTreeSet};

fn battery() -> &'static Profile {
    profiles::latest("battery").unwrap()
}

fn choice(granularity: Granularity) -> ProfileChoice {
    ProfileChoice {
        id: battery().id.clone(),
        category: CategoryId::parse("lmt").unwrap(),
        granularity,
    }
}

fn id(text: &str) -> PointId {
    PointId::parse(text).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text { text: text.into() }
}

fn metric(amount: &str, unit: &str) -> Value {
    Value::Metric {
        amount: amount.into(),
        unit: unit.into(),
        symbol: unit.into(),
    }
}

fn attribute(point: &str, code: &str, transform: Option<Transform>) -> Mapping {
    Mapping {
        point: id(point),
        source: Source::Attribute {
            attribute: code.into(),
        },
        transform,
    }
}

fn other(point: &str, source: Source) -> Mapping {
    Mapping {
        point: id(point),
        source,
        transform: None,
    }
}

fn mappings() -> Vec<Mapping> {
    let table = [("neu".to_owned(), "original".to_owned())].into();
    vec![
        attribute("weight", "weight", None),
        attribute(
            "capacity",
            "cap",
            Some(Transform::Unit {
                to: "Ah".into(),
                from: Some("mAh".into()),
            }),
        ),
        attribute(
            "manufacturing-date",
            "made",
            Some(Transform::Date {
                pattern: "MM/YYYY".into(),
            }),
        ),
        attribute("status", "state", Some(Transform::Options { table })),
        attribute("chemistry", "chem", None),
        other(
            "manufacturer-name",
            Source::Constant {
                value: Localized::All("Acme Cells GmbH".into()),
            },
        ),
        other("c-rate", Source::ByHand),
        other(
            "warranty-period",
            Source::DoesNotApply {
                reason: "No warranty is given.".into(),
            },
        ),
    ]
}

fn product(code: &str) -> Option<Localized<Value>> {
    let option = |code: &str| OptionValue {
        code: code.into(),
        ..OptionValue::default()
    };
    Some(Localized::All(match code {
        "weight" => metric("2450.0000", "GRAM"),
        "cap" => Value::Number {
            value: "14500".into(),
        },
        "made" => text("07/2026"),
        "state" => Value::Options {
            options: vec![option("neu")],
        },
        "chem" => text("  "),
        _ => return None,
    }))
}

fn inputs(attribute: impl Fn(&str) -> Option<Localized<Value>>, by_hand: &[(&str, &str)]) -> Inputs {
    let by_hand = by_hand
        .iter()
        .map(|(p, t)| (id(p), Localized::All((*t).to_owned())))
        .collect();
    let known = Known {
        address: Some("https://id.example.com/01/04006381333931"),
        gtin: None,
    };
    resolve(
        battery(),
        &choice(Granularity::Item),
        &mappings(),
        &known,
        attribute,
        &by_hand,
    )
}

fn readiness(inputs: &Inputs) -> Readiness {
    assess(battery(), &choice(Granularity::Item), inputs).unwrap()
}

#[test]
fn the_mappings_are_sound() {
    assert_eq!(check_mappings(battery(), &mappings(), &BTreeSet::new()), Ok(()));
}

#[test]
fn values_take_the_form_that_is_asked_for() {
    let inputs = inputs(product, &[("c-rate", "1C")]);
    let value = |point: &str| match inputs.values.get(&id(point)) {
        Some(Localized::All(value)) => value.clone(),
        other => panic!("{point}: {other:?}"),
    };
    assert_eq!(value("weight"), metric("2.45", "kg"));
    assert_eq!(value("capacity"), metric("14.5", "Ah"));
    assert_eq!(
        value("manufacturing-date"),
        Value::Date {
            date: "2026-07".into()
        }
    );
    assert_eq!(value("manufacturer-name"), text("Acme Cells GmbH"));
    assert_eq!(value("c-rate"), text("1C"));
    assert_eq!(
        value("unique-identifier"),
        text("https://id.example.com/01/04006381333931")
    );
    let codes = |point| match value(point) {
        Value::Options { options } => options[0].code.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (codes("status").as_str(), codes("battery-category").as_str()),
        ("original", "lmt")
    );
    assert_eq!(inputs.problems, BTreeMap::default());
    let readiness = readiness(&inputs);
    assert_eq!(
        (readiness.mandatory, readiness.filled, readiness.percent),
        (54, 8, 14)
    );
    assert!(
        readiness.missing.contains(&id("chemistry")),
        "blank text is no value"
    );
    assert!(!readiness.undecided.contains(&id("warranty-period")));
    assert!(readiness.undecided.contains(&id("cycle-count")));
}

#[test]
fn a_range_without_a_unit_takes_the_one_that_was_chosen() {
    let how = Transform::Unit {
        to: "\u{b0}C".into(),
        from: Some("FAHRENHEIT".into()),
    };
    let mappings = [attribute("idle-temperature-range", "storage", Some(how))];
    assert_eq!(check_mappings(battery(), &mappings, &BTreeSet::new()), Ok(()));
    let range = |held: &str| {
        let storage = |_: &str| Some(Localized::All(text(held)));
        let level = choice(Granularity::Model);
        let mut inputs = resolve(
            battery(),
            &level,
            &mappings,
            &Known::default(),
            storage,
            &BTreeMap::new(),
        );
        inputs.values.remove(&id("idle-temperature-range"))
    };
    assert_eq!(
        range("-4 to 140"),
        Some(Localized::All(text("-20 to 60 \u{b0}C")))
    );
    assert_eq!(
        range("-20 \u{b0}C to 60 \u{b0}C"),
        Some(Localized::All(text("-20 to 60 \u{b0}C")))
    );
    assert_eq!(range("cool and dry"), None);
}

#[test]
fn what_is_entered_by_hand_stands_in_for_an_empty_attribute() {
    let inputs = inputs(product, &[("chemistry", "LiFePO4"), ("weight", "9 kg")]);
    assert_eq!(inputs.values[&id("chemistry")], Localized::All(text("LiFePO4")));
    assert_eq!(
        inputs.values[&id("weight")],
        Localized::All(metric("2.45", "kg")),
        "the PIM comes first"
    );
}

#[test]
fn what_cannot_be_converted_is_told_and_not_filled() {
    let broken = |code: &str| match code {
        "weight" => Some(Localized::All(metric("36", "VOLT"))),
        "made" => Some(Localized::All(text("summer"))),
        "state" => Some(Localized::All(text("alt"))),
        _ => None,
    };
    let readiness = readiness(&inputs(broken, &[("c-rate", "1C")]));
    let invalid: Vec<_> = readiness
        .invalid
        .iter()
        .map(|i| (i.point.as_str(), i.why.as_str()))
        .collect();
    assert_eq!(
        invalid,
        [
            (
                "manufacturing-date",
                "\u{201c}summer\u{201d} is no date of the form MM/YYYY."
            ),
            ("weight", "V measures voltage, but mass is asked for (kg)."),
            (
                "status",
                "The option \u{201c}alt\u{201d} is not assigned to an entry of the list."
            ),
        ]
    );
    assert!(!readiness.is_ready());
}

#[test]
fn each_language_has_its_value() {
    let locale = |l: &str| Locale::parse(l).unwrap();
    let bilingual = |code: &str| {
        (code == "chem").then(|| Localized::PerLocale {
            locales: [
                (locale("en_US"), text("Lithium ion")),
                (locale("de_DE"), text("")),
            ]
            .into(),
        })
    };
    let inputs = inputs(bilingual, &[]);
    let only_english = Localized::PerLocale {
        locales: [(locale("en_US"), text("Lithium ion"))].into(),
    };
    assert_eq!(inputs.values[&id("chemistry")], only_english);
}

#[test]
fn a_model_has_no_place_for_what_belongs_to_an_item() {
    let known = Known::default();
    let inputs = resolve(
        battery(),
        &choice(Granularity::Model),
        &mappings(),
        &known,
        product,
        &BTreeMap::new(),
    );
    assert!(inputs.values.contains_key(&id("weight")));
    assert!(
        !inputs.values.contains_key(&id("status")) && !inputs.values.contains_key(&id("manufacturing-date"))
    );
}

proptest::proptest! {
    /// Whatever a PIM holds, a product is assessed.
    #[test]
    fn anything_in_the_pim_is_answered(amount in ".{0,12}", unit in ".{0,8}", words in ".{0,40}") {
        let any = |code: &str| {
            Some(Localized::All(match code {
                "weight" => metric(&amount, &unit),
                "cap" => Value::Number { value: amount.clone() },
                _ => text(&words),
            }))
        };
        let readiness = readiness(&inputs(any, &[("c-rate", &words)]));
        proptest::prop_assert!(readiness.percent < 100);
    }
}
