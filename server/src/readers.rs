//! How much one network may read of what is public: a bucket per /24 or /48, in this process alone.
//!
//! A shop's till or a school class behind one address does not come near it; whoever copies the whole site is slowed down. The
//! hot path asks here at each request, so that there is no question to Redis and no lock that all share. What is remembered of a
//! network is one number, and it is forgotten as soon as the bucket is full again.

use crate::cache::network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Parts that are locked one by one.
const SHARDS: usize = 64;
/// Networks that one part remembers: 262,144 in all, about ten megabytes.
const NETWORKS: usize = 4096;
/// How often a full part looks for what may be forgotten, in nanoseconds.
const SWEEP: u64 = 1_000_000_000;
/// What makes the price of one page.
const UNITS: u64 = 10;

/// What a reading costs, in tenths of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost(pub u32);

impl Cost {
    /// A page.
    pub const PAGE: Self = Self(10);
    /// Word that what the reader has is still right.
    pub const UNCHANGED: Self = Self(2);
    /// A picture or a document of a page.
    pub const FILE: Self = Self(2);
    /// What programs read: a page's facts without the page.
    pub const DATA: Self = Self(20);
    /// A page that had to be made.
    pub const MADE: Self = Self(30);
    /// An address where nothing is: whoever tries identifiers sees many of them.
    pub const UNKNOWN: Self = Self(50);
}

/// When there is something left for a network again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter {
    /// Whole seconds from now, at least one.
    pub seconds: u32,
}

/// The buckets.
#[derive(Debug)]
pub struct Readers {
    began: Instant,
    /// Nanoseconds in which a tenth of a page comes back; zero where nothing is limited.
    unit: u64,
    /// What a full bucket holds, in nanoseconds.
    burst: u64,
    shards: Box<[Mutex<Shard>]>,
}

#[derive(Debug, Default)]
struct Shard {
    /// When each bucket is full again, in nanoseconds since the beginning.
    full_at: HashMap<u64, u64>,
    swept_at: u64,
}

impl Readers {
    /// Lets each network read so many pages a minute, half a minute's worth of them at once; none is no limit.
    pub fn new(per_minute: Option<u32>) -> Self {
        let minute = 60_000_000_000;
        let unit = per_minute.map_or(0, |pages| minute / (u64::from(pages.max(1)) * UNITS));
        Self {
            began: Instant::now(),
            unit,
            burst: minute / 2,
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }

    /// Takes the price of a reading out of the bucket of the network, or tells when there will be enough in it.
    pub fn admit(&self, ip: IpAddr, cost: Cost) -> Result<(), RetryAfter> {
        self.admit_at(self.now(), ip, cost)
    }

    /// Takes what a reading cost beyond what was taken before; the bucket may owe as much as it holds.
    pub fn charge(&self, ip: IpAddr, taken: Cost, cost: Cost) {
        self.charge_at(self.now(), ip, taken, cost);
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn admit_at(&self, now: u64, ip: IpAddr, cost: Cost) -> Result<(), RetryAfter> {
        if self.unit == 0 {
            return Ok(());
        }
        self.with(now, ip, |full_at| {
            let after = *full_at + self.price(cost);
            match (after - now).checked_sub(self.burst) {
                None | Some(0) => {
                    *full_at = after;
                    Ok(())
                }
                Some(wait) => Err(RetryAfter {
                    seconds: u32::try_from(Duration::from_nanos(wait).as_secs() + 1).unwrap_or(u32::MAX),
                }),
            }
        })
    }

    fn charge_at(&self, now: u64, ip: IpAddr, taken: Cost, cost: Cost) {
        if self.unit == 0 || taken == cost {
            return;
        }
        self.with(now, ip, |full_at| {
            *full_at = if cost.0 > taken.0 {
                (*full_at + self.price(Cost(cost.0 - taken.0))).min(now + 2 * self.burst)
            } else {
                full_at
                    .saturating_sub(self.price(Cost(taken.0 - cost.0)))
                    .max(now)
            };
        });
    }

    fn price(&self, cost: Cost) -> u64 {
        u64::from(cost.0) * self.unit
    }

    /// Works on the bucket of a network. Where too many networks are remembered, this one is not.
    fn with<T>(&self, now: u64, ip: IpAddr, work: impl FnOnce(&mut u64) -> T) -> T {
        let key = key(ip);
        // The upper bits of the product depend on all bits of the key.
        let index = usize::try_from(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58).unwrap_or(0) % SHARDS;
        let mut shard = self.shards[index].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = shard.full_at.get_mut(&key) {
            *full_at = (*full_at).max(now);
            return work(full_at);
        }
        let mut full_at = now;
        let answer = work(&mut full_at);
        if shard.has_room(now) {
            shard.full_at.insert(key, full_at);
        }
        answer
    }
}

impl Shard {
    fn has_room(&mut self, now: u64) -> bool {
        if self.full_at.len() >= NETWORKS && now >= self.swept_at + SWEEP {
            self.swept_at = now;
            self.full_at.retain(|_, full_at| *full_at > now);
        }
        self.full_at.len() < NETWORKS
    }
}

/// A network as a number.
fn key(ip: IpAddr) -> u64 {
    match network(ip) {
        IpAddr::V4(v4) => u64::from(v4.to_bits()),
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments().map(u64::from);
            1 << 63 | a << 32 | b << 16 | c
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// How many readings of that price pass at that moment.
    fn passed(readers: &Readers, now: u64, at: &str, cost: Cost) -> u32 {
        let mut passed = 0;
        while readers.admit_at(now, ip(at), cost).is_ok() {
            passed += 1;
            assert!(passed < 1_000_000, "nothing is limited");
        }
        passed
    }

    #[test]
    fn a_school_class_passes_and_whoever_copies_everything_is_slowed() {
        let readers = Readers::new(Some(1200));
        // Thirty pupils, a page of nine pictures each, all in one second.
        for _ in 0..30 {
            readers.admit_at(SECOND, ip("192.0.2.7"), Cost::PAGE).unwrap();
            for _ in 0..9 {
                readers.admit_at(SECOND, ip("192.0.2.7"), Cost::FILE).unwrap();
            }
        }
        assert_eq!(passed(&readers, SECOND, "198.51.100.1", Cost::PAGE), 600);
        // Its neighbours are the same network; other networks are not.
        assert_eq!(
            readers.admit_at(SECOND, ip("198.51.100.9"), Cost::PAGE),
            Err(RetryAfter { seconds: 1 })
        );
        assert!(readers.admit_at(SECOND, ip("198.51.101.1"), Cost::PAGE).is_ok());
        assert_eq!(passed(&readers, 11 * SECOND, "198.51.100.1", Cost::PAGE), 200);
        assert_eq!(
            passed(&readers, 100 * SECOND, "198.51.100.1", Cost::UNCHANGED),
            3000
        );
    }

    #[test]
    fn what_costs_more_is_settled_afterwards_and_may_be_owed() {
        let readers = Readers::new(Some(1200));
        let at = ip("2001:db8:1:2::3");
        for n in 0.. {
            assert!(n < 200, "{n}");
            if readers.admit_at(0, at, Cost::PAGE).is_err() {
                assert_eq!(n, 120);
                break;
            }
            readers.charge_at(0, at, Cost::PAGE, Cost::UNKNOWN);
        }
        // The same /48.
        assert!(readers.admit_at(0, ip("2001:db8:1:ffff::1"), Cost::PAGE).is_err());
        assert!(readers.admit_at(0, ip("2001:db8:2::1"), Cost::PAGE).is_ok());
        for _ in 0..10_000 {
            readers.charge_at(0, at, Cost::PAGE, Cost::UNKNOWN);
        }
        let wait = readers.admit_at(0, at, Cost::PAGE).unwrap_err().seconds;
        assert!(wait <= 31, "{wait}");
        for _ in 0..10_000 {
            readers.charge_at(0, at, Cost::PAGE, Cost::UNCHANGED);
        }
        assert_eq!(
            passed(&readers, 0, "2001:db8:1::1", Cost::PAGE),
            600,
            "never more than full"
        );
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten_once_the_bucket_is_full() {
        let readers = Readers::new(Some(1200));
        let networks = || {
            (0..0x0080_0000_u32)
                .step_by(8)
                .map(|n| IpAddr::from(std::net::Ipv4Addr::from_bits(n << 8)))
        };
        for ip in networks().take(400_000) {
            readers.admit_at(0, ip, Cost::PAGE).unwrap();
        }
        let remembered = || -> usize {
            readers
                .shards
                .iter()
                .map(|s| s.lock().unwrap().full_at.len())
                .sum()
        };
        assert!(remembered() <= SHARDS * NETWORKS);
        for ip in networks().skip(500_000).take(2000) {
            readers.admit_at(60 * SECOND, ip, Cost::PAGE).unwrap();
        }
        assert!(remembered() < SHARDS * NETWORKS);
    }

    #[test]
    fn without_a_limit_nothing_is_remembered() {
        let readers = Readers::new(None);
        for _ in 0..10_000 {
            readers.admit(ip("192.0.2.1"), Cost::UNKNOWN).unwrap();
        }
        assert!(
            readers
                .shards
                .iter()
                .all(|s| s.lock().unwrap().full_at.is_empty())
        );
    }
}
