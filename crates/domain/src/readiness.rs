//! What the brand sees of readiness: the profile that a template follows, its mappings, and how complete each product is.

use crate::{
    ConnectionId, Error, Locale, PassportId, TemplateId,
    catalog::{AttributeView, ProductKey},
    error::Check,
    profile::{Duty, Mapping, PointId, PointKind, Profile, ProfileChoice, ProfileRow, Readiness, Suggestion},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of a value that is entered by hand.
pub const ENTRY_MAX: usize = 10_000;

/// What a template follows, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// The profile, for one category, at one level.
    pub choice: ProfileChoice,
    /// Where each data point comes from.
    pub mappings: Vec<Mapping>,
    /// Products below this share of mandatory points, in percent, are not published; 0 publishes all.
    pub publish_from: u8,
}

impl Compliance {
    /// The mapping of a data point.
    pub fn mapping(&self, point: &PointId) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.point == *point)
    }
}

/// How far a check of all products has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// Nobody has asked for one.
    Never,
    /// It waits or runs.
    Running {
        /// Products looked at so far.
        seen: u32,
    },
    /// It ended.
    Done {
        /// When.
        at: DateTime<Utc>,
    },
    /// It could not go on.
    Failed {
        /// When.
        at: DateTime<Utc>,
        /// Why, in words.
        why: String,
    },
}

/// A template in the list of templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateReadiness {
    /// The template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its family.
    pub family: String,
    /// The profile that it follows; none follows none.
    pub profile: Option<ProfileRow>,
    /// Data points with a source.
    pub mapped: u32,
    /// Data points that a passport of the choice has a place for.
    pub points: u32,
    /// Products that were checked.
    pub products: u32,
    /// Those without anything missing or wrong.
    pub ready: u32,
    /// The mean of their percentages; none where none was checked.
    pub average: Option<u8>,
    /// The last check.
    pub check: CheckState,
}

/// Which products the board shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those with something missing.
    Missing,
    /// Those with something wrong.
    Invalid,
    /// Those that are ready.
    Ready,
    /// Those below the share that is asked for to publish.
    Below,
}

impl Show {
    /// All, with the word in the address and the words for people.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "", "All products"),
        (Self::Missing, "missing", "Something is missing"),
        (Self::Invalid, "invalid", "Something is wrong"),
        (Self::Below, "below", "Too little to publish"),
        (Self::Ready, "ready", "Ready"),
    ];

    /// The word in the address.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(show, ..)| *show == self)
            .map_or("", |found| found.1)
    }

    /// Reads the word; anything else is all.
    pub fn of(word: &str) -> Self {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == word)
            .map_or(Self::All, |found| found.0)
    }
}

/// How the board is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The least ready first.
    #[default]
    Least,
    /// The most ready first.
    Most,
    /// By identifier.
    Identifier,
}

impl Order {
    /// All, with the word in the address and the words for people.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Least, "", "Least ready first"),
        (Self::Most, "most", "Most ready first"),
        (Self::Identifier, "identifier", "By identifier"),
    ];

    /// The word in the address.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(order, ..)| *order == self)
            .map_or("", |found| found.1)
    }

    /// Reads the word; anything else is the first.
    pub fn of(word: &str) -> Self {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == word)
            .map_or(Self::Least, |found| found.0)
    }
}

/// What the board is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardQuery {
    /// Part of an identifier.
    pub search: String,
    /// Which products.
    pub show: Show,
    /// Only products that lack this data point, or have it wrong.
    pub point: Option<PointId>,
    /// In which order.
    pub order: Order,
    /// 1, 2, 3, ...
    pub page: u32,
}

impl BoardQuery {
    /// Whether anything but the page and the order was chosen.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.show != Show::All || self.point.is_some()
    }
}

/// Products on a page of the board.
pub const BOARD_PAGE: u32 = 50;

/// A page of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The template, with the sums over all of its products.
    pub template: TemplateReadiness,
    /// The share that is asked for to publish, in percent.
    pub publish_from: u8,
    /// The products.
    pub rows: Vec<BoardRow>,
    /// Products that match the query.
    pub matches: u32,
    /// What most products lack or have wrong: the data point, its name, and how many products.
    pub gaps: Vec<Gap>,
    /// Whether the caller may change mappings and start checks.
    pub may_edit: bool,
    /// Whether the caller may publish.
    pub may_publish: bool,
}

/// A data point that products lack or have wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The data point.
    pub point: PointId,
    /// Its name.
    pub name: String,
    /// Products that lack it.
    pub missing: u32,
    /// Products with a wrong value.
    pub invalid: u32,
}

/// A product on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// How the PIM names it.
    pub key: ProductKey,
    /// Its identifier.
    pub identifier: String,
    /// The share of mandatory points that are filled.
    pub percent: u8,
    /// The names of the mandatory points without a value.
    pub missing: Vec<String>,
    /// The names of the points with a wrong value.
    pub invalid: Vec<String>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
    /// Its passport under the template.
    pub passport: Option<PassportId>,
}

/// The mapping editor of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingView {
    /// The template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its family.
    pub family: String,
    /// The profiles to choose from.
    pub profiles: Vec<ProfileRow>,
    /// The profile that is followed, with all of its data points.
    pub profile: Option<Profile>,
    /// The choice and the mappings.
    pub compliance: Option<Compliance>,
    /// Suggested sources of data points that have none, best first.
    pub suggestions: Vec<Suggestion>,
    /// The family's attributes; empty where the PIM cannot be reached.
    pub attributes: Vec<AttributeView>,
    /// Why the attributes are missing.
    pub trouble: Option<String>,
    /// The languages of the template.
    pub locales: Vec<Locale>,
    /// Whether the caller may change anything.
    pub may_edit: bool,
}

/// Where an entry by hand counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// For one product.
    Product,
    /// For all products of a family.
    Family,
    /// For all products of the connection.
    Default,
}

impl Scope {
    /// All, the closest first, with the word of forms and rows, and the words for people.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Product, "product", "This product"),
        (Self::Family, "family", "All products of this family"),
        (Self::Default, "default", "All products of this connection"),
    ];

    /// The word of forms and rows.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(scope, ..)| *scope == self)
            .map_or("", |found| found.1)
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(scope, ..)| *scope == self)
            .map_or("", |found| found.2)
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == word)
            .map(|found| found.0)
    }
}

/// A value that somebody entered, or took back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The data point.
    pub point: PointId,
    /// Where it counts.
    pub scope: Scope,
    /// The language; none counts in all.
    pub locale: Option<Locale>,
    /// As it was typed; none took the one before back.
    pub value: Option<String>,
    /// Who entered it; none where the account is gone.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Enters a value by hand, or takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enter {
    /// The template whose profile the data point is of.
    pub template: TemplateId,
    /// The product that it is entered beside.
    pub product: ProductKey,
    /// The data point.
    pub point: PointId,
    /// Where it counts.
    pub scope: Scope,
    /// The language; none counts in all.
    pub locale: Option<Locale>,
    /// The value; empty takes back what was entered there.
    pub value: String,
}

impl Enter {
    /// Checks what can be told without the profile.
    pub fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        let short = self.value.chars().count() <= ENTRY_MAX;
        check.require(short, "value", "Use 10,000 characters at most.");
        check.finish()
    }
}

/// A product, point by point.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductReadiness {
    /// The template.
    pub template: TemplateId,
    /// Its name.
    pub template_name: String,
    /// Its connection.
    pub connection: ConnectionId,
    /// How the PIM names the product.
    pub key: ProductKey,
    /// Its identifier.
    pub identifier: String,
    /// Its name.
    pub label: String,
    /// When its values were read.
    pub read_at: DateTime<Utc>,
    /// The sums.
    pub readiness: Readiness,
    /// The data points in the order of the profile.
    pub points: Vec<PointState>,
    /// The languages of the template.
    pub locales: Vec<Locale>,
    /// The share that is asked for to publish.
    pub publish_from: u8,
    /// Its passport under the template.
    pub passport: Option<PassportId>,
    /// Whether the caller may enter values.
    pub may_edit: bool,
    /// Whether the caller may publish.
    pub may_publish: bool,
}

/// One data point of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointState {
    /// Its id.
    pub point: PointId,
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What kind of value it asks for.
    pub kind: PointKind,
    /// The title of its group.
    pub group: String,
    /// Whether it must be filled.
    pub duty: Duty,
    /// The article that asks for it.
    pub source: String,
    /// How it does.
    pub state: Fill,
    /// Where its value comes from, in words.
    pub from: String,
    /// What it says, in words; per language where it differs.
    pub values: Vec<String>,
    /// What was entered by hand, newest first: the history.
    pub history: Vec<Entry>,
}

/// How a data point does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fill {
    /// It has a valid value.
    Filled,
    /// It has none, though it must.
    Missing,
    /// Its value does not fit: why.
    Invalid(String),
    /// A person has to decide whether it applies.
    Undecided,
    /// It was declared not applicable.
    Waived,
    /// It has none, and need not.
    Empty,
}
