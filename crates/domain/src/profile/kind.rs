//! What kind of value a data point asks for.

use super::{Decimal, Precision, Scheme, Unit, unit::Dimension};
use serde::{Deserialize, Serialize};

/// The kind of a data point's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PointKind {
    /// A line of text.
    Text,
    /// Text of several paragraphs.
    LongText,
    /// A number without a unit.
    Number {
        /// Decimal digits; none has no lower end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// Decimal digits; none has no upper end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<String>,
        /// Whether fractions are mistakes.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        whole: bool,
    },
    /// A share from 0 to 100 %.
    Percent,
    /// A measure.
    Quantity {
        /// The sign of the unit that the law or its guidance names, such as `kg`.
        unit: String,
        /// Decimal digits in that unit; none has no lower end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
    },
    /// Two measures, the lower and the upper.
    Range {
        /// The sign of the unit.
        unit: String,
    },
    /// A date.
    Date {
        /// How exact.
        precision: Precision,
    },
    /// Yes or no.
    Boolean,
    /// One of a list of codes, or several.
    Codes {
        /// The list.
        codes: Vec<Code>,
        /// Whether several may be chosen.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// A web address.
    Url,
    /// A document: a file, or the https address of one.
    Document,
    /// An identifier of a scheme.
    Identifier {
        /// The scheme.
        scheme: Scheme,
    },
    /// A country, as its code of two letters; or several.
    Country {
        /// Whether several may be given.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// Materials with shares that add up to 100 %.
    Composition,
    /// A list of names, substances or parts: a table, options, or text with one entry a line.
    List,
    /// Readings over time or events: a table, a document, or the address of a feed.
    Records,
}

/// An entry of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl PointKind {
    /// What it measures and in which unit, where it is a measure.
    pub fn unit(&self) -> Option<&'static Unit> {
        match self {
            Self::Quantity { unit, .. } | Self::Range { unit } => Unit::find(unit),
            Self::Percent => Unit::find("%"),
            _ => None,
        }
    }

    /// What it measures.
    pub fn dimension(&self) -> Option<Dimension> {
        self.unit().map(|u| u.dimension)
    }

    /// Whether its values may differ from language to language.
    pub fn is_prose(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::LongText | Self::List | Self::Composition | Self::Document | Self::Url
        )
    }

    /// What is wrong with the definition itself, where anything is.
    pub fn flaw(&self) -> Option<String> {
        let number = |text: &Option<String>| text.as_deref().is_none_or(|t| Decimal::parse(t).is_some());
        match self {
            Self::Quantity { unit, .. } | Self::Range { unit }
                if Unit::find(unit).is_none_or(|u| u.sign != unit) =>
            {
                Some(format!("the unit {unit} is not known"))
            }
            Self::Number { min, max, .. } if !number(min) || !number(max) => {
                Some("a limit is no number".into())
            }
            Self::Quantity { min, .. } if !number(min) => Some("the limit is no number".into()),
            Self::Codes { codes, .. } => {
                let distinct: std::collections::BTreeSet<_> = codes.iter().map(|c| &c.code).collect();
                (codes.len() < 2 || distinct.len() < codes.len())
                    .then(|| "the code list is short or repeats itself".into())
            }
            _ => None,
        }
    }

    /// The words for a person: `a measure in kg`.
    pub fn words(&self) -> String {
        match self {
            Self::Text => "a line of text".into(),
            Self::LongText => "text".into(),
            Self::Number { .. } => "a number".into(),
            Self::Percent => "a share in %".into(),
            Self::Quantity { unit, .. } => format!("a measure in {unit}"),
            Self::Range { unit } => format!("a range in {unit}"),
            Self::Date { precision } => format!("a date such as {}", precision.example()),
            Self::Boolean => "yes or no".into(),
            Self::Codes { many: false, .. } => "an entry of a list".into(),
            Self::Codes { many: true, .. } => "entries of a list".into(),
            Self::Url => "a web address".into(),
            Self::Document => "a document".into(),
            Self::Identifier { .. } => "an identifier".into(),
            Self::Country { many: false } => "a country".into(),
            Self::Country { many: true } => "countries".into(),
            Self::Composition => "materials with their shares".into(),
            Self::List => "a list".into(),
            Self::Records => "records over time".into(),
        }
    }
}
