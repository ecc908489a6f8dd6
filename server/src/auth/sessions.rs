//! How long a session lives.

use chrono::{DateTime, TimeDelta, Utc};

/// A session ends at the latest after this time.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// A session that is not used for this time has ended.
pub const IDLE: TimeDelta = TimeDelta::hours(1);
/// Use is written down at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The state of a stored session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It is over.
    Ended,
    /// It lives, and its last use is fresh enough.
    Alive,
    /// It lives, and this use should be written down.
    Touch,
}

/// Judges a session by its two limits.
pub fn life(now: DateTime<Utc>, last_seen_at: DateTime<Utc>, expires_at: DateTime<Utc>) -> Life {
    let unused = now - last_seen_at;
    if now >= expires_at || unused >= IDLE {
        Life::Ended
    } else if unused >= TOUCH_EVERY {
        Life::Touch
    } else {
        Life::Alive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_for_an_hour_or_after_twelve() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let end = start + ABSOLUTE;
        let seconds = TimeDelta::seconds;
        for (now, seen, state) in [
            (start, start, Life::Alive),
            (start + seconds(59), start, Life::Alive),
            (start + seconds(60), start, Life::Touch),
            (start + seconds(3599), start, Life::Touch),
            (start + seconds(3600), start, Life::Ended),
            (end - seconds(1), end - seconds(2), Life::Alive),
            (end, end, Life::Ended),
        ] {
            assert_eq!(life(now, seen, end), state, "{now} {seen}");
        }
    }
}
