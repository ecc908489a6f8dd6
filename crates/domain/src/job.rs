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

/// How often each thing happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New versions.
    pub published: u32,
    /// Products that had not changed, and units that were there already.
    pub unchanged: u32,
    /// Products that could not be published.
    pub failed: u32,
}

impl Counts {
    /// Products dealt with.
    pub fn all(self) -> u32 {
        self.published + self.unchanged + self.failed
    }

    /// Counts one more.
    pub fn add(&mut self, result: &PublishResult) {
        match result {
            PublishResult::Published { .. } => self.published += 1,
            PublishResult::Unchanged { .. } => self.unchanged += 1,
            PublishResult::Failed { .. } => self.failed += 1,
        }
    }

    /// `3 published, 1 unchanged, 2 failed`; what did not happen is left out.
    pub fn in_words(self) -> String {
        let parts: Vec<_> = [
            (self.published, "published"),
            (self.unchanged, "unchanged"),
            (self.failed, "failed"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        if parts.is_empty() {
            "Nothing was published.".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// A publication job with its progress and a page of its report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// Where it stands.
    pub state: JobState,
    /// What happened so far.
    pub counts: Counts,
    /// Products dealt with so far.
    pub done: u32,
    /// Products that are known so far.
    pub total: u32,
    /// Whether pages of the PIM are still to be read, so that there may be more products than `total`.
    pub walking: bool,
    /// Why it ended early.
    pub trouble: Option<String>,
    /// A page of the report, one line per product dealt with: failures first, then what is new, then what is unchanged.
    pub report: Vec<PublishOutcome>,
    /// The page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl JobView {
    /// Lines on a page of the report.
    pub const PER_PAGE: u32 = 100;

    /// Whether there is something that can be published again.
    pub fn can_repeat(&self) -> bool {
        self.state.is_over() && (self.counts.failed > 0 || self.state == JobState::Failed)
    }
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
    /// A new version was made, or a live page was put up.
    Published {
        /// The passport.
        passport: PassportId,
        /// The number of the version; 0 where the page is live.
        version: u32,
        /// Remarks that do not stop a publication, such as a picture that could not be fetched.
        warnings: Vec<String>,
    },
    /// Nothing differs from the latest version, so none was made; or it was there already, and nobody asked to change it.
    Unchanged {
        /// The passport.
        passport: PassportId,
        /// The number of the version that stands; 0 where the page is live.
        version: u32,
        /// Whether that says something else than what was to be created.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        differs: bool,
    },
    /// It could not be published.
    Failed {
        /// Why, and what to do.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_leave_out_what_did_not_happen() {
        let mut counts = Counts {
            published: 3,
            ..Counts::default()
        };
        counts.add(&PublishResult::Failed { why: "no".into() });
        assert_eq!(counts.in_words(), "3 published, 1 failed");
        assert_eq!(counts.all(), 4);
        assert_eq!(Counts::default().in_words(), "Nothing was published.");
    }
}
