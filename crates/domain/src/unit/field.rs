//! Fields of batches and items, as a template designs them.

use crate::{
    Locale, Readers,
    error::Check,
    profile::{Decimal, PointId},
    record::{Granularity, Localized, RecordField, Value},
    text::Labels,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most fields of batches and items that a template has.
pub const UNIT_FIELDS_MAX: usize = 60;
/// The most characters of a text.
const TEXT_MAX: usize = 2000;

/// A level below the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One batch.
    Batch,
    /// One item.
    Item,
}

impl Level {
    /// Both, the coarser first.
    pub const ALL: [Self; 2] = [Self::Batch, Self::Item];

    /// The word in forms and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Item => "item",
        }
    }

    /// The level of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The level of a passport.
    pub fn granularity(self) -> Granularity {
        match self {
            Self::Batch => Granularity::Batch,
            Self::Item => Granularity::Item,
        }
    }
}

/// What a field of a unit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Text.
    Text,
    /// A number, with a unit where the field names one.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    Boolean,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Text, Self::Number, Self::Date, Self::Boolean];

    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Boolean => "Yes or no",
        }
    }
}

/// A field that every unit of a level has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitField {
    /// Names the field in files and data: lower-case letters, digits and `_`.
    pub key: String,
    /// Names per locale.
    pub label: Labels,
    /// Which units have it.
    pub level: Level,
    /// What it holds.
    pub kind: UnitKind,
    /// The sign of a number's unit, such as `%` or `kWh`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The data point of a profile that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<PointId>,
    /// Who may read it.
    #[serde(default, skip_serializing_if = "Readers::is_public")]
    pub readers: Readers,
}

impl UnitField {
    /// The value that a text means; why not, where it means none. An empty text is no value.
    pub fn value(&self, text: &str) -> Result<Option<Value>, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            UnitKind::Text if text.contains(is_unprintable) => {
                return Err("Leave out control characters, which cannot be printed.");
            }
            UnitKind::Text if text.chars().count() > TEXT_MAX => {
                return Err("A text has at most 2000 characters.");
            }
            UnitKind::Text => Value::Text {
                text: text.to_owned(),
            },
            UnitKind::Number => self.number(Decimal::parse(text).ok_or("Enter a number, such as 98.5.")?),
            UnitKind::Date => Value::Date {
                date: day(text).ok_or("Enter a day as year, month and day, such as 2026-11-21.")?,
            },
            UnitKind::Boolean => Value::Boolean {
                value: yes_or_no(text).ok_or("Enter yes or no.")?,
            },
        };
        Ok(Some(value))
    }

    fn number(&self, number: Decimal) -> Value {
        let digits = number.to_string();
        match &self.unit {
            None => Value::Number { value: digits },
            Some(sign) => Value::Metric {
                amount: digits,
                unit: sign.clone(),
                symbol: sign.clone(),
            },
        }
    }

    /// The field of a record with this value.
    pub fn record(&self, value: Value) -> RecordField {
        RecordField {
            attribute: self.key.clone(),
            point: self.point.as_ref().map(ToString::to_string),
            label: self.label.clone(),
            key_fact: false,
            readers: self.readers.clone(),
            value: Localized::All(value),
        }
    }

    /// What somebody would type for a value of a record.
    pub fn typed(field: &RecordField) -> String {
        match &field.value {
            Localized::All(Value::Text { text }) => text.clone(),
            Localized::All(Value::Number { value }) => value.clone(),
            Localized::All(Value::Metric { amount, .. }) => amount.clone(),
            Localized::All(Value::Date { date }) => date.clone(),
            Localized::All(Value::Boolean { value }) => if *value { "yes" } else { "no" }.to_owned(),
            _ => String::new(),
        }
    }

    /// Its name in a language, for people who work with it.
    pub fn name(&self, locales: &[Locale]) -> String {
        let found = locales.iter().find_map(|l| self.label.get(l));
        let any = found.or_else(|| self.label.values().next());
        any.cloned().unwrap_or_else(|| self.key.clone())
    }
}

/// Characters that no reader sees, and those that make other text read from the wrong end (Unicode, UAX #9, 2.1 and 2.2).
fn is_unprintable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}')
}

fn day(text: &str) -> Option<String> {
    let sound = text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    sound.then(|| text.to_owned())
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Checks the fields of a template; each mistake at `unit_fields.{n}.{part}`.
pub fn check_fields(check: &mut Check, fields: &[UnitField]) {
    let many = "A template has at most 60 fields of batches and items.";
    check.require(fields.len() <= UNIT_FIELDS_MAX, "unit_fields", many);
    let mut seen = BTreeSet::new();
    for (n, field) in fields.iter().enumerate() {
        let at = |part: &str| format!("unit_fields.{n}.{part}");
        let key = &field.key;
        let shape = (1..=40).contains(&key.len())
            && key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        check.require(
            shape,
            &at("key"),
            "A key has 1 to 40 lower-case letters, digits and _.",
        );
        check.require(
            !matches!(key.as_str(), "batch" | "serial"),
            &at("key"),
            "batch and serial name the columns of numbers. Choose another key.",
        );
        let twice = format!("The key \u{201c}{key}\u{201d} is there already.");
        check.require(seen.insert(key.as_str()), &at("key"), twice);
        let named = field.label.values().any(|text| !text.trim().is_empty());
        check.require(named, &at("label"), "Give this field a name.");
        let short = field.label.values().all(|text| text.chars().count() <= 120);
        check.require(short, &at("label"), "A name has at most 120 characters.");
        let unit = field.unit.as_deref().unwrap_or("x");
        let sane =
            !unit.trim().is_empty() && unit.chars().count() <= 12 && !unit.chars().any(char::is_control);
        check.require(sane, &at("unit"), "A unit has 1 to 12 characters.");
        let fits = field.unit.is_none() || field.kind == UnitKind::Number;
        check.require(fits, &at("unit"), "Only numbers have a unit.");
    }
}
