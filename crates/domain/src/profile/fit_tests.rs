use super::{
    samples::{codes, metric, point, quantity, text},
    *,
};
use crate::record::{File, Granularity, OptionValue, Value};
use proptest::prelude::*;

fn of(kind: PointKind) -> DataPoint {
    point("p", kind, Granularity::Model, [Duty::Mandatory; 2])
}

fn options(codes: &[&str]) -> Value {
    let option = |code: &&str| OptionValue {
        code: (*code).into(),
        ..OptionValue::default()
    };
    Value::Options {
        options: codes.iter().map(option).collect(),
    }
}

fn kinds() -> Vec<PointKind> {
    vec![
        PointKind::Text,
        PointKind::LongText,
        PointKind::Number {
            min: Some("0".into()),
            max: Some("10".into()),
            whole: true,
        },
        PointKind::Percent,
        quantity("kg"),
        PointKind::Range {
            unit: "\u{b0}C".into(),
        },
        PointKind::Date {
            precision: Precision::Month,
        },
        PointKind::Boolean,
        codes(),
        PointKind::Url,
        PointKind::Document,
        PointKind::Identifier { scheme: Scheme::Eori },
        PointKind::Country { many: true },
        PointKind::Composition,
        PointKind::List,
        PointKind::Records,
    ]
}

#[test]
fn measures_are_brought_into_the_points_unit() {
    let weight = of(quantity("kg"));
    assert_eq!(fit(&weight, &metric("2500.00", "GRAM")), Ok(metric("2.5", "kg")));
    assert_eq!(fit(&weight, &text("2,5 kg")), Ok(metric("2.5", "kg")));
    assert_eq!(enter(&weight, "2.5"), Ok(metric("2.5", "kg")));
    for (value, part) in [
        (metric("3", "VOLT"), "measures voltage, but mass"),
        (metric("3", "PARSEC"), "not known"),
        (metric("-3", "GRAM"), "at least 0 kg"),
        (Value::Number { value: "3".into() }, "unit is missing"),
        (text("heavy"), "no amount"),
        (Value::Boolean { value: true }, "yes or no, but a measure in kg"),
    ] {
        let error = fit(&weight, &value).unwrap_err();
        assert!(error.contains(part), "{value:?}: {error}");
    }
}

#[test]
fn shares_may_come_without_their_sign() {
    let share = of(PointKind::Percent);
    assert_eq!(
        fit(
            &share,
            &Value::Number {
                value: "12.50".into()
            }
        ),
        Ok(metric("12.5", "%"))
    );
    assert_eq!(enter(&share, "12.5 %"), Ok(metric("12.5", "%")));
    assert!(enter(&share, "112").unwrap_err().contains("at most 100 %"));
}

#[test]
fn ranges_have_two_ends() {
    let range = of(PointKind::Range {
        unit: "\u{b0}C".into(),
    });
    for typed in [
        "-20 to 60",
        "-20 \u{b0}C to 60 \u{b0}C",
        "-20\u{2026}60 \u{b0}C",
        "-4 \u{b0}F - 140 \u{b0}F",
    ] {
        assert_eq!(enter(&range, typed), Ok(text("-20 to 60 \u{b0}C")), "{typed}");
    }
    for (typed, part) in [
        ("60", "no range"),
        ("60 to -20", "above"),
        ("1 to 2 kg", "no range"),
        ("a to b", "no range"),
    ] {
        let error = enter(&range, typed).unwrap_err();
        assert!(error.contains(part), "{typed}: {error}");
    }
    assert!(
        fit(&range, &text("-20 to 60")).is_err(),
        "an attribute must name its unit"
    );
}

#[test]
fn codes_countries_and_identifiers_become_normal() {
    let code_of = |value: Value| match value {
        Value::Options { options } => options.into_iter().map(|o| o.code).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        fit(&of(codes()), &options(&["ORIGINAL"])).map(code_of),
        Ok(vec!["original".to_owned()])
    );
    assert!(
        fit(&of(codes()), &options(&["new"]))
            .unwrap_err()
            .contains("assign it")
    );
    assert!(
        fit(&of(codes()), &options(&["original", "waste"]))
            .unwrap_err()
            .contains("Only one")
    );
    let countries = of(PointKind::Country { many: true });
    assert_eq!(
        enter(&countries, "de, PT").map(code_of),
        Ok(vec!["DE".to_owned(), "PT".to_owned()])
    );
    assert!(enter(&countries, "Germany").is_err());
    let gtin = of(PointKind::Identifier { scheme: Scheme::Gtin });
    assert_eq!(fit(&gtin, &text("4006381333931")), Ok(text("04006381333931")));
    let whole = of(PointKind::Number {
        min: None,
        max: None,
        whole: true,
    });
    assert!(enter(&whole, "1.5").unwrap_err().contains("whole"));
}

#[test]
fn documents_are_files_or_https_addresses() {
    let document = of(PointKind::Document);
    let file = Value::File {
        file: File {
            sha256: "00".into(),
            mime: "application/pdf".into(),
            name: "doc.pdf".into(),
            size: 1,
        },
    };
    assert!(fit(&document, &file).is_ok());
    assert!(enter(&document, "https://example.com/doc.pdf").is_ok());
    assert!(enter(&document, "see our web site").is_err());
}

#[test]
fn compositions_come_as_text_or_table() {
    let point = of(PointKind::Composition);
    assert!(enter(&point, "80 % cotton, 20 % elastane").is_ok());
    let cells = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    let table = |share: &str| Value::Table {
        columns: Vec::new(),
        rows: vec![cells("cotton", "80"), cells("elastane", share)],
    };
    assert!(fit(&point, &table("20 %")).is_ok());
    assert!(fit(&point, &table("30")).unwrap_err().contains("110 %"));
    assert!(fit(&point, &options(&["cotton", "elastane"])).is_err());
}

#[test]
fn emptiness_is_seen_through_markup() {
    let html = |html: &str| Value::Html { html: html.into() };
    assert!(is_empty(&html("<p> <br></p>")) && is_empty(&text(" \n")) && is_empty(&options(&[])));
    let listed = html("<p>80&nbsp;% cotton</p><ul><li>20 % elastane</li></ul>");
    assert!(fit(&of(PointKind::Composition), &listed).is_ok());
    assert!(!is_empty(&html("<p>a</p>")) && !is_empty(&Value::Boolean { value: false }));
}

proptest! {
    #[test]
    fn anything_typed_is_answered_and_what_fits_fits_again(
        typed in ".{0,40}",
        likely in "[-0-9.,% a-zA-Z\u{b0}:/]{0,30}",
    ) {
        for kind in kinds() {
            let point = of(kind);
            for input in [&typed, &likely] {
                if let Ok(value) = enter(&point, input) {
                    prop_assert_eq!(fit(&point, &value), Ok(value));
                }
                let _ = fit(&point, &text(input));
                let _ = fit(&point, &metric(input, input));
            }
        }
    }
}
