//! How the pool and the three doors are used, for whoever watches the house.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// A door.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    /// One brand's rows.
    Brand,
    /// What is published.
    Public,
    /// Across brands.
    System,
}

impl Door {
    const NAMES: [&str; 3] = ["brand", "public", "system"];
}

/// The pools and the doors at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// Each pool by its name.
    pub pools: [(&'static str, PoolSize); 2],
    /// Each door by its name.
    pub doors: [(&'static str, DoorUse); Door::NAMES.len()],
}

/// A pool at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize {
    /// Connections that there may be.
    pub max: usize,
    /// Connections that there are.
    pub size: usize,
    /// Those of them that nobody uses.
    pub idle: usize,
    /// Callers that wait for one.
    pub waiting: usize,
}

/// A door at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorUse {
    /// Transactions in progress.
    pub open: u64,
    /// Transactions since the start.
    pub opened: u64,
    /// Transactions that could not begin since the start.
    pub refused: u64,
}

#[derive(Debug, Default)]
struct Counts {
    opened: AtomicU64,
    closed: AtomicU64,
    refused: AtomicU64,
}

/// What the doors are used for.
#[derive(Debug, Default)]
pub(crate) struct Usage([Counts; Door::NAMES.len()]);

impl Usage {
    /// Counts a transaction for as long as the answer lives.
    pub(crate) fn open(usage: &Arc<Self>, door: Door) -> Open {
        usage.0[door as usize].opened.fetch_add(1, Relaxed);
        Open {
            usage: Arc::clone(usage),
            door,
        }
    }

    pub(crate) fn refused(&self, door: Door) {
        self.0[door as usize].refused.fetch_add(1, Relaxed);
    }

    pub(crate) fn read(&self) -> [(&'static str, DoorUse); Door::NAMES.len()] {
        std::array::from_fn(|index| {
            let counts = &self.0[index];
            // Read first, so that what ends meanwhile is not counted as open below zero.
            let closed = counts.closed.load(Relaxed);
            let opened = counts.opened.load(Relaxed);
            let doing = DoorUse {
                open: opened.saturating_sub(closed),
                opened,
                refused: counts.refused.load(Relaxed),
            };
            (Door::NAMES[index], doing)
        })
    }
}

/// A transaction in progress.
pub(crate) struct Open {
    usage: Arc<Usage>,
    door: Door,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.usage.0[self.door as usize].closed.fetch_add(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_open_until_it_is_dropped() {
        let usage = Arc::default();
        let (one, two) = (
            Usage::open(&usage, Door::Public),
            Usage::open(&usage, Door::Public),
        );
        drop(one);
        usage.refused(Door::System);
        let [brand, public, system] = usage.read();
        assert_eq!(brand, ("brand", DoorUse::default()));
        assert_eq!((public.1.open, public.1.opened), (1, 2));
        assert_eq!(system.1.refused, 1);
        drop(two);
        assert_eq!(usage.read()[1].1.open, 0);
    }
}
