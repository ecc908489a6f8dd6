//! Whose host a request came by, remembered for a short time: every request of the site asks.

use crate::{app::App, cache::Local};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::domains as rows;
use domain::{BrandId, Error};
use std::sync::Arc;

/// How long an answer counts. While the database is away it counts longer.
const FRESH: TimeDelta = TimeDelta::seconds(30);
/// Memory for answers, in bytes; a stranger may invent names.
const MEMORY: u64 = 4 * 1024 * 1024;
/// What an answer weighs: a name has 253 bytes at most.
const WEIGHT: u32 = 400;

/// What is remembered of a host.
struct Known {
    brand: Option<BrandId>,
    read_at: DateTime<Utc>,
}

/// What this process remembers of hosts.
pub struct KnownHosts(Local<Known>);

impl Default for KnownHosts {
    fn default() -> Self {
        Self(Local::new(MEMORY, |_| WEIGHT))
    }
}

impl KnownHosts {
    /// Forgets a host that has changed.
    pub(super) async fn forget(&self, host: &str) {
        self.0.forget(host).await;
    }
}

/// Whose verified host this is.
pub async fn brand_of(app: &App, host: &str) -> Result<Option<BrandId>, Error> {
    let now = app.clock.now();
    let known = app.hosts.0.get(host).await;
    if let Some(known) = known.as_ref().filter(|known| now - known.read_at < FRESH) {
        return Ok(known.brand);
    }
    match read(app, host).await {
        Ok(brand) => {
            let fresh = Arc::new(Known { brand, read_at: now });
            app.hosts.0.put(host.to_owned(), fresh).await;
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
