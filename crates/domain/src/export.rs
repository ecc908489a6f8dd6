//! Files that take longer than a request, as people see them.

use crate::{ExportId, job::JobState};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A file that is being made, is ready, or will not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    /// Its id.
    pub id: ExportId,
    /// What makes it.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// Parts that are made.
    pub done: u32,
    /// Parts in all, as far as is known; 0 before the work begins.
    pub total: u32,
    /// What was left out and why.
    pub notes: Vec<String>,
    /// Why it ended early.
    pub trouble: Option<String>,
    /// How the file is called.
    pub name: String,
    /// What it is.
    pub mime: String,
    /// Its length in bytes; 0 while it is not ready.
    pub size: u64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When the work began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when it can be fetched.
    pub expires_at: DateTime<Utc>,
}

impl ExportView {
    /// How much longer it takes at the pace so far.
    pub fn time_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let spent = now - self.started_at?;
        let left = self.total.checked_sub(self.done)?;
        // Before a first part is made there is no pace.
        if self.state != JobState::Running || self.done == 0 || spent < TimeDelta::zero() {
            return None;
        }
        let ms = spent.num_milliseconds().checked_mul(i64::from(left))? / i64::from(self.done);
        Some(TimeDelta::milliseconds(ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_follows_the_pace_so_far() {
        let began = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut view = ExportView {
            id: ExportId(uuid::Uuid::nil()),
            kind: "labels".into(),
            state: JobState::Running,
            done: 100,
            total: 400,
            notes: Vec::new(),
            trouble: None,
            name: "labels.pdf".into(),
            mime: "application/pdf".into(),
            size: 0,
            created_at: began,
            started_at: Some(began),
            finished_at: None,
            expires_at: began,
        };
        let now = began + TimeDelta::seconds(5);
        assert_eq!(view.time_left(now), Some(TimeDelta::seconds(15)));
        view.done = 0;
        assert_eq!(view.time_left(now), None);
    }
}
