//! A profile as the dashboard sees it.

use super::{CategoryId, DataPoint, Duty, PointId, ProfileId};
use crate::{Error, error::Check, record::Granularity, text::Labels};
use serde::{Deserialize, Serialize};

/// A profile in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// Its name.
    pub name: String,
    /// Whether it is law.
    pub status: Status,
    /// What it covers and how far it can be relied on.
    pub summary: String,
    /// The acts and documents that it follows.
    pub law: Vec<Law>,
    /// Whose work it uses, and under which licence.
    pub credit: String,
    /// Since when, or from when, it applies: `YYYY-MM-DD`.
    pub applies_from: Option<String>,
    /// The level that the law asks for; none where it leaves it open.
    pub granularity: Option<Granularity>,
    /// The categories of products that it tells apart; one at least.
    pub categories: Vec<Category>,
    /// The groups of points in their order.
    pub groups: Vec<Group>,
    /// The data points in the order of the source.
    pub points: Vec<DataPoint>,
}

/// Whether a profile is law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It follows an act that is in force.
    InForce,
    /// It follows a proposal; it may change, and nothing may be claimed from it.
    Draft,
}

/// An act or document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its title.
    pub title: String,
    /// Where it can be read.
    pub url: String,
}

/// A category of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub name: String,
    /// Which products belong to it.
    pub meaning: String,
}

/// A group of data points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its title, in English.
    pub title: String,
    /// Its title in all languages that the profile speaks, English among them: the title of a passport's section.
    pub labels: Labels,
}

/// A profile in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRow {
    /// Its id.
    pub id: ProfileId,
    /// Its name.
    pub name: String,
    /// Whether it is law.
    pub status: Status,
    /// What it covers.
    pub summary: String,
    /// Its categories.
    pub categories: Vec<Category>,
    /// The level that the law asks for.
    pub granularity: Option<Granularity>,
    /// Number of data points.
    pub points: u32,
    /// Whether a later version of the same profile exists.
    pub superseded: bool,
}

/// What a template follows: a profile, for one category of products, at one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileChoice {
    /// The profile.
    pub id: ProfileId,
    /// The category of the template's products.
    pub category: CategoryId,
    /// The level of the template's passports.
    pub granularity: Granularity,
}

impl Profile {
    /// The data point of this id.
    pub fn point(&self, id: &PointId) -> Option<&DataPoint> {
        self.points.iter().find(|p| p.id == *id)
    }

    /// The points that a passport of this choice has a place for, in the order of the source.
    pub fn applicable<'a>(
        &'a self,
        choice: &'a ProfileChoice,
    ) -> impl Iterator<Item = (&'a DataPoint, Duty)> {
        self.points
            .iter()
            .filter(|p| p.applies(&choice.category, choice.granularity))
            .map(|p| (p, p.duty(&choice.category)))
    }

    /// The profile in a list.
    pub fn row(&self, superseded: bool) -> ProfileRow {
        ProfileRow {
            id: self.id.clone(),
            name: self.name.clone(),
            status: self.status,
            summary: self.summary.clone(),
            categories: self.categories.clone(),
            granularity: self.granularity,
            points: u32::try_from(self.points.len()).unwrap_or(u32::MAX),
            superseded,
        }
    }
}

impl ProfileChoice {
    /// Checks that `profile` is the one chosen and knows the category.
    pub fn check(&self, profile: &Profile) -> Result<(), Error> {
        let mut check = Check::default();
        check.require(profile.id == self.id, "profile.id", "Choose a profile.");
        let known = profile.categories.iter().any(|c| c.id == self.category);
        check.require(
            known,
            "profile.category",
            "Choose the category of these products.",
        );
        check.finish()
    }
}
