//! The circuit breaker of a connection, and the pause a PIM asked for.
//!
//! A PIM that is down is not helped by more calls, and a page that waits for each of them is as good as down itself.
//! After several failed calls in a row the circuit opens: calls fail at once, with the time of the next try. Then one
//! call is let through as a probe; if it succeeds the circuit closes, else it stays open twice as long.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::PimError;

/// When a circuit opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// Failed calls in a row that open it. A call that was repeated in vain counts once.
    pub failures: u32,
    /// How long it stays open the first time; doubles with every failed probe.
    pub first: TimeDelta,
    /// How long it stays open at most.
    pub longest: TimeDelta,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self {
            failures: 5,
            first: TimeDelta::seconds(30),
            longest: TimeDelta::minutes(5),
        }
    }
}

/// How a connection's circuit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circuit {
    /// Calls go through; so many have failed in a row.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// Calls fail at once.
    Open {
        /// When the next call is tried.
        retry_at: DateTime<Utc>,
        /// What happened last.
        why: String,
    },
}

/// Shared by all calls of a connection.
pub(crate) struct Breaker {
    policy: BreakerPolicy,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    open: Option<Open>,
    paused_until: Option<DateTime<Utc>>,
}

struct Open {
    until: DateTime<Utc>,
    lasts: TimeDelta,
    probing: bool,
    why: String,
}

/// Permission for one call. Says how it went; a call that is given up halfway says nothing.
pub(crate) struct Pass {
    breaker: Arc<Breaker>,
    probe: bool,
}

impl Breaker {
    pub(crate) fn new(policy: BreakerPolicy) -> Arc<Self> {
        Arc::new(Self {
            policy,
            state: Mutex::default(),
        })
    }

    /// Lets a call through, or says when to come back. `insistent` calls always pass: a person wants to know now.
    pub(crate) fn enter(self: &Arc<Self>, now: DateTime<Utc>, insistent: bool) -> Result<Pass, PimError> {
        let mut state = self.state();
        let mut probe = false;
        if let Some(open) = state.open.as_mut().filter(|_| !insistent) {
            if now < open.until || open.probing {
                return Err(PimError::CircuitOpen {
                    // While a probe is under way its outcome is a few seconds off.
                    retry_at: open.until.max(now + TimeDelta::seconds(5)),
                    why: open.why.clone(),
                });
            }
            open.probing = true;
            probe = true;
        }
        Ok(Pass {
            breaker: Arc::clone(self),
            probe,
        })
    }

    pub(crate) fn circuit(&self) -> Circuit {
        let state = self.state();
        match &state.open {
            Some(open) => Circuit::Open {
                retry_at: open.until,
                why: open.why.clone(),
            },
            None => Circuit::Closed {
                failures: state.failures,
            },
        }
    }

    /// The PIM asked for a pause, which concerns all calls of the connection.
    pub(crate) fn pause(&self, until: DateTime<Utc>) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(until));
    }

    /// What is left of the pause.
    pub(crate) fn pause_left(&self, now: DateTime<Utc>) -> Option<Duration> {
        let until = self.state().paused_until?;
        (until - now).to_std().ok().filter(|left| !left.is_zero())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// True for the one call that finds out whether the PIM is back.
    pub(crate) fn is_probe(&self) -> bool {
        self.probe
    }

    /// The PIM answered the call.
    pub(crate) fn succeeded(self) {
        self.breaker.state().paused_until = None;
        self.answered();
    }

    /// The PIM is there, though it did not do what it was asked: it wants a pause.
    pub(crate) fn answered(self) {
        let mut state = self.breaker.state();
        if state.open.take().is_some() {
            tracing::info!("the PIM answers again");
        }
        state.failures = 0;
    }

    /// The PIM did not answer, or with an error of its own.
    pub(crate) fn failed(self, now: DateTime<Utc>, why: &str) {
        let policy = self.breaker.policy;
        let mut state = self.breaker.state();
        state.failures = state.failures.saturating_add(1);
        let lasts = match &state.open {
            // Calls that were under way when it opened change nothing.
            Some(_) if !self.probe => return,
            Some(open) => (open.lasts * 2).min(policy.longest),
            None if state.failures < policy.failures => return,
            None => policy.first,
        };
        tracing::warn!(
            failures = state.failures,
            seconds = lasts.num_seconds(),
            "the PIM keeps failing, calls are paused"
        );
        state.open = Some(Open {
            until: now + lasts,
            lasts,
            probing: false,
            why: why.to_owned(),
        });
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probe
            && let Some(open) = &mut self.breaker.state().open
        {
            open.probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    fn broken() -> Arc<Breaker> {
        let breaker = Breaker::new(BreakerPolicy::default());
        for _ in 0..5 {
            breaker.enter(at(0), false).unwrap().failed(at(0), "down");
        }
        breaker
    }

    fn retry_at(breaker: &Arc<Breaker>, now: i64) -> DateTime<Utc> {
        match breaker.enter(at(now), false).map(drop) {
            Err(PimError::CircuitOpen { retry_at, .. }) => retry_at,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let breaker = Breaker::new(BreakerPolicy::default());
        for round in 0..20 {
            let pass = breaker.enter(at(0), false).unwrap();
            if round % 5 == 4 {
                pass.succeeded();
            } else {
                pass.failed(at(0), "down");
            }
        }
        assert_eq!(breaker.circuit(), Circuit::Closed { failures: 0 });
        assert_eq!(retry_at(&broken(), 0), at(30));
    }

    #[test]
    fn one_probe_decides() {
        let breaker = broken();
        let probe = breaker.enter(at(30), false).unwrap();
        assert!(probe.is_probe());
        assert_eq!(retry_at(&breaker, 30), at(35), "one at a time");
        probe.failed(at(31), "still down");
        assert_eq!(retry_at(&breaker, 40), at(91), "twice as long");
        breaker.enter(at(91), false).unwrap().succeeded();
        assert!(!breaker.enter(at(91), false).unwrap().is_probe());
    }

    #[test]
    fn an_abandoned_probe_makes_room_for_the_next() {
        let breaker = broken();
        drop(breaker.enter(at(30), false).unwrap());
        assert!(breaker.enter(at(30), false).unwrap().is_probe());
    }

    #[test]
    fn it_never_stays_open_longer_than_allowed() {
        let breaker = broken();
        let mut now = 30;
        for _ in 0..10 {
            breaker.enter(at(now), false).unwrap().failed(at(now), "down");
            let next = (retry_at(&breaker, now) - at(now)).num_seconds();
            assert!(next <= 300, "{next}");
            now += next;
        }
    }

    #[test]
    fn a_person_gets_through_and_may_close_it() {
        let breaker = broken();
        breaker.enter(at(1), true).unwrap().failed(at(1), "down");
        assert_eq!(retry_at(&breaker, 1), at(30), "asking does not make it worse");
        breaker.enter(at(2), true).unwrap().succeeded();
        breaker.enter(at(2), false).unwrap().succeeded();
    }

    #[test]
    fn pauses_end_by_time_or_success() {
        let breaker = Breaker::new(BreakerPolicy::default());
        breaker.pause(at(10));
        breaker.pause(at(5));
        assert_eq!(breaker.pause_left(at(4)), Some(Duration::from_secs(6)));
        assert_eq!(breaker.pause_left(at(10)), None);
        breaker.enter(at(4), false).unwrap().succeeded();
        assert_eq!(breaker.pause_left(at(4)), None);
    }
}
