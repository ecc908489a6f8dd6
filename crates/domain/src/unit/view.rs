//! Units as the dashboard shows them.

use super::{Level, UnitField, UnitName};
use crate::{JobId, Locale, PassportId, TemplateId, passport::VersionRow, record::Granularity, text::Labels};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a command that creates units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// They are there.
    Now {
        /// New ones, and those that were signed again, because the key of their latest version was revoked.
        made: u32,
        /// Those that said the same already.
        unchanged: u32,
        /// Those that were there already and say something else: they stay as they are.
        kept: u32,
    },
    /// They are many: a job makes them.
    Job(JobId),
}

/// Changes the values of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeUnit {
    /// The unit.
    pub unit: PassportId,
    /// All its values by the field's key.
    pub values: BTreeMap<String, String>,
    /// The version that this changes: refused where there is a later one. None changes whatever there is.
    #[serde(default)]
    pub onto: Option<u32>,
}

/// Asks for a page of units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListUnits {
    /// Part of a number.
    pub search: String,
    /// Only this level.
    pub level: Option<Level>,
    /// The page, from 1.
    pub page: u32,
}

/// A unit in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Its passport.
    pub id: PassportId,
    /// What names it.
    pub name: UnitName,
    /// The path of its page.
    pub path: String,
    /// The number of its latest version.
    pub version: u32,
    /// When that was published.
    pub published_at: DateTime<Utc>,
}

/// The units below a model or a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsView {
    /// The model, or the batch.
    pub parent: PassportId,
    /// Its level.
    pub granularity: Granularity,
    /// Where it is a batch: its number and its model.
    pub batch: Option<(String, PassportId)>,
    /// The model's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// Its template.
    pub template: TemplateId,
    /// The languages of its page.
    pub locales: Vec<Locale>,
    /// Why nothing can be created below it, where nothing can.
    pub closed: Option<&'static str>,
    /// The fields of the template that units have.
    pub fields: Vec<UnitField>,
    /// The units of the page, batches first.
    pub items: Vec<UnitRow>,
    /// How many match.
    pub total: u32,
    /// How many there are of all.
    pub all: u32,
    /// The page, from 1.
    pub page: u32,
    /// Units on a page.
    pub per_page: u32,
    /// Whether the caller may create and change.
    pub may_edit: bool,
}

/// A unit on its own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitView {
    /// What the list shows.
    pub row: UnitRow,
    /// The model with its name.
    pub model: (PassportId, Labels, String),
    /// The batch of an item that is from one.
    pub batch: Option<PassportId>,
    /// The full address of its page.
    pub url: String,
    /// Its template.
    pub template: TemplateId,
    /// The languages of its page.
    pub locales: Vec<Locale>,
    /// The fields of its level.
    pub fields: Vec<UnitField>,
    /// Its values by the field's key, as somebody would type them.
    pub values: BTreeMap<String, String>,
    /// Its versions, latest first.
    pub versions: Vec<VersionRow>,
    /// Whether whoever runs the site has taken its page off it.
    pub withdrawn: bool,
    /// Whether the caller may change it.
    pub may_edit: bool,
}
