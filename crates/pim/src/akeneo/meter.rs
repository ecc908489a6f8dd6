//! What a connection has used, and how far the PIM's clock is from ours.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{DATE, HeaderMap};

use crate::breaker::Circuit;

/// How far back calls are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(1);

/// How a connection is doing, in this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionState {
    /// Whether calls go through.
    pub circuit: Circuit,
    /// Calls within the last minute. Akeneo's limit is a hundred a second for everybody who uses the PIM.
    pub calls_last_minute: usize,
    /// Calls since the connection was opened.
    pub calls: u64,
    /// Times the PIM answered that we ask too much.
    pub limited: u64,
    /// When the present token ends; `None` before the first sign-in.
    pub token_expires_at: Option<DateTime<Utc>>,
    /// Whether the token can be renewed without the password.
    pub can_refresh: bool,
}

#[derive(Default)]
pub(super) struct Meter(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    recent: VecDeque<DateTime<Utc>>,
    calls: u64,
    limited: u64,
    /// The PIM's clock minus ours, when it answered last.
    ahead: Option<TimeDelta>,
}

impl Meter {
    pub(super) fn note_call(&self, now: DateTime<Utc>) {
        let mut counts = self.counts();
        counts.forget_before(now - WINDOW);
        counts.recent.push_back(now);
        counts.calls += 1;
    }

    pub(super) fn note_limit(&self) {
        self.counts().limited += 1;
    }

    pub(super) fn note_time(&self, headers: &HeaderMap, now: DateTime<Utc>) {
        let text = headers.get(DATE).and_then(|value| value.to_str().ok());
        if let Some(theirs) = text.and_then(|text| DateTime::parse_from_rfc2822(text).ok()) {
            self.counts().ahead = Some(theirs.with_timezone(&Utc) - now);
        }
    }

    /// A moment that is not after now on either clock.
    pub(super) fn surely_past(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let ahead = self.counts().ahead.unwrap_or_default();
        now.checked_add_signed(ahead.min(TimeDelta::zero()))
            .unwrap_or(now)
    }

    /// Calls within the last minute, calls in all, and refusals because of too many.
    pub(super) fn read(&self, now: DateTime<Utc>) -> (usize, u64, u64) {
        let mut counts = self.counts();
        counts.forget_before(now - WINDOW);
        (counts.recent.len(), counts.calls, counts.limited)
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn forget_before(&mut self, start: DateTime<Utc>) {
        while self.recent.front().is_some_and(|call| *call < start) {
            self.recent.pop_front();
        }
    }
}
