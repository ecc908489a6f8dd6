//! Whose host a request came by, remembered for a short time: every request of the site asks.

use crate::{app::App, cache::Local};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::domains as rows;
use domain::{BrandId, Error};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// How long an answer counts. While the database is away it counts longer.
const FRESH: TimeDelta = TimeDelta::seconds(30);
/// Memory for answers, in bytes; a stranger may invent names.
const MEMORY: u64 = 4 * 1024 * 1024;
/// What an answer weighs: a name has 253 bytes at most.
const WEIGHT: u32 = 400;

/// Hosts that are looked for at the same time: names that strangers invent leave connections to the database for pages.
const LOOKING: usize = 2;
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is remembered of a host.
struct Known {
    brand: Option<BrandId>,
    read_at: DateTime<Utc>,
}

impl Known {
    fn is_fresh(&self, app: &App) -> bool {
        app.clock.now() - self.read_at < FRESH
    }
}

/// What this process remembers of hosts.
pub struct KnownHosts {
    known: Local<Known>,
    looking: Semaphore,
}

impl Default for KnownHosts {
    fn default() -> Self {
        Self {
            known: Local::new(MEMORY, |_| WEIGHT),
            looking: Semaphore::new(LOOKING),
        }
    }
}

impl KnownHosts {
    /// Forgets a host that has changed.
    pub(super) async fn forget(&self, host: &str) {
        self.known.forget(host).await;
    }
}

/// Whose verified host this is. Where too many others are asked for, the caller is told to come back: it is not the platform's for that.
pub async fn brand_of(app: &App, host: &str) -> Result<Option<BrandId>, Error> {
    let known = app.hosts.known.get(host).await;
    if let Some(known) = known.as_ref().filter(|known| known.is_fresh(app)) {
        return Ok(known.brand);
    }
    let turn = timeout(PATIENCE, app.hosts.looking.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        let busy = || Error::unavailable("Too many addresses are being looked for.");
        return known.map(|known| known.brand).ok_or_else(busy);
    };
    // Whoever was first has asked for all.
    let known = app.hosts.known.get(host).await;
    if let Some(known) = known.as_ref().filter(|known| known.is_fresh(app)) {
        return Ok(known.brand);
    }
    match read(app, host).await {
        Ok(brand) => {
            let read_at = app.clock.now();
            let fresh = Arc::new(Known { brand, read_at });
            app.hosts.known.put(host.to_owned(), fresh).await;
            Ok(brand)
        }
        Err(error) => known.map(|known| known.brand).ok_or(error),
    }
}

async fn read(app: &App, host: &str) -> Result<Option<BrandId>, Error> {
    let mut tx = app.db.public().await?;
    let brand = rows::owner(&mut tx, host).await?;
    tx.commit().await?;
    Ok(brand)
}
