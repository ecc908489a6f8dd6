//! Live passports: nothing of them is stored. Their pages are read from the brand's PIM, and the cache keeps what was read for the
//! brand's time to live.
//!
//! Whoever reads such a page may be anybody, so the PIM is asked sparingly: once per product at a time, never for a path that no
//! passport has, so many times a minute for a connection, and not at all for a while after it failed. Before what was read is
//! too old, and once it is known that the product has changed, it is read again behind the reader's back, so that hardly anybody waits.

mod place;
mod read;
#[cfg(test)]
mod tests;

use crate::{
    app::App,
    cache::Pauses,
    services::{
        media::{CachedMedia, cached},
        passports::{PublicHead, PublicPassport, public_head},
    },
};
use domain::Error;
use place::Place;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

/// How long a reader waits for the PIM. The reading goes on without them, and the next one finds it.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who waits for PIMs at the same time.
static WAITING: Semaphore = Semaphore::const_new(64);
/// When to come back to a reading that is under way, in seconds.
const SOON: u32 = 5;

/// How often a page is read again for the sake of a file that is not there.
const FILES: Pauses = Pauses {
    free: 1,
    first: Duration::from_secs(30),
    longest: Duration::from_mins(5),
    memory: Duration::from_mins(10),
};

/// What there is to show of a live passport.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// What the PIM says.
    Passport(Arc<PublicPassport>),
    /// The PIM has the product no longer, or not in this family.
    Gone,
    /// The PIM cannot be read, and what was read before is too old.
    Later {
        /// When to come back, in seconds.
        seconds: u32,
    },
}

/// The live passport under a path, from the cache or read now.
pub async fn show(app: &App, head: &PublicHead, path: &str) -> Result<Shown, Error> {
    show_within(app, head, path, PATIENCE).await
}

/// The same for a reader who waits so long.
async fn show_within(app: &App, head: &PublicHead, path: &str, patience: Duration) -> Result<Shown, Error> {
    let Some(place) = Place::find(app, head, path).await? else {
        return Ok(Shown::Gone);
    };
    if let Some(kept) = place.recall().await {
        if place.is_aging(&kept) || place.has_changed().await {
            read_ahead(place.clone());
        }
        return place.shown(kept);
    }
    // A PIM that hangs keeps few waiting, whatever passports they ask for: the rest of the site has its places for itself.
    let Ok(_waiting) = WAITING.try_acquire() else {
        return Ok(Shown::Later { seconds: SOON });
    };
    let deadline = Instant::now() + patience;
    let Ok(alone) = timeout_at(deadline, app.cache.alone(&place.key())).await else {
        return Ok(Shown::Later { seconds: SOON });
    };
    if let Some(kept) = place.recall().await {
        return place.shown(kept);
    }
    let reading = tokio::spawn(async move {
        let _alone = alone;
        Box::pin(place.read(false)).await
    });
    match timeout_at(deadline, reading).await {
        Ok(Ok(shown)) => shown,
        Ok(Err(error)) => {
            tracing::error!(%error, "the reading of a live passport broke off");
            Err(Error::Internal)
        }
        Err(_) => Ok(Shown::Later { seconds: SOON }),
    }
}

/// A picture or document of the live passport under a path. One that this process never had, or that had to make room, is read
/// again with its page.
pub async fn file(app: &App, path: &str, sha256: [u8; 32]) -> Result<Option<CachedMedia>, Error> {
    let head = public_head(app, path).await?;
    let Some(head) = head.filter(|head| head.live && !head.is_withdrawn) else {
        return Ok(None);
    };
    let hash = hex::encode(sha256);
    let shown = show(app, &head, path).await?;
    if !matches!(&shown, Shown::Passport(page) if String::from_utf8_lossy(&page.bytes).contains(&hash)) {
        return Ok(None);
    }
    let found = cached(app, head.brand, sha256).await?;
    let place = Place::find(app, &head, path).await?;
    let (None, Some(place)) = (&found, place) else {
        return Ok(found);
    };
    if app.cache.attempt(&place.files(), &FILES).await.is_ok() {
        // It goes on whether or not somebody still waits for it.
        let reading = tokio::spawn(async move {
            let _alone = place.app.cache.alone(&place.key()).await;
            Box::pin(place.read(true)).await
        });
        if let Ok(Ok(read)) = timeout_at(Instant::now() + PATIENCE, reading).await {
            read?;
        }
    }
    cached(app, head.brand, sha256).await
}

/// Reads a passport again that is shown as it was. Where that fails, the next reader tries once more after a pause.
fn read_ahead(place: Place) {
    tokio::spawn(async move {
        let Some(_alone) = place.alone_now().await else {
            return;
        };
        // Another reader may have seen to it meanwhile.
        let kept = place.recall().await;
        let young = kept.is_some_and(|kept| !place.is_aging(&kept));
        if young && !place.has_changed().await {
            return;
        }
        if let Err(error) = Box::pin(place.read(true)).await {
            tracing::warn!(passport = %place.passport, %error, "a live passport could not be read again");
        }
    });
}
