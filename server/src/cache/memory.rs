//! The cache of one process. It takes the time from the injected clock, so tests let values grow old.

use super::{Hits, Pauses};
use crate::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache as Moka;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Memory for values, in bytes.
const VALUES_MAX: u64 = 128 * 1024 * 1024;
/// Counters that are kept before the run-out ones are thrown away.
const COUNTERS_MAX: usize = 10_000;

/// Counts with the ends of their windows.
type Counters = HashMap<String, (u32, DateTime<Utc>)>;

/// Failed attempts.
struct Failures {
    count: u32,
    /// No attempt is taken before.
    pause_ends: DateTime<Utc>,
    /// Then they are forgotten.
    until: DateTime<Utc>,
}

#[derive(Clone)]
struct Entry {
    text: Arc<str>,
    until: DateTime<Utc>,
}

/// Values and counters.
#[derive(Clone)]
pub(super) struct Memory {
    values: Moka<String, Entry>,
    counters: Arc<Mutex<Counters>>,
    failures: Arc<Mutex<HashMap<String, Failures>>>,
    clock: Arc<dyn Clock>,
}

impl Memory {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let weigh = |key: &String, entry: &Entry| {
            u32::try_from(key.len() + entry.text.len() + 64).unwrap_or(u32::MAX)
        };
        let values = Moka::builder().max_capacity(VALUES_MAX).weigher(weigh).build();
        Self {
            values,
            counters: Arc::default(),
            failures: Arc::default(),
            clock,
        }
    }

    pub(super) async fn get(&self, name: &str) -> Option<String> {
        let entry = self.values.get(name).await?;
        if entry.until > self.clock.now() {
            return Some(entry.text.as_ref().to_owned());
        }
        self.values.invalidate(name).await;
        None
    }

    pub(super) async fn put(&self, name: String, text: String, ttl: Duration) {
        let until = self.clock.now() + delta(ttl);
        self.values
            .insert(
                name,
                Entry {
                    text: text.into(),
                    until,
                },
            )
            .await;
    }

    pub(super) async fn forget(&self, name: &str) {
        self.values.invalidate(name).await;
    }

    pub(super) fn hit(&self, name: String, window: Duration) -> Hits {
        let now = self.clock.now();
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if counters.len() >= COUNTERS_MAX {
            counters.retain(|_, (_, until)| *until > now);
        }
        let (count, until) = counters.entry(name).or_insert((0, now + delta(window)));
        if *until <= now {
            (*count, *until) = (0, now + delta(window));
        }
        *count = count.saturating_add(1);
        Hits {
            count: *count,
            resets_in: (*until - now).to_std().unwrap_or_default(),
        }
    }

    /// How long to wait; zero where the attempt is taken.
    pub(super) fn attempt(&self, name: String, pauses: &Pauses) -> Duration {
        let now = self.clock.now();
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= COUNTERS_MAX {
            all.retain(|_, failures| failures.until > now);
        }
        let failures = all.entry(name).or_insert(Failures {
            count: 0,
            pause_ends: now,
            until: now,
        });
        if failures.until <= now {
            failures.count = 0;
        }
        if failures.pause_ends > now {
            return (failures.pause_ends - now).to_std().unwrap_or_default();
        }
        failures.count = failures.count.saturating_add(1);
        failures.pause_ends = now + delta(pauses.after(failures.count));
        failures.until = now + delta(pauses.memory);
        Duration::ZERO
    }

    pub(super) fn succeeded(&self, name: &str) {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(name);
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX / 4)
}
