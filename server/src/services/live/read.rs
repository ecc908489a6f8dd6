//! Reading a live passport from the PIM, and leaving the PIM alone when that fails.

use super::{
    Shown,
    place::{Kept, Page, Place},
};
use crate::{
    cache::{Aged, Key},
    services::{
        connections::{CHANGED_FOR, Live},
        passports::logo_path,
        publish::Plan,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use db::{
    DbError,
    queries::{passports, templates},
};
use domain::{Error, Kind, Reader};
use pim::{PimError, Product};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long the PIM is left alone after it failed, in seconds.
const PAUSE: u32 = 30;
/// The longest pause that it may ask for, in seconds.
const PAUSE_MAX: u32 = 300;
/// Readings in a minute of one connection: the PIM belongs to the brand's own people first.
const READS_MAX: u32 = 300;
/// Readings of a process at the same time: each may hold large files and decode large pictures.
static READINGS: Semaphore = Semaphore::const_new(6);
const MINUTE: Duration = Duration::from_mins(1);

/// Why a passport could not be read.
enum Trouble {
    /// Because of the PIM.
    Pim(PimError),
    /// Because of us, or of something that was told in words.
    Told(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

impl From<DbError> for Trouble {
    fn from(error: DbError) -> Self {
        Self::Told(error.into())
    }
}

impl Place {
    /// Reads the product and keeps what it says. `again` asks the PIM even where the cache has the product.
    pub(super) async fn read(&self, again: bool) -> Result<Shown, Error> {
        if let Some(seconds) = self.pause().await {
            return Ok(Shown::Later { seconds });
        }
        // News that come while the PIM is read count for the next time.
        let news = self.has_changed().await;
        if news {
            self.app.cache.forget(&self.news()).await;
        }
        let place = READINGS.acquire().await;
        let fetched = self.fetch(again || news).await;
        drop(place);
        if news && fetched.is_err() {
            self.app.cache.put_json(&self.news(), &true, CHANGED_FOR).await;
        }
        match fetched {
            Ok((kept, incomplete)) => {
                // A whole page of before is better than a new one that lacks its files; soon it is tried again.
                if incomplete && let Some(before @ Kept::Page(_)) = self.recall().await {
                    self.begin_pause(&self.own_pause(), PAUSE).await;
                    return self.shown(before);
                }
                self.keep(&kept).await;
                self.shown(kept)
            }
            Err(Trouble::Told(error @ (Error::Internal | Error::NotFound(_)))) => {
                self.begin_pause(&self.own_pause(), PAUSE).await;
                Err(error)
            }
            Err(trouble) => {
                let (key, seconds) = self.pause_after(&trouble);
                self.begin_pause(&key, seconds).await;
                Ok(Shown::Later { seconds })
            }
        }
    }

    /// The seconds that are left of a pause; also counts the reading that follows.
    async fn pause(&self) -> Option<u32> {
        let cache = &self.app.cache;
        for key in [self.pause_of_all(), self.own_pause()] {
            let until: Option<Aged<DateTime<Utc>>> = cache.get_json(&key).await;
            let left = until.map(|until| (until.value - self.app.clock.now()).num_seconds());
            if let Some(left) = left
                .and_then(|left| u32::try_from(left).ok())
                .filter(|left| *left > 0)
            {
                return Some(left);
            }
        }
        let hits = cache.hit(&Key::LiveReads(self.row.connection), MINUTE).await;
        if hits.count <= READS_MAX {
            return None;
        }
        tracing::warn!(connection = %self.row.connection, "live pages ask for too much");
        Some(u32::try_from(hits.resets_in.as_secs()).unwrap_or(PAUSE).max(1))
    }

    /// A failure that says something about the connection stops the reading of all its products.
    fn pause_after(&self, trouble: &Trouble) -> (Key, u32) {
        let Trouble::Pim(error) = trouble else {
            return (self.own_pause(), PAUSE);
        };
        let asked = match error {
            PimError::RateLimited { retry_after_s } => retry_after_s.unwrap_or_default(),
            PimError::CircuitOpen { retry_at, .. } => {
                u64::try_from((*retry_at - self.app.clock.now()).num_seconds()).unwrap_or_default()
            }
            _ => 0,
        };
        let seconds = u32::try_from(asked).unwrap_or(PAUSE_MAX).clamp(PAUSE, PAUSE_MAX);
        if error.is_about_the_request() {
            (self.own_pause(), seconds)
        } else {
            (self.pause_of_all(), seconds)
        }
    }

    async fn begin_pause(&self, key: &Key, seconds: u32) {
        let until = self.app.clock.now() + TimeDelta::seconds(i64::from(seconds));
        let life = Duration::from_secs(u64::from(seconds));
        self.app.cache.put_json(key, &until, life).await;
    }

    /// What the product says, and whether a file is missing that may well be there a moment later.
    async fn fetch(&self, again: bool) -> Result<(Kept, bool), Trouble> {
        let mut tx = self.app.db.brand(self.brand).await?;
        let template = templates::by_id(&mut tx, self.row.template).await?;
        let template = template.ok_or(Error::NotFound(Kind::Template))?;
        let logo = match template.logo_sha256 {
            Some(sha256) => passports::logo_type(&mut tx, &sha256)
                .await?
                .map(|mime| logo_path(&sha256, mime)),
            None => None,
        };
        tx.commit().await?;
        let live = Live::open(&self.app, self.brand, template.connection).await?;
        let (product, read_at) = self.product(&live, again).await.map_err(Trouble::Pim)?;
        let ours = product.filter(|p| p.family.as_ref() == Some(&template.family));
        let Some(product) = ours else {
            return Ok((Kept::Gone { read_at }, false));
        };
        let plan = Plan::open(live, template.design, &template.family).await?;
        let plan = plan.following(self.row.template).await?;
        let mapped = Box::pin(plan.map(product)).await?;
        let page = Page {
            read_at,
            // What not everybody may read is kept nowhere but in versions.
            content: mapped.content.seen_by(Reader::Public),
            branding: plan.design.branding,
            logo_path: logo,
            template_updated_at: template.updated_at,
        };
        Ok((Kept::Page(Box::new(page)), mapped.incomplete))
    }

    /// The product and when it was read: from the cache where that is young enough, else from the PIM.
    async fn product(&self, live: &Live, again: bool) -> Result<(Option<Product>, DateTime<Utc>), PimError> {
        let (key, now) = (&self.row.key, self.app.clock.now());
        if !again {
            match live.product(key).await {
                Ok(found) if found.fetched_at + self.ttl() > now => {
                    return Ok((Some(found.value), found.fetched_at));
                }
                Ok(_) => {}
                Err(PimError::NotFound { .. }) => return Ok((None, now)),
                Err(error) => return Err(error),
            }
        }
        let mut found = live.products_now(std::slice::from_ref(key)).await?;
        Ok((found.pop(), now))
    }
}
