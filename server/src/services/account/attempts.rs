//! Limits on guessing, and answers that take the same time.
//!
//! Three limits stand beside each other: on one address, on the network around it, and on one account. The last one only makes
//! guessing slow, and nobody keeps the owner out with it: strangers, the devices that the account is used with, and those who
//! are signed in are counted apart ([`Tries`]). A new password by mail lifts it for everybody.

use crate::{
    app::App,
    cache::{Key, Pauses},
};
use domain::{Error, UserId};
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
/// The same for all places together that look like a device of the account: what a browser calls itself can be copied.
const PAUSES_OF_DEVICES: Pauses = Pauses { free: 50, ..PAUSES };
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

/// What wrong passwords for an account are counted as.
pub(in crate::services) struct Tries(Vec<(Key, &'static Pauses)>);

impl Tries {
    /// Those of strangers, at the account of this address, whether or not there is one.
    pub(in crate::services) fn of_strangers(email: &str) -> Self {
        Self(vec![(named(&format!("at {email}")), &PAUSES)])
    }

    /// Those of a device that the account is used with, by its fingerprint: the guesses of others do not hold it up, and those
    /// from another network, which only claim to be this device, hold it up late.
    pub(in crate::services) fn of_device(device: &[u8; 32], ip: IpAddr) -> Self {
        let device = hex::encode(device);
        let here = format!("with {device} in {}", Key::Network(ip));
        Self(vec![
            (named(&here), &PAUSES),
            (named(&format!("with {device}")), &PAUSES_OF_DEVICES),
        ])
    }

    /// Those of somebody who is signed in: nobody else takes part in this count.
    pub(in crate::services) fn of_person(user: UserId) -> Self {
        Self(vec![(named(&format!("of {user}")), &PAUSES)])
    }

    /// Takes an attempt. It counts as failed until [`Tries::forget`].
    pub(in crate::services) async fn take(&self, app: &App) -> Result<(), Error> {
        for (key, pauses) in &self.0 {
            app.cache.attempt(key, pauses).await.map_err(|left| {
                tracing::warn!("too many wrong passwords for one account");
                wait(left)
            })?;
        }
        Ok(())
    }

    /// Forgets the failed attempts, after a right one.
    pub(in crate::services) async fn forget(&self, app: &App) {
        for (key, _) in &self.0 {
            app.cache.succeeded(key).await;
        }
    }
}

/// A digest, so that whoever reads Redis reads no addresses.
fn named(tries: &str) -> Key {
    Key::Account(Sha256::digest(format!("attempts {tries}").as_bytes()).into())
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
