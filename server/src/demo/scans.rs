//! Scans of the demo's passports in the last two months, so that there is something to look at. The same ones each time, written the
//! way real ones are.

use crate::{
    app::App,
    context::OpContext,
    services::{
        passports,
        scans::{Opening, Told, flush, has_any},
    },
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use domain::{BrandId, Error, PassportId, passport::ListPassports, scan::Device};

/// As many days have scans, today included.
const DAYS: u64 = 60;

/// Countries with their language and how often they come, of a hundred.
const COUNTRIES: [(Option<&str>, &str, u64); 11] = [
    (Some("DE"), "de", 38),
    (Some("AT"), "de", 9),
    (Some("FR"), "fr", 12),
    (Some("NL"), "nl", 9),
    (Some("IT"), "it", 7),
    (Some("PL"), "pl", 6),
    (Some("ES"), "es", 5),
    (Some("SE"), "sv", 4),
    (Some("DK"), "da", 3),
    (Some("US"), "en", 2),
    (None, "en", 5),
];

/// Most codes are scanned and come from nowhere.
const REFERRERS: [(Option<&str>, u64); 5] = [
    (None, 78),
    (Some("www.google.com"), 9),
    (Some("shop.nordlicht.example"), 8),
    (Some("www.bing.com"), 3),
    (Some("magazine.example"), 2),
];

const DEVICES: [(Device, u64); 4] = [
    (Device::Mobile, 74),
    (Device::Desktop, 15),
    (Device::Tablet, 5),
    (Device::Bot, 6),
];

/// Hours of the day, each as often as codes are scanned then.
const HOURS: &str = "\
    077888999AAAABBBBBCCCCCDDDDDEEEEEFFFFFGGGGGGHHHHHHIIIIIIJJJJJKKKKLLLMMN";

/// Makes them where the brand has none yet.
pub(super) async fn seed(app: &App, op: &OpContext) -> Result<(), Error> {
    let brand = op.caller.brand_id;
    if has_any(app, brand).await? {
        return Ok(());
    }
    let mut rows = passports::list(app, op, ListPassports::default()).await?.items;
    // The order of the list is that of publication, which is no two times the same.
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    let passports: Vec<PassportId> = rows.into_iter().map(|row| row.id).collect();
    let now = app.clock.now();
    for opening in openings(brand, &passports, now) {
        app.scans.note(opening);
    }
    flush(app).await;
    Ok(())
}

/// What happened in those days until now.
fn openings(brand: BrandId, passports: &[PassportId], now: DateTime<Utc>) -> Vec<Opening> {
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for back in (0..DAYS).rev() {
        let day = now.date_naive() - Days::new(back);
        for (place, passport) in passports.iter().enumerate() {
            for _ in 0..scans_of(place, day, DAYS - back, &mut dice) {
                let opening = opening(brand, *passport, day, &mut dice);
                if opening.at <= now {
                    all.push(opening);
                }
            }
        }
    }
    all
}

/// How often a passport is opened on a day: some more than others, more on weekends, and more from week to week.
fn scans_of(place: usize, day: NaiveDate, since: u64, dice: &mut Dice) -> u64 {
    let liked = [14, 9, 7, 5, 4, 3, 3, 2, 2, 1, 1, 1]
        .get(place)
        .copied()
        .unwrap_or(1);
    let weekend = u64::from(matches!(day.weekday(), Weekday::Sat | Weekday::Sun)) * liked / 2;
    let growth = liked * since / DAYS;
    (liked + weekend + growth) * (60 + dice.below(80)) / 100
}

fn opening(brand: BrandId, passport: PassportId, day: NaiveDate, dice: &mut Dice) -> Opening {
    let hours = HOURS.as_bytes();
    let at = usize::try_from(dice.below(hours.len() as u64)).unwrap_or_default();
    let hour = hours
        .get(at)
        .and_then(|b| char::from(*b).to_digit(36))
        .unwrap_or(12);
    let (minute, second) = (dice.below(60), dice.below(60));
    let small = |n: u64| u32::try_from(n).unwrap_or_default();
    let time = NaiveTime::from_hms_opt(hour.min(23), small(minute), small(second)).unwrap_or_default();
    let (country, language, _) = dice.one_of(&COUNTRIES, |c| c.2);
    let told = Told {
        passport,
        country: country.map(str::to_owned),
        language: Some(language),
        referrer: dice.one_of(&REFERRERS, |r| r.1).0.map(str::to_owned),
    };
    Opening {
        brand,
        at: day.and_time(time).and_utc(),
        device: dice.one_of(&DEVICES, |d| d.1).0,
        // One in twenty asks for privacy.
        told: (dice.below(20) > 0).then_some(told),
    }
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    /// One of them, each as often as its weight says.
    fn one_of<T: Copy, const N: usize>(&mut self, all: &[T; N], weight: impl Fn(&T) -> u64) -> T {
        let mut left = self.below(all.iter().map(&weight).sum());
        for one in all {
            let weight = weight(one);
            if left < weight {
                return *one;
            }
            left -= weight;
        }
        all[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use uuid::Uuid;

    #[test]
    fn they_are_the_same_each_time_and_none_is_to_come() {
        let brand = BrandId(Uuid::from_u128(1));
        let passports: Vec<_> = (0..12).map(|n| PassportId(Uuid::from_u128(n))).collect();
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let all = openings(brand, &passports, now);
        assert_eq!(all, openings(brand, &passports, now));
        assert!((3_000..9_000).contains(&all.len()), "{}", all.len());
        assert!(all.iter().all(|one| one.at <= now));
        let days: std::collections::BTreeSet<_> = all.iter().map(|one| one.at.date_naive()).collect();
        assert_eq!(days.len(), 60);
    }
}
