//! The words of the history: earlier versions and what changed.

use super::{Message, plural::Counted};
use serde::Deserialize;

/// Versions and changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryWords {
    /// The heading of the page, and the link to it.
    pub title: String,
    /// Stands above an earlier version, with `{number}`, `{date}`, `{latest}` and `{latest_date}`.
    pub superseded: String,
    /// The link to the latest version.
    pub latest: String,
    /// The link to a version.
    pub open: String,
    /// Of the very first version.
    pub first: String,
    /// Of a version in which nothing changed that the reader may read.
    pub nothing: String,
    /// What happened.
    pub added: String,
    /// What happened.
    pub changed: String,
    /// What happened.
    pub renamed: String,
    /// What happened.
    pub moved: String,
    /// What happened.
    pub removed: String,
    /// The product's name.
    pub name: String,
    /// The line of description.
    pub description: String,
    /// The main picture.
    pub picture: String,
    /// The brand's name.
    pub brand: String,
    /// The languages of the page.
    pub languages: String,
    /// What stands where, and how.
    pub layout: String,
    /// Changes that are not shown, with `{count}`.
    pub more: Counted,
    /// Changes in other languages, with `{count}`.
    pub elsewhere: Counted,
    /// The link to older versions.
    pub older: String,
    /// The version that was asked for does not exist.
    pub no_version: Message,
    /// There was no version yet, with `{date}`.
    pub not_yet: Message,
    /// Nothing is kept of a live passport.
    pub not_kept: Message,
    /// What was asked for is no version and no date.
    pub unclear: Message,
}
