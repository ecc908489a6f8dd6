//! What the database last told of each path, trusted for as long as it tells us of changes by itself.
//!
//! While the connection that listens is alive, a page that is in memory is served without a question to the database. Where it is
//! not, every request asks, as if nothing were kept here.

use crate::cache::Local;
use db::queries::passports::Head;
use domain::BrandId;
use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::time::Instant;

/// Memory for paths with a passport, in bytes.
const KNOWN_MAX: u64 = 64 * 1024 * 1024;
/// Memory for paths without one, in bytes: strangers can think of as many as they like.
const UNKNOWN_MAX: u64 = 4 * 1024 * 1024;

/// A moment in the order of the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark(u64);

struct Kept {
    head: Option<Head>,
    asked: Mark,
    weight: u32,
}

/// The heads of passports by their paths.
pub(crate) struct Heads {
    known: Local<Kept>,
    unknown: Local<Kept>,
    changed: Mutex<Changed>,
    glance: Glance,
}

/// What most who ask want to know, without waiting for one another.
struct Glance {
    began: Instant,
    /// As in [`Changed`].
    latest: AtomicU64,
    /// In nanoseconds since it began; zero is not at all.
    until: AtomicU64,
}

#[derive(Default)]
struct Changed {
    /// When each brand's pages changed last.
    brands: HashMap<BrandId, Mark>,
    /// How many changes there were: when anything changed last.
    latest: u64,
    /// Nothing from before counts.
    since: u64,
}

impl Default for Heads {
    fn default() -> Self {
        Self {
            known: Local::new(KNOWN_MAX, |kept| kept.weight),
            unknown: Local::new(UNKNOWN_MAX, |kept| kept.weight),
            changed: Mutex::default(),
            glance: Glance {
                began: Instant::now(),
                latest: AtomicU64::new(0),
                until: AtomicU64::new(0),
            },
        }
    }
}

impl Glance {
    fn nanos(&self, moment: Instant) -> u64 {
        u64::try_from(moment.saturating_duration_since(self.began).as_nanos()).unwrap_or(u64::MAX)
    }

    fn is_trusted(&self) -> bool {
        self.until.load(Ordering::Acquire) > self.nanos(Instant::now())
    }
}

impl Heads {
    /// What is under a path, where that is known without asking: a passport's head, or that there is none.
    pub(crate) async fn get(&self, path: &str) -> Option<Option<Head>> {
        if !self.is_trusted() {
            return None;
        }
        let kept = match self.known.get(path).await {
            Some(kept) => kept,
            None => self.unknown.get(path).await?,
        };
        self.counts(&kept).then(|| kept.head.clone())
    }

    /// To be taken before the database is asked: an answer from before a change is not kept as one from after it.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.changed().latest)
    }

    /// Keeps what the database told of a path after `asked`.
    pub(crate) async fn put(&self, path: &str, head: Option<Head>, asked: Mark) {
        let above = head.as_ref().map_or(0, |head| head.above.len() * 56);
        let weight = u32::try_from(path.len() * 2 + above + 320).unwrap_or(u32::MAX);
        let kept = Kept { head, asked, weight };
        let store = if kept.head.is_some() {
            &self.known
        } else {
            &self.unknown
        };
        store.put(path.to_owned(), kept.into()).await;
    }

    /// A brand's pages are not as they were.
    pub(crate) fn forget(&self, brand: BrandId) {
        let mut changed = self.changed();
        changed.latest += 1;
        let mark = Mark(changed.latest);
        changed.brands.insert(brand, mark);
        self.glance.latest.store(mark.0, Ordering::Release);
    }

    /// Nothing that was kept counts any more: changes may have been missed.
    pub(crate) fn forget_all(&self) {
        let mut changed = self.changed();
        changed.latest += 1;
        changed.since = changed.latest;
        changed.brands.clear();
        self.glance.latest.store(changed.latest, Ordering::Release);
    }

    /// What is kept may be trusted until then; from now on it may not where there is no such time.
    pub(crate) fn trust(&self, until: Option<Instant>) {
        let until = until.map_or(0, |until| self.glance.nanos(until));
        self.glance.until.store(until, Ordering::Release);
    }

    /// Trusts for that long.
    #[cfg(test)]
    pub(crate) fn trust_for(&self, time: std::time::Duration) {
        self.trust(Some(Instant::now() + time));
    }

    /// Whether what is kept counts now.
    pub(crate) fn is_trusted(&self) -> bool {
        self.glance.is_trusted()
    }

    /// Whether what was read of a brand after `mark` is still so, as far as the database would have told.
    pub(crate) fn still(&self, brand: BrandId, mark: Mark) -> bool {
        // In this order: what is trusted now was told of all that is looked at after it.
        if !self.is_trusted() {
            return false;
        }
        if mark.0 >= self.glance.latest.load(Ordering::Acquire) {
            return true;
        }
        self.told_nothing(brand, mark)
    }

    /// Whether nothing was told of a brand since `mark`; there may have been something all the same.
    pub(crate) fn told_nothing(&self, brand: BrandId, mark: Mark) -> bool {
        let changed = self.changed();
        mark.0 >= changed.brands.get(&brand).map_or(changed.since, |mark| mark.0)
    }

    fn counts(&self, kept: &Kept) -> bool {
        let changed = self.changed();
        let last = match &kept.head {
            Some(head) => changed
                .brands
                .get(&head.brand)
                .map_or(changed.since, |mark| mark.0),
            // Whose the next passport will be that gets this path, nobody knows.
            None => changed.latest,
        };
        kept.asked.0 >= last
    }

    fn changed(&self) -> std::sync::MutexGuard<'_, Changed> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::time::Duration;

    fn head(brand: BrandId) -> Head {
        Head {
            passport: uuid::Uuid::nil().into(),
            brand,
            live: false,
            hash: vec![1],
            template_updated_at: DateTime::UNIX_EPOCH,
            state_changed_at: None,
            is_withdrawn: false,
            above: Vec::new(),
            host: None,
        }
    }

    fn brand(n: u128) -> BrandId {
        uuid::Uuid::from_u128(n).into()
    }

    #[tokio::test]
    async fn nothing_is_known_unless_it_is_trusted() {
        let heads = Heads::default();
        heads.put("/p/a", Some(head(brand(1))), heads.mark()).await;
        assert_eq!(heads.get("/p/a").await, None);
        heads.trust_for(Duration::from_mins(1));
        assert_eq!(heads.get("/p/a").await, Some(Some(head(brand(1)))));
        assert_eq!(heads.get("/p/b").await, None);
        heads.trust(None);
        assert_eq!(heads.get("/p/a").await, None);
        assert!(!heads.still(brand(1), heads.mark()));
    }

    #[tokio::test]
    async fn a_change_of_a_brand_touches_its_pages_and_what_nobody_has() {
        let heads = Heads::default();
        heads.trust_for(Duration::from_mins(1));
        for (path, of) in [("/p/a", Some(1)), ("/p/b", Some(2)), ("/p/none", None)] {
            heads.put(path, of.map(brand).map(head), heads.mark()).await;
        }
        let before = heads.mark();
        assert!(heads.still(brand(1), before));
        heads.forget(brand(1));
        assert!(!heads.still(brand(1), before) && heads.still(brand(2), before));
        assert!(heads.still(brand(1), heads.mark()));
        assert_eq!(heads.get("/p/a").await, None);
        assert!(heads.get("/p/b").await.is_some());
        assert_eq!(heads.get("/p/none").await, None);
        heads.forget_all();
        assert!(!heads.still(brand(2), before));
        assert_eq!(heads.get("/p/b").await, None);
        heads.put("/p/b", Some(head(brand(2))), heads.mark()).await;
        assert!(heads.get("/p/b").await.is_some());
    }

    #[tokio::test]
    async fn an_answer_from_before_a_change_is_not_kept_as_one_from_after_it() {
        let heads = Heads::default();
        heads.trust_for(Duration::from_mins(1));
        let asked = heads.mark();
        heads.forget(brand(1));
        heads.put("/p/a", Some(head(brand(1))), asked).await;
        heads.put("/p/none", None, asked).await;
        assert_eq!(heads.get("/p/a").await, None);
        assert_eq!(heads.get("/p/none").await, None);
    }
}
