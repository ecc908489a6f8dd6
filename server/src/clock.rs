//! Time and randomness as parameters, so that a test advances a clock and repeats a dice roll.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use uuid::{Builder, Uuid};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now, in UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// Draws random bytes that nobody can guess.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one home of the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The machine's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // A machine that cannot draw random bytes must not go on to make tokens.
        aws_lc_rs::rand::fill(bytes).expect("the machine has no source of randomness");
    }
}

/// A clock that stands still until it is told to move; for tests.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the hands.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same bytes in every run, never the same twice in one; for tests.
#[derive(Debug, Default)]
pub struct CountingRandom(AtomicU64);

impl Random for CountingRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            // An odd multiplier spreads the count over all bits and repeats nothing.
            let spread = count.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            chunk.copy_from_slice(&spread[..chunk.len()]);
        }
    }
}

/// An id that sorts by time (RFC 9562, version 7).
pub fn uuid_v7(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// 256 random bits as 43 characters that may stand in a URL or a cookie.
pub fn token_256(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A number in `[0, 1)`.
pub fn fraction(random: &dyn Random) -> f64 {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_tokens_differ() {
        let clock = ManualClock::at(DateTime::UNIX_EPOCH + Duration::days(20_000));
        let random = CountingRandom::default();
        let first = uuid_v7(&clock, &random);
        clock.advance(Duration::milliseconds(1));
        assert!(first < uuid_v7(&clock, &random));
        assert_eq!(first.get_version_num(), 7);
        let fractions = [(); 100].map(|()| fraction(&random));
        assert!(
            fractions.iter().all(|f| (0.0..1.0).contains(f))
                && fractions[0].to_bits() != fractions[1].to_bits()
        );
        assert_eq!(token_256(&SystemRandom).len(), 43);
        assert_ne!(token_256(&SystemRandom), token_256(&SystemRandom));
    }
}
