//! When to try again and how long to wait: contracts.md 1.5.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// How waiting is done; tests put something quicker here.
pub type Sleep = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// Numbers in `[0, 1)`, each different from the last.
pub type Random = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Bounds for repeating a call that failed for a passing reason.
#[derive(Clone)]
pub struct RetryPolicy {
    /// Calls in all, the first one included.
    pub attempts: u32,
    /// Wait before the first repetition; doubles each time.
    pub base: Duration,
    /// Longest single wait we choose ourselves.
    pub max_delay: Duration,
    /// Longest time for everything together, calls and waits. A longer `Retry-After` ends the call at once.
    pub total: Duration,
    /// How to wait.
    pub sleep: Sleep,
    /// What spreads the waits of many clients that failed together.
    pub random: Random,
}

impl Default for RetryPolicy {
    /// For background work: up to five calls within a minute.
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            total: Duration::from_mins(1),
            sleep: Arc::new(|delay| Box::pin(tokio::time::sleep(delay))),
            random: Arc::new(random_fraction),
        }
    }
}

impl RetryPolicy {
    /// For a person who waits in front of a page: up to three calls within eight seconds of waiting and calling.
    pub fn interactive() -> Self {
        Self {
            attempts: 3,
            total: Duration::from_secs(8),
            ..Self::default()
        }
    }

    /// The same bounds with at most this many calls.
    #[must_use]
    pub fn at_most(&self, attempts: u32) -> Self {
        Self {
            attempts: self.attempts.min(attempts),
            ..self.clone()
        }
    }

    /// The wait after the given attempt (1 is the first): exponential, half of it random, so that many clients that
    /// failed together do not come back together.
    pub(crate) fn delay(&self, attempt: u32) -> Duration {
        let doubled = self
            .base
            .saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        let full = doubled.min(self.max_delay);
        full / 2 + (full / 2).mul_f64((self.random)().clamp(0.0, 1.0))
    }
}

/// A number in `[0, 1)` that differs from call to call. The standard library's hash seed is random enough for jitter.
fn random_fraction() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / (f64::from(u32::MAX) + 1.0)
}

/// Reads `Retry-After`: seconds or an HTTP date. Anything else counts as not sent.
pub(crate) fn retry_after(header: Option<&str>, now: DateTime<Utc>) -> Option<Duration> {
    let text = header?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc);
    Some((until - now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-21T12:00:00Z")
            .unwrap()
            .with_timezone(&Utc)
    }

    #[test]
    fn retry_after_in_every_spelling() {
        assert_eq!(retry_after(Some("7"), now()), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after(Some("Sat, 21 Nov 2026 12:00:30 GMT"), now()),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            retry_after(Some("Sat, 21 Nov 2026 11:00:00 GMT"), now()),
            Some(Duration::ZERO)
        );
        for junk in [Some("soon"), Some("-3"), Some(""), Some("1.5"), None] {
            assert_eq!(retry_after(junk, now()), None);
        }
    }

    #[test]
    fn the_random_half_of_a_wait_comes_from_outside() {
        for (random, expected) in [(0.0, 250), (0.5, 375), (7.0, 500)] {
            let policy = RetryPolicy {
                random: Arc::new(move || random),
                ..RetryPolicy::default()
            };
            assert_eq!(policy.delay(1), Duration::from_millis(expected));
        }
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        let policy = RetryPolicy::default();
        for attempt in 1..40 {
            let full = Duration::from_millis(500)
                .saturating_mul(1 << (attempt - 1).min(20))
                .min(policy.max_delay);
            let delay = policy.delay(attempt);
            assert!(delay >= full / 2 && delay <= full, "attempt {attempt}: {delay:?}");
        }
    }
}
