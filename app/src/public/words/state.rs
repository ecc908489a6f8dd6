//! The words for what is true of a passport besides its versions.

use super::Message;
use serde::Deserialize;

/// Recall, status, end and other lives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateWords {
    /// The heading of a recall notice, with `{date}`.
    pub recalled: String,
    /// The link to what to do.
    pub recall_link: String,
    /// The status of that name.
    pub inactive: Message,
    /// The status of that name.
    pub archived: Message,
    /// The status of that name.
    pub invalid: Message,
    /// An end, with `{date}`.
    pub recycled: Message,
    /// An end, with `{date}`.
    pub destroyed: Message,
    /// The product had a first life.
    pub first_life: String,
    /// The link to its passport.
    pub first_life_link: String,
    /// The product has a second life.
    pub second_life: String,
    /// The link to its passport.
    pub second_life_link: String,
}
