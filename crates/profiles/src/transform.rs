//! Applies a mapping's conversion to a value of the PIM.

use domain::{
    profile::{DatePattern, Decimal, Transform, Unit, convert},
    record::{OptionValue, Value},
};
use std::collections::BTreeMap;

/// The converted value, or why it cannot be converted, as a sentence.
pub fn transform(value: &Value, transform: &Transform) -> Result<Value, String> {
    match transform {
        Transform::Unit { to, from } => measure(value, to, from.as_deref()),
        Transform::Date { pattern } => date(value, pattern),
        Transform::Options { table } => options(value, table),
    }
}

fn unit(name: &str) -> Result<&'static Unit, String> {
    Unit::find(name).ok_or_else(|| format!("The unit \u{201c}{name}\u{201d} is not known."))
}

fn measure(value: &Value, to: &str, from: Option<&str>) -> Result<Value, String> {
    let to = unit(to)?;
    let (amount, own) = match value {
        Value::Metric { amount, unit, .. } => (amount.as_str(), Some(unit.as_str())),
        Value::Number { value } => (value.as_str(), None),
        Value::Text { text } => split(text),
        _ => return Err("Only a measure or a number can be converted into another unit.".into()),
    };
    let number = Decimal::parse(amount).ok_or_else(|| format!("\u{201c}{amount}\u{201d} is no number."))?;
    let own = own
        .or(from)
        .ok_or("The number has no unit; choose the one that it is meant in.")?;
    let amount = convert(number, unit(own)?, to);
    let amount = amount.ok_or_else(|| format!("{own} cannot be converted into {} exactly.", to.sign))?;
    Ok(Value::Metric {
        amount: amount.to_string(),
        unit: to.sign.to_owned(),
        symbol: to.sign.to_owned(),
    })
}

/// `12.5 kg` as its number and its unit, if it has one.
fn split(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+');
    let end = text.find(|c| !number(c)).unwrap_or(text.len());
    let rest = text[end..].trim();
    (&text[..end], (!rest.is_empty()).then_some(rest))
}

fn date(value: &Value, pattern: &str) -> Result<Value, String> {
    let text = match value {
        Value::Date { .. } => return Ok(value.clone()),
        Value::Text { text } | Value::Number { value: text } => text,
        _ => return Err("Only a text can be read as a date.".into()),
    };
    let date = DatePattern::parse(pattern).and_then(|p| p.read(text));
    let date = date.ok_or_else(|| {
        format!(
            "\u{201c}{}\u{201d} is no date of the form {pattern}.",
            text.trim()
        )
    })?;
    Ok(Value::Date { date })
}

fn options(value: &Value, table: &BTreeMap<String, String>) -> Result<Value, String> {
    let codes: Vec<&str> = match value {
        Value::Options { options } => options.iter().map(|o| o.code.as_str()).collect(),
        Value::Text { text } => vec![text.trim()],
        Value::Boolean { value: true } => vec!["true"],
        Value::Boolean { value: false } => vec!["false"],
        _ => return Err("Only options and texts can be replaced by entries of a list.".into()),
    };
    let replace = |code: &str| match table.get(code) {
        Some(entry) => Ok(OptionValue {
            code: entry.clone(),
            ..OptionValue::default()
        }),
        None => Err(format!(
            "The option \u{201c}{code}\u{201d} is not assigned to an entry of the list."
        )),
    };
    let mut options: Vec<OptionValue> = codes.into_iter().map(replace).collect::<Result<_, _>>()?;
    // Several options may stand for the same entry.
    let mut seen = std::collections::BTreeSet::new();
    options.retain(|o| seen.insert(o.code.clone()));
    Ok(Value::Options { options })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Value {
        Value::Text { text: text.into() }
    }

    fn number(value: &str) -> Value {
        Value::Number { value: value.into() }
    }

    fn metric(amount: &str, sign: &str) -> Value {
        Value::Metric {
            amount: amount.into(),
            unit: sign.into(),
            symbol: sign.into(),
        }
    }

    fn to_unit(to: &str, from: Option<&str>) -> Transform {
        Transform::Unit {
            to: to.into(),
            from: from.map(Into::into),
        }
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

    #[test]
    fn measures_change_their_unit() {
        assert_eq!(
            transform(&metric("2500.000", "GRAM"), &to_unit("kg", None)),
            Ok(metric("2.5", "kg"))
        );
        assert_eq!(
            transform(&number("14500"), &to_unit("Ah", Some("mAh"))),
            Ok(metric("14.5", "Ah"))
        );
        assert_eq!(
            transform(&text("36 V"), &to_unit("mV", Some("kg"))),
            Ok(metric("36000", "mV"))
        );
        assert_eq!(
            transform(&number("0.8"), &to_unit("%", Some("1"))),
            Ok(metric("80", "%"))
        );
        for (value, to, told) in [
            (number("5"), "kg", "no unit"),
            (metric("5", "DAY"), "mo", "exactly"),
            (metric("5", "FURLONG"), "m", "not known"),
            (text("about five"), "kg", "no number"),
            (Value::Boolean { value: true }, "kg", "Only a measure"),
        ] {
            let error = transform(&value, &to_unit(to, None)).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn dates_are_read_by_their_pattern() {
        let pattern = Transform::Date {
            pattern: "MM/YYYY".into(),
        };
        assert_eq!(
            transform(&text("07/2026"), &pattern),
            Ok(Value::Date {
                date: "2026-07".into()
            })
        );
        assert!(
            transform(&text("2026-07"), &pattern)
                .unwrap_err()
                .contains("MM/YYYY")
        );
    }

    #[test]
    fn options_become_entries_of_the_list() {
        let table = [("neu", "original"), ("fabrikneu", "original"), ("true", "waste")];
        let table = Transform::Options {
            table: table.map(|(a, b)| (a.into(), b.into())).into(),
        };
        assert_eq!(
            transform(&options(&["neu", "fabrikneu"]), &table),
            Ok(options(&["original"]))
        );
        assert_eq!(
            transform(&Value::Boolean { value: true }, &table),
            Ok(options(&["waste"]))
        );
        assert!(
            transform(&options(&["alt"]), &table)
                .unwrap_err()
                .contains("\u{201c}alt\u{201d}")
        );
    }

    proptest! {
        #[test]
        fn anything_is_answered(input in ".{0,30}", name in ".{0,12}") {
            let transforms = [
                to_unit(&name, Some(&input)),
                to_unit("kg", Some("g")),
                Transform::Date { pattern: name.clone() },
                Transform::Options { table: [(input.clone(), name)].into() },
            ];
            for value in [text(&input), number(&input), metric(&input, "g"), options(&[&input])] {
                for t in &transforms {
                    let _ = transform(&value, t);
                }
            }
        }
    }
}
