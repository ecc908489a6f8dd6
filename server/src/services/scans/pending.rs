//! What waits to be written: counts, and the scans themselves as far as there is room.

use super::{Alike, Opening, Told};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    BrandId, PassportId,
    scan::{Device, Dimension},
};
use std::collections::BTreeMap;

/// Scans that differ in something and are kept while the database is away. Of older ones the counts remain.
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
    pub(super) fn of(device: Device, number: u32) -> Self {
        let number = i64::from(number);
        match device {
            Device::Bot => Self {
                scans: 0,
                bots: number,
            },
            Device::Mobile | Device::Tablet | Device::Desktop => Self {
                scans: number,
                bots: 0,
            },
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.scans += other.scans;
        self.bots += other.bots;
    }
}

/// A scan that is written as itself; the oldest is the least.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Single {
    pub(super) at: DateTime<Utc>,
    pub(super) brand: BrandId,
    pub(super) device: Device,
    pub(super) told: Told,
}

/// By day: whose, by what, and which.
pub(super) type Key = (BrandId, Dimension, NaiveDate, String);

/// What waits.
#[derive(Default)]
pub(super) struct Pending {
    /// And how often.
    pub(super) scans: BTreeMap<Single, u32>,
    pub(super) counts: BTreeMap<Key, Tally>,
    pub(super) passports: BTreeMap<(BrandId, NaiveDate, PassportId), Tally>,
    folded: u64,
    lost: u64,
}

impl Pending {
    /// Takes openings up.
    pub(super) fn take_up(&mut self, openings: Vec<Alike>) {
        for Alike { opening, number } in openings {
            let Opening {
                brand,
                at,
                device,
                told,
            } = opening;
            let (day, tally) = (at.date_naive(), Tally::of(device, number));
            self.raise((brand, Dimension::Total, day, String::new()), tally);
            let Some(told) = told else { continue };
            if !self.has_room() {
                self.lost += u64::from(number);
                continue;
            }
            self.raise_all(brand, day, device, (&told, tally));
            let single = Single {
                at,
                brand,
                device,
                told,
            };
            let known = self.scans.entry(single).or_default();
            *known = known.saturating_add(number);
        }
        while self.scans.len() > SCANS_MAX {
            let oldest = self.scans.pop_first();
            self.folded += oldest.map_or(0, |(_, number)| u64::from(number));
        }
    }

    fn raise_all(&mut self, brand: BrandId, day: NaiveDate, device: Device, (told, tally): (&Told, Tally)) {
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
