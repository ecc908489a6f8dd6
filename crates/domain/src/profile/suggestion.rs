//! A guess which attribute could feed a data point; a person confirms it.

use super::PointId;
use serde::{Deserialize, Serialize};

/// A suggested mapping. It never becomes one by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The data point.
    pub point: PointId,
    /// The attribute's code.
    pub attribute: String,
    /// How well they match, 0 to 100.
    pub score: u8,
    /// What speaks for it, as a sentence.
    pub why: String,
}

/// How far a suggestion can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Look closely.
    Low,
    /// Likely.
    Medium,
    /// Name and type agree.
    High,
}

impl Suggestion {
    /// How far it can be relied on.
    pub fn confidence(&self) -> Confidence {
        match self.score {
            80.. => Confidence::High,
            60.. => Confidence::Medium,
            _ => Confidence::Low,
        }
    }
}
