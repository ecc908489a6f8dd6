//! A data point: one thing that a law wants a passport to say.

use super::{Audiences, CategoryId, PointId, PointKind};
use crate::{record::Granularity, text::Labels};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A data point of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataPoint {
    /// Its id; stays the same in later versions of the profile.
    pub id: PointId,
    /// Its number or letter in the source, such as `11` or `(g)`.
    pub number: String,
    /// The group that it is shown in.
    pub group: String,
    /// Its name, in English.
    pub name: String,
    /// Its name in all languages that the profile speaks, English among them: the label of a passport's field.
    pub labels: Labels,
    /// What it means, for the person who fills it.
    pub meaning: String,
    /// The kind of its value, with the unit.
    pub kind: PointKind,
    /// Whether it must be filled, per category of the profile.
    pub requirements: BTreeMap<CategoryId, Requirement>,
    /// The level that it belongs to: a model's data point stands in the passports of its batches and items too.
    pub granularity: Granularity,
    /// Who may read it.
    pub audience: Audiences,
    /// The article that asks for it.
    pub source: String,
    /// Set where Tessera knows the value by itself, so that nobody has to map it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied_by: Option<Supply>,
    /// Something to know when filling it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Set where a fact could not be confirmed: which one, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<String>,
}

impl DataPoint {
    /// What `category` asks of it; not applicable where the category is not known.
    pub fn duty(&self, category: &CategoryId) -> Duty {
        self.requirements
            .get(category)
            .map_or(Duty::NotApplicable, |r| r.duty)
    }

    /// Whether a passport of this category and granularity has a place for it.
    pub fn applies(&self, category: &CategoryId, granularity: Granularity) -> bool {
        self.granularity <= granularity && self.duty(category).is_filled()
    }
}

/// What Tessera knows of a passport by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// The passport's own address: its unique product identifier.
    Address,
    /// The GTIN that the template takes for the address.
    Gtin,
    /// The category that was chosen with the profile.
    Category,
}

/// Whether a data point must be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// It must be filled.
    Mandatory,
    /// It must be filled where a condition holds that only the brand can judge; the requirement's note names it.
    Conditional,
    /// It may be filled.
    Voluntary,
    /// It will be asked for once a further act is adopted, and is not to be filled yet.
    Pending,
    /// It is not to be filled for this category.
    NotApplicable,
}

impl Duty {
    /// Whether a passport may say it today.
    pub fn is_filled(self) -> bool {
        matches!(self, Self::Mandatory | Self::Conditional | Self::Voluntary)
    }

    /// The words for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Conditional => "mandatory where it applies",
            Self::Voluntary => "voluntary",
            Self::Pending => "not to be filled yet",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// A duty, with the condition or reason where the source gives one. Written as the duty alone where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Requirement {
    /// Whether it must be filled.
    pub duty: Duty,
    /// The condition or the reason.
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Alone(Duty),
    #[serde(rename_all = "snake_case")]
    Noted {
        duty: Duty,
        note: String,
    },
}

impl From<Written> for Requirement {
    fn from(written: Written) -> Self {
        match written {
            Written::Alone(duty) => Self { duty, note: None },
            Written::Noted { duty, note } => Self {
                duty,
                note: Some(note),
            },
        }
    }
}

impl From<Requirement> for Written {
    fn from(requirement: Requirement) -> Self {
        let Requirement { duty, note } = requirement;
        match note {
            None => Self::Alone(duty),
            Some(note) => Self::Noted { duty, note },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_written_briefly() {
        for text in [
            r#""mandatory""#,
            r#"{"duty":"conditional","note":"if applicable"}"#,
        ] {
            let requirement: Requirement = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&requirement).unwrap(), text);
        }
        assert!(serde_json::from_str::<Requirement>(r#""required""#).is_err());
    }
}
