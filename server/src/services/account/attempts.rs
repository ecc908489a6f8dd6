//! Limits on guessing, and answers that take the same time.
//!
//! Three limits stand beside each other: on one address, on the network around it, and on one account. The last one only makes
//! guessing slow: nobody can lock somebody else out for good, and a new password by mail lifts it.

use crate::{
    app::App,
    cache::{Key, Pauses},
};
use domain::Error;
use sha2::{Digest, Sha256};
use std::{future::Future, net::IpAddr, time::Duration};

const WINDOW: Duration = Duration::from_mins(15);
/// A network may try as often as this many addresses.
const ADDRESSES_PER_NETWORK: u32 = 10;
/// So many sign-in pages may be opened for one attempt.
const QUESTIONS_PER_ATTEMPT: u32 = 10;
/// Between wrong passwords for one account.
const PAUSES: Pauses = Pauses {
    free: 5,
    first: Duration::from_secs(30),
    longest: WINDOW,
    memory: Duration::from_hours(24),
};
/// Longer than any of the evened operations takes on a quiet machine.
const EVEN: Duration = Duration::from_millis(400);

/// Counts an attempt from `ip`; everything that checks a secret shares the count.
pub(in crate::services) async fn count(app: &App, ip: IpAddr) -> Result<(), Error> {
    let limit = app.config.limits.auth_attempts;
    within(app, &Key::Attempts(ip), limit).await?;
    within(
        app,
        &Key::Network(ip),
        limit.saturating_mul(ADDRESSES_PER_NETWORK),
    )
    .await
}

/// Counts a question for a passkey that goes to `ip`. It tells nothing and checks nothing, but it has to be remembered; a
/// sign-in page asks one whenever it is opened.
pub(in crate::services) async fn count_question(app: &App, ip: IpAddr) -> Result<(), Error> {
    let limit = app.config.limits.auth_attempts;
    within(
        app,
        &Key::Questions(ip),
        limit.saturating_mul(QUESTIONS_PER_ATTEMPT),
    )
    .await
}

async fn within(app: &App, key: &Key, limit: u32) -> Result<(), Error> {
    let hits = app.cache.hit(key, WINDOW).await;
    if hits.count <= limit {
        return Ok(());
    }
    tracing::warn!(count = hits.count, of = key.kind(), "too many attempts");
    Err(wait(hits.resets_in))
}

/// Takes an attempt at the account of this address, whether or not there is one. It counts as failed until
/// [`right_password`].
pub(in crate::services) async fn count_account(app: &App, email: &str) -> Result<(), Error> {
    let answer = app.cache.attempt(&account(email), &PAUSES).await;
    answer.map_err(|left| {
        tracing::warn!("too many wrong passwords for one account");
        wait(left)
    })
}

/// Forgets the failed attempts at the account of this address.
pub(in crate::services) async fn right_password(app: &App, email: &str) {
    app.cache.succeeded(&account(email)).await;
}

/// A digest, so that whoever reads Redis reads no addresses.
fn account(email: &str) -> Key {
    Key::Account(Sha256::digest(format!("attempts at {email}").as_bytes()).into())
}

fn wait(left: Duration) -> Error {
    let seconds = left.as_millis().div_ceil(1000);
    Error::RateLimited {
        retry_after_s: u32::try_from(seconds).unwrap_or(u32::MAX).max(1),
    }
}

/// Answers after a fixed time, so that the time does not tell which way was taken.
pub(in crate::services) async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let (answer, ()) = tokio::join!(work, tokio::time::sleep(EVEN));
    answer
}
