//! Drift: how published passports and the PIM have come to differ, as people see it.

mod differences;

pub use differences::{Difference, Subject, differences};

use crate::{ConnectionId, PassportId, TemplateId, passport::PassportRow, text::Labels};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a passport stands to the PIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftState {
    /// It says what the PIM says.
    Same,
    /// Publishing it again would make another version.
    Changed,
    /// The PIM has the product no longer, or does not show it to the connection.
    Gone,
    /// The product belongs to another family than the template describes.
    Moved,
}

impl DriftState {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Moved => "moved",
        }
    }

    /// The state of a word; unknown words count as the same, which the next check puts right.
    pub fn parse(word: &str) -> Self {
        [Self::Changed, Self::Gone, Self::Moved]
            .into_iter()
            .find(|state| state.word() == word)
            .unwrap_or(Self::Same)
    }
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftOrder {
    /// Read last comes first.
    #[default]
    Newest,
    /// Read first comes first.
    Oldest,
    /// Most differing fields first.
    Fields,
}

impl DriftOrder {
    /// All, with their word in the address and on the page.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Newest, "newest", "Last read first"),
        (Self::Oldest, "oldest", "Read longest ago first"),
        (Self::Fields, "fields", "Most differences first"),
    ];

    /// The order of a word; the first one where there is no such.
    pub fn parse(word: &str) -> Self {
        let found = Self::ALL.iter().find(|(_, own, _)| *own == word);
        found.map(|(order, ..)| *order).unwrap_or_default()
    }

    /// The word in the address.
    pub fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(order, ..)| *order == self);
        found.map_or("", |(_, word, _)| word)
    }
}

/// Asks for a page of drifted passports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListDrift {
    /// Part of a name, identifier or GTIN.
    pub search: String,
    /// Only this template.
    pub template: Option<TemplateId>,
    /// The order.
    pub order: DriftOrder,
    /// The page, from 1.
    pub page: u32,
}

impl ListDrift {
    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        !self.search.trim().is_empty() || self.template.is_some()
    }
}

/// A page of drifted passports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftPage {
    /// The passports.
    pub items: Vec<DriftRow>,
    /// How many match in all.
    pub total: u32,
    /// How many of those can be published again: the PIM still has their product.
    pub republishable: u32,
    /// The page, from 1.
    pub page: u32,
    /// Passports on a page.
    pub per_page: u32,
    /// The templates that may be filtered by: those with passports.
    pub templates: Vec<(TemplateId, String)>,
    /// The connections that are watched.
    pub watches: Vec<Watch>,
}

/// A passport that differs from the PIM, in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftRow {
    /// The passport.
    pub passport: PassportId,
    /// The product's name as published.
    pub name: Labels,
    /// The product's identifier.
    pub product_identifier: String,
    /// The template's name.
    pub template_name: String,
    /// What is known.
    pub mark: DriftMark,
}

/// What is known of a passport's drift without its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftMark {
    /// How it stands.
    pub state: DriftState,
    /// Number of values that differ.
    pub fields: u32,
    /// The codes of the attributes that differ.
    pub attributes: Vec<String>,
    /// Whether the template was changed after the publication.
    pub design_changed: bool,
    /// When the product was read.
    pub checked_at: DateTime<Utc>,
}

/// How a connection is watched for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The connection.
    pub connection: ConnectionId,
    /// Its name.
    pub name: String,
    /// When it was looked at last.
    pub last_run_at: Option<DateTime<Utc>>,
    /// Why the last look failed, in plain words.
    pub last_error: Option<String>,
    /// Passports that wait to be checked.
    pub waiting: u32,
}

/// One passport and how it differs from the PIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftView {
    /// The passport.
    pub row: PassportRow,
    /// How it stands as far as could be found out now.
    pub state: DriftState,
    /// Each value that differs.
    pub differences: Vec<Difference>,
    /// Whether the template was changed after the publication.
    pub design_changed: bool,
    /// When the product was read; none where it could not be.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the product could not be read now; `differences` is empty then, and the last known state is told.
    pub trouble: Option<String>,
    /// What was known before.
    pub last_known: Option<DriftMark>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for state in [
            DriftState::Same,
            DriftState::Changed,
            DriftState::Gone,
            DriftState::Moved,
        ] {
            assert_eq!(DriftState::parse(state.word()), state);
        }
        for (order, word, _) in DriftOrder::ALL {
            assert_eq!((DriftOrder::parse(word), order.word()), (order, word));
        }
        assert_eq!(DriftOrder::parse("sideways"), DriftOrder::Newest);
    }
}
