//! Limits on guessing, and answers that take the same time.

use crate::{app::App, cache::Key};
use domain::Error;
use std::{future::Future, net::IpAddr, time::Duration};

const WINDOW: Duration = Duration::from_mins(15);
/// Longer than any of the evened operations takes on a quiet machine.
const EVEN: Duration = Duration::from_millis(400);

/// Counts an attempt from `ip`; all account forms share the count.
pub(in crate::services) async fn count(app: &App, ip: IpAddr) -> Result<(), Error> {
    let hits = app.cache.hit(&Key::Attempts(ip), WINDOW).await;
    if hits.count <= app.config.limits.auth_attempts {
        return Ok(());
    }
    tracing::warn!(
        count = hits.count,
        "too many attempts at the account forms from one place"
    );
    let seconds = u32::try_from(hits.resets_in.as_secs()).unwrap_or(u32::MAX);
    Err(Error::RateLimited {
        retry_after_s: seconds.max(1),
    })
}

/// Answers after a fixed time, so that the time does not tell which way was taken.
pub(in crate::services) async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let (answer, ()) = tokio::join!(work, tokio::time::sleep(EVEN));
    answer
}
