//! Recording of scans, without a trace of who it was and without anybody waiting for it.
//!
//! A request leaves what little is kept of it in memory ([`Scans::note`]), and one task writes that down every two seconds, for all
//! brands in one transaction: the scans themselves, and the counts of their days and months ([`write`]). So a crash loses what is at
//! most a few seconds old. While the database is away the counts are kept (they are few, however many scans there are), and of the
//! scans themselves the latest ([`pending`]).

mod keep;
mod pending;
mod recorder;
mod write;

pub use keep::{Kept, keep};
pub use recorder::Recorder;

use crate::app::App;
use chrono::{DateTime, Utc};
use db::queries::scans as rows;
use domain::{BrandId, Error, PassportId, scan::Device};
use pending::Pending;
use std::{
    cell::Cell,
    collections::BTreeSet,
    mem::take,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// Parts of the memory, so that requests seldom meet at a lock.
const SHARDS: usize = 8;
/// Openings that differ in something and wait at most to be taken up: 100,000 are about 15 MB. More come only while the database
/// takes up nothing.
const WAITING_MAX: usize = 100_000;
/// With so many waiting nobody waits for the clock.
const MANY: usize = 10_000;
const _: () = assert!(
    MANY < pending::SCANS_MAX,
    "what comes between two writings has room"
);
/// How long writing may take until the database counts as away.
const PATIENCE: Duration = Duration::from_secs(20);
/// Attempts to write what the database refuses, before it is given up: it stands in the way of what follows.
const REFUSALS_MAX: u32 = 3;

/// What is kept of the opening of a passport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Whose passport it is.
    pub brand: BrandId,
    /// When.
    pub at: DateTime<Utc>,
    /// With what.
    pub device: Device,
    /// The rest; nothing of somebody who asks not to be followed, so that the total alone is counted.
    pub told: Option<Told>,
}

/// What is kept of an opening besides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Which passport.
    pub passport: PassportId,
    /// From which country.
    pub country: Option<String>,
    /// In which language.
    pub language: Option<&'static str>,
    /// From which host.
    pub referrer: Option<String>,
}

/// Openings that differ in nothing.
struct Alike {
    opening: Opening,
    number: u32,
}

/// The scans of this process that are not written yet.
#[derive(Default)]
pub struct Scans {
    waiting: [Mutex<Vec<Alike>>; SHARDS],
    /// How many differ in something.
    number: AtomicUsize,
    lost: AtomicU64,
    many: Notify,
    taken: tokio::sync::Mutex<Taken>,
}

/// What was taken up to be written, held by whoever writes.
#[derive(Default)]
struct Taken {
    pending: Pending,
    /// The months of which there are partitions, as year and month.
    months: BTreeSet<(i32, u32)>,
    refusals: u32,
    in_trouble: bool,
}

/// How an attempt to write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is written.
    Written,
    /// The database is away; what was not written is kept.
    Away,
}

impl Scans {
    /// Keeps an opening until it is written. It waits for nothing, and where there is no room the opening is lost.
    pub fn note(&self, opening: Opening) {
        thread_local!(static SHARD: Cell<Option<usize>> = const { Cell::new(None) });
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let shard = SHARD.get().unwrap_or_else(|| {
            let mine = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
            SHARD.set(Some(mine));
            mine
        });
        let Some(waiting) = self.waiting.get(shard) else {
            return;
        };
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // A passport that many open at once is opened alike most of the time.
        if let Some(last) = waiting.last_mut().filter(|last| last.opening == opening) {
            last.number = last.number.saturating_add(1);
            return;
        }
        if self.number.load(Ordering::Relaxed) >= WAITING_MAX {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        waiting.push(Alike { opening, number: 1 });
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        drop(waiting);
        if number == MANY {
            self.many.notify_one();
        }
    }

    /// How many openings wait in memory, and how many were lost because there was no room for them.
    pub fn waiting(&self) -> (u64, u64) {
        let of = |waiting: &Mutex<Vec<Alike>>| -> u64 {
            let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.iter().map(|alike| u64::from(alike.number)).sum()
        };
        (
            self.waiting.iter().map(of).sum(),
            self.lost.load(Ordering::Relaxed),
        )
    }

    fn take(&self) -> Vec<Alike> {
        let mut all = Vec::new();
        for waiting in &self.waiting {
            let taken = take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
            self.number.fetch_sub(taken.len(), Ordering::Relaxed);
            all.extend(taken);
        }
        all
    }
}

/// Whether anything is counted of a brand's passports.
pub async fn has_any(app: &App, brand: BrandId) -> Result<bool, Error> {
    let mut tx = app.db.brand(brand).await?;
    let any = rows::any(&mut tx).await?;
    tx.commit().await?;
    Ok(any)
}

/// Writes down what waits.
pub async fn flush(app: &App) -> Outcome {
    let mut taken = app.scans.taken.lock().await;
    let taken = &mut *taken;
    taken.pending.take_up(app.scans.take());
    if taken.pending.is_empty() {
        return Outcome::Written;
    }
    let writing = write::batch(app, &taken.pending, &taken.months);
    match tokio::time::timeout(PATIENCE, writing).await {
        Ok(Ok(months)) => {
            taken.months.extend(months);
            taken.written(app);
            Outcome::Written
        }
        Ok(Err(db::DbError::Unavailable(detail))) => taken.away(&detail),
        Err(_) => taken.away("it takes too long"),
        Ok(Err(error)) => taken.refused(app, &error),
    }
}

impl Taken {
    fn written(&mut self, app: &App) {
        let lost = app.scans.lost.swap(0, Ordering::Relaxed) + self.pending.lost();
        app.metrics.scans.written.add(self.pending.total().unsigned_abs());
        app.metrics.scans.dropped.add(lost);
        let folded = self.pending.folded();
        if self.in_trouble || lost > 0 || folded > 0 {
            tracing::warn!(
                lost,
                counted_only = folded,
                "scans are written again; of those that are counted only, the counts are complete"
            );
        }
        self.pending = Pending::default();
        (self.in_trouble, self.refusals) = (false, 0);
    }

    fn away(&mut self, detail: &str) -> Outcome {
        // Once, and not at each of the attempts that follow.
        if !self.in_trouble {
            tracing::warn!(
                detail,
                "scans cannot be written; they are kept in memory until the database is back"
            );
        }
        self.in_trouble = true;
        Outcome::Away
    }

    fn refused(&mut self, app: &App, error: &db::DbError) -> Outcome {
        self.refusals += 1;
        // A partition may have been dropped, or a brand gone, in the moment of writing.
        self.months.clear();
        if self.refusals >= REFUSALS_MAX {
            let scans = self.pending.total();
            app.metrics.scans.dropped.add(scans.unsigned_abs());
            tracing::error!(%error, scans, "the database refuses scans; they are given up");
            (self.pending, self.refusals) = (Pending::default(), 0);
            return Outcome::Written;
        }
        tracing::warn!(%error, "the database refuses scans; they are written again");
        Outcome::Away
    }
}
#[cfg(test)]
mod tests;
