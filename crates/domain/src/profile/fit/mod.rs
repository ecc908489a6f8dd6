//! Brings a value into the form that a data point asks for, or says why it does not fit.

mod entries;
mod measure;

use super::{DataPoint, PointKind, Precision, Scheme, identifier::is_https, read_date};
use crate::record::Value;
use std::borrow::Cow;

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
        Value::Html { html } => !html.contains("<img") && plain(html).trim().is_empty(),
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
    /// Whether a person typed it into a field of this point.
    typed: bool,
}

impl Fit<'_> {
    fn value(&self, value: &Value) -> Result<Value, String> {
        match self.kind {
            PointKind::Text | PointKind::LongText | PointKind::List => self.prose(value),
            PointKind::Number { min, max, whole } => {
                self.number(value, min.as_deref(), max.as_deref(), *whole)
            }
            PointKind::Percent => self.measure(value, "%", Some("0"), Some("100")),
            PointKind::Quantity { unit, min } => self.measure(value, unit, min.as_deref(), None),
            PointKind::Range { unit } => self.range(value, unit),
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

    fn date(&self, value: &Value, precision: Precision) -> Result<Value, String> {
        let text = match value {
            Value::Date { date } => Cow::Borrowed(date.as_str()),
            _ => self.text(value)?,
        };
        let date = read_date(&text, precision);
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

    fn identifier(&self, value: &Value, scheme: Scheme) -> Result<Value, String> {
        let text = match value {
            Value::Number { value } => Cow::Borrowed(value.as_str()),
            _ => self.text(value)?,
        };
        scheme.read(&text).map(|text| Value::Text { text })
    }

    /// The words of a value that has one line of them; markup is passed over.
    fn text<'v>(&self, value: &'v Value) -> Result<Cow<'v, str>, String> {
        match value {
            Value::Text { text } => Ok(Cow::Borrowed(text)),
            Value::Html { html } => Ok(Cow::Owned(plain(html))),
            Value::Options { options } if options.len() == 1 => Ok(Cow::Borrowed(&options[0].code)),
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
        // Assets are documents where each has its file.
        Value::Options { options } if !options.is_empty() && options.iter().all(|o| o.media.is_some()) => {
            Ok(value.clone())
        }
        Value::Text { text } if is_https(text.trim()) => Ok(Value::Text {
            text: text.trim().to_owned(),
        }),
        _ => Err("Give a document, or its full address starting with https://.".into()),
    }
}

/// The text of safe HTML: a line for each block, without tags.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.trim_start_matches('/');
        if ["br", "p", "li", "div", "tr", "h"]
            .iter()
            .any(|block| name.starts_with(block))
            && !text.ends_with('\n')
        {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    for (entity, sign) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    text.trim().to_owned()
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
