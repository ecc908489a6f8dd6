//! Background work as people see it.

use crate::{JobId, PassportId, catalog::ProductKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for a worker.
    Queued,
    /// Under way.
    Running,
    /// Done; the report says what failed, if anything.
    Done,
    /// Stopped by a person.
    Cancelled,
    /// Given up after a defect.
    Failed,
}

impl JobState {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The state of a word; unknown words count as failed.
    pub fn parse(word: &str) -> Self {
        [Self::Queued, Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|s| s.word() == word)
            .unwrap_or(Self::Failed)
    }

    /// Whether nothing will change any more.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// A publication job with its progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// Where it stands.
    pub state: JobState,
    /// Products dealt with so far.
    pub done: u32,
    /// Products asked for.
    pub total: u32,
    /// One line per product dealt with.
    pub report: Vec<PublishOutcome>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What publishing did for one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishOutcome {
    /// The product.
    pub key: ProductKey,
    /// Its identifier or name, for people.
    pub label: String,
    /// What happened.
    pub result: PublishResult,
}

/// What happened to one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum PublishResult {
    /// A new version was made.
    Published {
        /// The passport.
        passport: PassportId,
        /// The number of the version.
        version: u32,
        /// Remarks that do not stop a publication, such as a picture that could not be fetched.
        warnings: Vec<String>,
    },
    /// Nothing differs from the latest version, so none was made.
    Unchanged {
        /// The passport.
        passport: PassportId,
        /// The number of the version that stands.
        version: u32,
    },
    /// It could not be published.
    Failed {
        /// Why, and what to do.
        why: String,
    },
}
