//! Insight: how often passports were opened, when, where and with what, as a brand reads it.
//!
//! Only sums are told, and no sum that is so small that it would be about somebody: see [`groups`].

pub mod groups;
mod names;
mod range;
mod reading;
#[cfg(test)]
mod testing;
pub mod tree;

pub use names::name_of;
pub use range::{Period, Range, Step, period};
pub use reading::{Reading, Segment, reading};

use crate::{PassportId, TemplateId, text::Labels};

/// The lengths of time that are offered, in days.
pub const LENGTHS: [u32; 4] = [7, 30, 90, 365];
/// The length where none is asked for.
pub const USUAL: u32 = 30;
/// The key of scans whose reader asked not to be tracked: only the total knows of them.
pub const NOT_RECORDED: &str = "-";
/// The most rows of one table.
pub const ROWS_MAX: usize = 1000;

/// What the address asks for, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsightQuery {
    /// The first day, `2026-11-21`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// One of [`LENGTHS`], in the place of the two.
    pub days: String,
    /// The template that alone counts; empty for all.
    pub template: String,
    /// The passport that alone counts; empty for all.
    pub passport: String,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All passports of the brand.
    #[default]
    Brand,
    /// Those of a template.
    Template(TemplateId),
    /// One.
    Passport(PassportId),
}

/// The tables of the page, and so the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Days or months.
    Time,
    /// Countries.
    Country,
    /// Kinds of device.
    Device,
    /// Languages that browsers ask for.
    Language,
    /// Hosts of pages that led to a passport.
    Referrer,
    /// Templates.
    Template,
    /// Products, through their passports.
    Product,
    /// Passports.
    Passport,
}

impl What {
    /// All, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Time,
        Self::Country,
        Self::Device,
        Self::Language,
        Self::Referrer,
        Self::Template,
        Self::Product,
        Self::Passport,
    ];

    /// The word in addresses, files and, but for the first and "product", the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Country => "country",
            Self::Device => "device",
            Self::Language => "language",
            Self::Referrer => "referrer",
            Self::Template => "template",
            Self::Product => "product",
            Self::Passport => "passport",
        }
    }

    /// The table of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.word() == word)
    }

    /// Whether it is counted for the brand as a whole alone: no combination of it with a template or a passport is kept.
    pub fn is_of_brand_alone(self) -> bool {
        matches!(
            self,
            Self::Country | Self::Device | Self::Language | Self::Referrer
        )
    }
}

/// A day or a month of the period, or another piece of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its days.
    pub range: Range,
    /// Scans by people; none where they are too few to tell.
    pub scans: Option<u64>,
    /// Openings by programs.
    pub bots: u64,
    /// The same piece of the period before.
    pub before: Option<Earlier>,
}

/// The same of the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its days.
    pub range: Range,
    /// Scans by people; none where they are too few to tell.
    pub scans: Option<u64>,
}

/// Where a row of a table leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A template.
    Template(TemplateId),
    /// A product below a template.
    Product(TemplateId, String),
    /// A passport of a model.
    Passport(PassportId),
    /// A passport of a batch or an item.
    Unit(PassportId),
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A code, a host or an id; empty for what is not known.
    pub key: String,
    /// In words; for passports and products see `labels`.
    pub name: String,
    /// Names in several languages, where it has such.
    pub labels: Labels,
    /// What tells it from others of its name.
    pub detail: String,
    /// Its page.
    pub target: Option<Target>,
    /// Scans by people.
    pub scans: u64,
    /// Those of the period before; none where they are too few to tell or there is no such period.
    pub before: Option<u64>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Of what.
    pub what: What,
    /// Its rows, most scans first.
    pub rows: Vec<Row>,
    /// The scans of everything that is too small to be a row.
    pub other: u64,
    /// The scans of what would be a row, were there not so many.
    pub further: u64,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    /// Which days.
    pub period: Period,
    /// What is counted.
    pub scope: Scope,
    /// The name of the template or passport that alone counts.
    pub about: Option<(String, Labels)>,
    /// Scans by people; none where they are too few to tell.
    pub scans: Option<u64>,
    /// Openings by programs.
    pub bots: u64,
    /// Scans of the period before.
    pub before: Option<Earlier>,
    /// Days or months.
    pub points: Vec<Point>,
    /// The tables; those of which nothing is known are absent.
    pub tables: Vec<Table>,
    /// Templates to choose from.
    pub templates: Vec<(TemplateId, String)>,
    /// Whether no passport of the brand was ever scanned.
    pub is_new: bool,
}

/// How a number has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Not at all.
    Same,
    /// There was none before.
    FromNone,
    /// More, by this percentage; 0 is less than one.
    More(u64),
    /// Fewer, by this percentage; 0 is less than one.
    Fewer(u64),
}

impl Change {
    /// `12 % more than`, in front of something.
    pub fn words_before(self) -> String {
        let joint = match self {
            Self::Same | Self::FromNone | Self::More(0) | Self::Fewer(0) => "as",
            Self::More(_) | Self::Fewer(_) => "than",
        };
        format!("{} {joint}", self.words())
    }

    /// `12 % more`.
    pub fn words(self) -> String {
        match self {
            Self::Same => "As many".to_owned(),
            Self::FromNone => "New".to_owned(),
            Self::More(0) | Self::Fewer(0) => "About as many".to_owned(),
            Self::More(percent) => format!("{percent} % more"),
            Self::Fewer(percent) => format!("{percent} % fewer"),
        }
    }
}

/// From `before` to `now`.
pub fn change(now: u64, before: u64) -> Change {
    let percent = |by: u64| {
        let (by, whole) = (u128::from(by) * 100, u128::from(before));
        u64::try_from((by + whole / 2) / whole.max(1)).unwrap_or(u64::MAX)
    };
    match (now, before) {
        (now, before) if now == before => Change::Same,
        (_, 0) => Change::FromNone,
        (now, before) if now > before => Change::More(percent(now - before)),
        (now, before) => Change::Fewer(percent(before - now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_whole_percent() {
        assert_eq!(change(5, 5), Change::Same);
        assert_eq!(change(0, 0), Change::Same);
        assert_eq!(change(7, 0), Change::FromNone);
        assert_eq!(change(0, 7), Change::Fewer(100));
        assert_eq!(change(112, 100), Change::More(12));
        assert_eq!(change(995, 1000), Change::Fewer(1));
        assert_eq!(change(1001, 1000), Change::More(0));
        assert_eq!(change(2, 3), Change::Fewer(33));
        assert_eq!(change(u64::MAX, 1), Change::More(u64::MAX));
    }

    #[test]
    fn a_table_is_known_by_its_word() {
        for what in What::ALL {
            assert_eq!(What::parse(what.word()), Some(what));
        }
        assert_eq!(What::parse("visitor"), None);
    }
}
