//! The simulator's one clock.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// The time now.
#[expect(
    clippy::disallowed_methods,
    reason = "the simulator stands in for a foreign system with a clock of its own"
)]
pub(crate) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
