//! Brings a value into the form that a data point asks for, or says why it does not fit.

use super::{
    Code, DataPoint, Decimal, PointKind, Precision, Scheme, Unit, composition, convert, identifier::is_https,
    is_country, read_date,
};
use crate::record::{OptionValue, Value};

/// The value in the point's form: a measure in the point's unit, a code of its list, a normal identifier. What is wrong, as a
/// sentence, where it does not fit.
pub fn fit(point: &DataPoint, value: &Value) -> Result<Value, String> {
    Fit {
        kind: &point.kind,
        typed: false,
    }
    .value(value)
}

/// Reads what a person typed for a point; a number without a unit counts in the point's unit, which stands beside the field.
pub fn enter(point: &DataPoint, text: &str) -> Result<Value, String> {
    let value = Value::Text {
        text: text.trim().to_owned(),
    };
    if is_empty(&value) {
        return Err("Enter a value.".into());
    }
    Fit {
        kind: &point.kind,
        typed: true,
    }
    .value(&value)
}

/// Whether a value says nothing.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text { text } => text.trim().is_empty(),
        Value::Html { html } => {
            let mut inside = false;
            !html.contains("<img")
                && html.chars().all(|c| {
                    inside = c == '<' || (inside && c != '>');
                    inside || c == '>' || c.is_whitespace()
                })
        }
        Value::Options { options } => options.is_empty(),
        Value::Prices { prices } => prices.is_empty(),
        Value::Table { rows, .. } => rows.iter().flatten().all(|cell| cell.trim().is_empty()),
        Value::Number { value } => value.trim().is_empty(),
        Value::Metric { amount, .. } => amount.trim().is_empty(),
        Value::Date { date } => date.trim().is_empty(),
        Value::Raw { data } => data.is_null(),
        Value::Boolean { .. } | Value::Image { .. } | Value::File { .. } => false,
    }
}

struct Fit<'a> {
    kind: &'a PointKind,
    typed: bool,
}

impl Fit<'_> {
    fn value(&self, value: &Value) -> Result<Value, String> {
        match self.kind {
            PointKind::Text | PointKind::LongText | PointKind::List => self.prose(value),
            PointKind::Number { min, max, whole } => {
                let number = self.number(value)?;
                if *whole && !number.is_whole() {
                    return Err("This must be a whole number.".into());
                }
                within(number, min.as_deref(), max.as_deref(), "")?;
                Ok(Value::Number {
                    value: number.to_string(),
                })
            }
            PointKind::Percent => self.percent(value),
            PointKind::Quantity { unit, min } => {
                let amount = self.amount(value, known(unit)?)?;
                within(amount, min.as_deref(), None, unit)?;
                Ok(metric(amount, unit))
            }
            PointKind::Range { unit } => self.range(value, known(unit)?),
            PointKind::Date { precision } => self.date(value, *precision),
            PointKind::Boolean => self.boolean(value),
            PointKind::Codes { codes, many } => self.codes(value, codes, *many),
            PointKind::Url => self.identifier(value, Scheme::Link),
            PointKind::Identifier { scheme } => self.identifier(value, *scheme),
            PointKind::Document => document(value),
            PointKind::Country { many } => self.countries(value, *many),
            PointKind::Composition => self.composition(value),
            PointKind::Records => match value {
                Value::Table { .. } => Ok(value.clone()),
                _ => document(value)
                    .map_err(|_| "Give the records as a table, a document, or an https address.".into()),
            },
        }
    }

    /// Any value that reads as words.
    fn prose(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Raw { .. } | Value::Image { .. } => self.mismatch(value),
            _ => Ok(value.clone()),
        }
    }

    fn number(&self, value: &Value) -> Result<Decimal, String> {
        let text = match value {
            Value::Number { value } => value,
            _ => self.text(value)?,
        };
        Decimal::parse(text)
            .ok_or_else(|| format!("\u{201c}{text}\u{201d} is no number; write it like 12.5."))
    }

    /// The amount in `unit`.
    fn amount(&self, value: &Value, unit: &Unit) -> Result<Decimal, String> {
        let (amount, from) = match value {
            Value::Metric { amount, unit, .. } => (Decimal::parse(amount), unit.as_str()),
            Value::Number { value } => (Decimal::parse(value), ""),
            _ => split_unit(self.text(value)?),
        };
        let amount = amount.ok_or_else(|| format!("This is no amount; write it like 12.5 {}.", unit.sign))?;
        let from = match from {
            "" if self.typed || unit.sign == "%" => unit,
            "" => return Err(format!("The unit is missing; {} is asked for.", unit.sign)),
            name => known(name)?,
        };
        convert(amount, from, unit).ok_or_else(|| {
            let (is, asked) = (from.dimension.word(), unit.dimension.word());
            format!(
                "{} measures {is}, but {asked} is asked for ({}).",
                from.sign, unit.sign
            )
        })
    }

    fn percent(&self, value: &Value) -> Result<Value, String> {
        let percent = self.amount(value, known("%")?)?;
        within(percent, Some("0"), Some("100"), "%")?;
        Ok(metric(percent, "%"))
    }

    fn range(&self, value: &Value, unit: &Unit) -> Result<Value, String> {
        let text = self.text(value)?;
        let message = || format!("This is no range; write it like -20 to 60 {}.", unit.sign);
        let (low, high) = split_range(text).ok_or_else(message)?;
        let (low, low_unit) = split_unit(low);
        let (high, high_unit) = split_unit(high);
        let (low, high) = (low.ok_or_else(message)?, high.ok_or_else(message)?);
        let last = if high_unit.is_empty() {
            unit
        } else {
            known(high_unit)?
        };
        if high_unit.is_empty() && !self.typed {
            return Err(format!("The unit is missing; {} is asked for.", unit.sign));
        }
        let first = if low_unit.is_empty() {
            last
        } else {
            known(low_unit)?
        };
        let into = |amount, from| convert(amount, from, unit).ok_or_else(message);
        let (low, high) = (into(low, first)?, into(high, last)?);
        if low > high {
            return Err("The lower end of the range is above its upper end.".into());
        }
        Ok(Value::Text {
            text: format!("{low} to {high} {}", unit.sign),
        })
    }

    fn date(&self, value: &Value, precision: Precision) -> Result<Value, String> {
        let text = match value {
            Value::Date { date } => date,
            _ => self.text(value)?,
        };
        let date = read_date(text, precision);
        let date = date.ok_or_else(|| {
            format!(
                "This is no date as it is asked for, such as {}.",
                precision.example()
            )
        })?;
        Ok(Value::Date { date })
    }

    fn boolean(&self, value: &Value) -> Result<Value, String> {
        if let Value::Boolean { .. } = value {
            return Ok(value.clone());
        }
        match self.text(value)?.trim().to_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(Value::Boolean { value: true }),
            "no" | "false" | "0" => Ok(Value::Boolean { value: false }),
            _ => Err("Enter yes or no.".into()),
        }
    }

    fn codes(&self, value: &Value, codes: &[Code], many: bool) -> Result<Value, String> {
        let find = |word: &str| {
            let word = word.trim();
            codes
                .iter()
                .find(|c| c.code.eq_ignore_ascii_case(word) || c.name.eq_ignore_ascii_case(word))
                .ok_or_else(|| {
                    format!(
                        "\u{201c}{word}\u{201d} is not in the list of this data point; assign it to an entry."
                    )
                })
        };
        let found: Vec<&Code> = self
            .entries(value, many)?
            .iter()
            .map(|w| find(w))
            .collect::<Result<_, _>>()?;
        let option = |code: &Code| OptionValue {
            code: code.code.clone(),
            labels: crate::Locale::parse("en")
                .map(|en| (en, code.name.clone()))
                .into_iter()
                .collect(),
        };
        Ok(Value::Options {
            options: found.into_iter().map(option).collect(),
        })
    }

    fn countries(&self, value: &Value, many: bool) -> Result<Value, String> {
        let country = |word: &String| {
            let code = word.trim().to_ascii_uppercase();
            let labels = match value {
                Value::Options { options } => {
                    options.iter().find(|o| o.code == *word).map(|o| o.labels.clone())
                }
                _ => None,
            };
            if is_country(&code) {
                Ok(OptionValue {
                    code,
                    labels: labels.unwrap_or_default(),
                })
            } else {
                Err(format!(
                    "\u{201c}{word}\u{201d} is no country code of two letters, such as DE."
                ))
            }
        };
        let options = self
            .entries(value, many)?
            .iter()
            .map(country)
            .collect::<Result<_, _>>()?;
        Ok(Value::Options { options })
    }

    /// The codes or words that a value lists; one where not `many`.
    fn entries(&self, value: &Value, many: bool) -> Result<Vec<String>, String> {
        let entries: Vec<String> = match value {
            Value::Options { options } => options.iter().map(|o| o.code.clone()).collect(),
            _ if many => self
                .text(value)?
                .split([',', ';', '\n'])
                .map(|t| t.trim().to_owned())
                .collect(),
            _ => vec![self.text(value)?.trim().to_owned()],
        };
        if !many && entries.len() > 1 {
            return Err("Only one entry is asked for.".into());
        }
        Ok(entries)
    }

    fn identifier(&self, value: &Value, scheme: Scheme) -> Result<Value, String> {
        let text = match value {
            Value::Number { value } => value,
            _ => self.text(value)?,
        };
        scheme.read(text).map(|text| Value::Text { text })
    }

    fn composition(&self, value: &Value) -> Result<Value, String> {
        let text = match value {
            Value::Table { rows, .. } => table_text(rows),
            _ => self.text(value)?.to_owned(),
        };
        composition(&text)?;
        Ok(value.clone())
    }

    fn text<'v>(&self, value: &'v Value) -> Result<&'v str, String> {
        match value {
            Value::Text { text } => Ok(text),
            Value::Options { options } if options.len() == 1 => Ok(&options[0].code),
            _ => self.mismatch(value),
        }
    }

    fn mismatch<T>(&self, value: &Value) -> Result<T, String> {
        Err(format!(
            "This is {}, but {} is asked for.",
            words(value),
            self.kind.words()
        ))
    }
}

fn document(value: &Value) -> Result<Value, String> {
    match value {
        Value::File { .. } | Value::Image { .. } => Ok(value.clone()),
        Value::Text { text } if is_https(text.trim()) => Ok(Value::Text {
            text: text.trim().to_owned(),
        }),
        _ => Err("Give a document, or its full address starting with https://.".into()),
    }
}

fn known(name: &str) -> Result<&'static Unit, String> {
    Unit::find(name).ok_or_else(|| format!("The unit \u{201c}{name}\u{201d} is not known."))
}

fn metric(amount: Decimal, sign: &str) -> Value {
    Value::Metric {
        amount: amount.to_string(),
        unit: sign.to_owned(),
        symbol: sign.to_owned(),
    }
}

fn within(number: Decimal, min: Option<&str>, max: Option<&str>, unit: &str) -> Result<(), String> {
    let limit = |text: Option<&str>| text.and_then(Decimal::parse);
    let with_unit = |limit: Decimal| format!("{limit} {unit}").trim_end().to_owned();
    match (limit(min), limit(max)) {
        (Some(min), _) if number < min => Err(format!("This must be at least {}.", with_unit(min))),
        (_, Some(max)) if number > max => Err(format!("This must be at most {}.", with_unit(max))),
        _ => Ok(()),
    }
}

/// `12.5 kg` as the amount and the unit's name; the name is empty where there is none.
fn split_unit(text: &str) -> (Option<Decimal>, &str) {
    let text = text.trim();
    let sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '\u{2212}');
    let end = text.find(|c| !sign(c)).unwrap_or(text.len());
    (Decimal::parse(&text[..end]), text[end..].trim())
}

/// `-20 to 60 °C` as its two ends.
fn split_range(text: &str) -> Option<(&str, &str)> {
    for separator in [
        "...", "\u{2026}", "..", " to ", " bis ", " \u{e0} ", " / ", "/", " - ", "\u{2013}", "~",
    ] {
        if let Some((low, high)) = text.split_once(separator)
            && !low.trim().is_empty()
        {
            return Some((low, high));
        }
    }
    None
}

/// The rows of a table as the text of a composition: `cotton 80 %`.
fn table_text(rows: &[Vec<String>]) -> String {
    let row = |cells: &Vec<String>| {
        let is_number = |cell: &&String| Decimal::parse(cell.trim_end_matches(['%', ' '])).is_some();
        let number = cells
            .iter()
            .find(is_number)
            .map_or("", |n| n.trim_end_matches(['%', ' ']));
        let name = cells
            .iter()
            .find(|cell| !is_number(cell) && !cell.trim().is_empty());
        format!("{number} % {}", name.map_or("", String::as_str))
    };
    rows.iter().map(row).collect::<Vec<_>>().join(", ")
}

fn words(value: &Value) -> &'static str {
    match value {
        Value::Text { .. } | Value::Html { .. } => "text",
        Value::Boolean { .. } => "yes or no",
        Value::Number { .. } => "a number",
        Value::Metric { .. } => "a measure",
        Value::Prices { .. } => "a price",
        Value::Date { .. } => "a date",
        Value::Options { .. } => "a choice of options",
        Value::Image { .. } => "a picture",
        Value::File { .. } => "a document",
        Value::Table { .. } => "a table",
        Value::Raw { .. } => "data of an unknown kind",
    }
}
