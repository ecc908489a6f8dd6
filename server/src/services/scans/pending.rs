//! What waits to be written: counts, and the scans themselves as far as there is room.

use super::{Opening, Told};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    BrandId, PassportId,
    scan::{Device, Dimension},
};
use std::collections::{BTreeMap, VecDeque};

/// Scans that are kept one by one while the database is away. Of older ones the counts remain.
pub(super) const SCANS_MAX: usize = 20_000;
/// Counts that are kept. Beyond that the totals alone are raised.
pub(super) const COUNTS_MAX: usize = 100_000;

/// Openings of people, and of programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) scans: i64,
    pub(super) bots: i64,
}

impl Tally {
    pub(super) fn of(device: Device) -> Self {
        let bot = i64::from(device == Device::Bot);
        Self {
            scans: 1 - bot,
            bots: bot,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.scans += other.scans;
        self.bots += other.bots;
    }
}

/// A scan that is written one by one.
#[derive(Debug)]
pub(super) struct Single {
    pub(super) brand: BrandId,
    pub(super) at: DateTime<Utc>,
    pub(super) device: Device,
    pub(super) told: Told,
}

/// By day: whose, by what, and which.
pub(super) type Key = (BrandId, Dimension, NaiveDate, String);

/// What waits.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) scans: VecDeque<Single>,
    pub(super) counts: BTreeMap<Key, Tally>,
    pub(super) passports: BTreeMap<(BrandId, NaiveDate, PassportId), Tally>,
    folded: u64,
    lost: u64,
}

impl Pending {
    /// Takes openings up.
    pub(super) fn take_up(&mut self, openings: Vec<Opening>) {
        for Opening {
            brand,
            at,
            device,
            told,
        } in openings
        {
            let (day, tally) = (at.date_naive(), Tally::of(device));
            self.raise((brand, Dimension::Total, day, String::new()), tally);
            if let Some(told) = told {
                if !self.has_room() {
                    self.lost += 1;
                    continue;
                }
                self.raise_all(brand, day, device, &told);
                self.scans.push_back(Single {
                    brand,
                    at,
                    device,
                    told,
                });
            }
        }
        while self.scans.len() > SCANS_MAX {
            self.scans.pop_front();
            self.folded += 1;
        }
    }

    fn raise_all(&mut self, brand: BrandId, day: NaiveDate, device: Device, told: &Told) {
        let tally = Tally::of(device);
        let country = told.country.clone().unwrap_or_default();
        let language = told.language.unwrap_or_default().to_owned();
        let referrer = told.referrer.clone().unwrap_or_default();
        for (dimension, key) in [
            (Dimension::Country, country),
            (Dimension::Device, device.as_str().to_owned()),
            (Dimension::Language, language),
            (Dimension::Referrer, referrer),
        ] {
            self.raise((brand, dimension, day, key), tally);
        }
        let passport = self.passports.entry((brand, day, told.passport));
        passport.or_default().add(tally);
    }

    fn raise(&mut self, key: Key, tally: Tally) {
        self.counts.entry(key).or_default().add(tally);
    }

    fn has_room(&self) -> bool {
        self.counts.len() + self.passports.len() < COUNTS_MAX
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Scans that remain as counts alone.
    pub(super) fn folded(&self) -> u64 {
        self.folded
    }

    /// Scans of which the total alone remains.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    /// All openings that wait.
    pub(super) fn total(&self) -> i64 {
        let totals = self.counts.iter().filter(|(key, _)| key.1 == Dimension::Total);
        totals.map(|(_, tally)| tally.scans + tally.bots).sum()
    }
}
