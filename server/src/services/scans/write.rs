//! One batch in one transaction.

use super::pending::{Pending, Tally};
use crate::app::App;
use chrono::{Datelike, NaiveDate};
use db::{
    DbError, Tx,
    queries::scans::{self as rows, Count, Referrer, Scan, Span},
};
use domain::{
    BrandId, PassportId, TemplateId,
    scan::{Dimension, OTHER_HOSTS},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Hosts that are counted by name for a brand's day; anybody can send as many as they like.
pub(super) const HOSTS_MAX: usize = 500;

/// Year and month.
pub(super) type Month = (i32, u32);

type Counts = BTreeMap<(BrandId, Dimension, NaiveDate, String), Tally>;

/// Writes everything that waits; the months whose partitions are there now.
pub(super) async fn batch(
    app: &App,
    pending: &Pending,
    made: &BTreeSet<Month>,
) -> Result<BTreeSet<Month>, DbError> {
    let mut tx = app.db.system("write down scans").await?;
    let about = About::read(&mut tx, pending).await?;
    let months = make_months(&mut tx, pending, made).await?;
    let scans: Vec<Scan<'_>> = about.scans(pending).collect();
    if !scans.is_empty() {
        rows::insert(&mut tx, &scans).await?;
    }
    let days = bounded(&mut tx, about.counts(pending)).await?;
    let by_month = by_month(&days);
    for (span, counts) in [(Span::Day, &days), (Span::Month, &by_month)] {
        let counts: Vec<Count<'_>> = counts.iter().map(count).collect();
        if !counts.is_empty() {
            rows::count(&mut tx, span, &counts).await?;
        }
    }
    tx.commit().await?;
    Ok(months)
}

fn count<'a>(
    ((brand, dimension, from, key), tally): (&'a (BrandId, Dimension, NaiveDate, String), &Tally),
) -> Count<'a> {
    Count {
        brand: *brand,
        dimension: *dimension,
        from: *from,
        key,
        scans: tally.scans,
        bots: tally.bots,
    }
}

/// Makes partitions of months that this process has not seen yet; of those that others made it learns here.
async fn make_months(
    tx: &mut Tx,
    pending: &Pending,
    made: &BTreeSet<Month>,
) -> Result<BTreeSet<Month>, DbError> {
    let days = pending.scans.keys().map(|scan| scan.at.date_naive());
    let new: BTreeMap<Month, NaiveDate> = days
        .map(|day| ((day.year(), day.month()), day))
        .filter(|(month, _)| !made.contains(month))
        .collect();
    for day in new.values() {
        rows::make_months(tx, *day, *day).await?;
    }
    Ok(new.into_keys().collect())
}

/// What there is of what was scanned. What is gone meanwhile is left out.
struct About {
    keep_days: HashMap<BrandId, i16>,
    templates: HashMap<PassportId, TemplateId>,
}

impl About {
    async fn read(tx: &mut Tx, pending: &Pending) -> Result<Self, DbError> {
        let brands: BTreeSet<BrandId> = pending.counts.keys().map(|key| key.0).collect();
        let passports: BTreeSet<PassportId> = pending.passports.keys().map(|key| key.2).collect();
        Ok(Self {
            keep_days: rows::kept_days(tx, &brands.into_iter().collect::<Vec<_>>()).await?,
            templates: rows::templates(tx, &passports.into_iter().collect::<Vec<_>>()).await?,
        })
    }

    fn scans<'a>(&'a self, pending: &'a Pending) -> impl Iterator<Item = Scan<'a>> {
        pending.scans.iter().filter_map(|(scan, number)| {
            Some(Scan {
                brand: scan.brand,
                passport: scan.told.passport,
                template: *self.templates.get(&scan.told.passport)?,
                at: scan.at,
                country: scan.told.country.as_deref(),
                device: scan.device,
                language: scan.told.language,
                referrer: scan.told.referrer.as_deref(),
                keep_days: *self.keep_days.get(&scan.brand)?,
                number: i32::try_from(*number).unwrap_or(i32::MAX),
            })
        })
    }

    fn counts(&self, pending: &Pending) -> Counts {
        let is_there = |brand: &BrandId| self.keep_days.contains_key(brand);
        let all = pending.counts.iter().filter(|(key, _)| is_there(&key.0));
        let mut counts: Counts = all.map(|(key, tally)| (key.clone(), *tally)).collect();
        for ((brand, day, passport), tally) in &pending.passports {
            let Some(template) = self.templates.get(passport).filter(|_| is_there(brand)) else {
                continue;
            };
            for (dimension, id) in [
                (Dimension::Passport, passport.to_string()),
                (Dimension::Template, template.to_string()),
            ] {
                counts
                    .entry((*brand, dimension, *day, id))
                    .or_default()
                    .add(*tally);
            }
        }
        counts
    }
}

/// The same with hosts beyond the bound under one name.
async fn bounded(tx: &mut Tx, mut counts: Counts) -> Result<Counts, DbError> {
    let named =
        |key: &&(BrandId, Dimension, NaiveDate, String)| key.1 == Dimension::Referrer && !key.3.is_empty();
    let hosts: Vec<Referrer> = counts
        .keys()
        .filter(named)
        .map(|key| (key.0, key.2, key.3.clone()))
        .collect();
    if hosts.is_empty() {
        return Ok(counts);
    }
    let days: BTreeSet<_> = hosts.iter().map(|host| (host.0, host.1)).collect();
    let days: Vec<_> = days.into_iter().collect();
    let known = rows::known_referrers(tx, &hosts).await?;
    let mut numbers = rows::referrers_of(tx, &days).await?;
    for host in hosts.into_iter().filter(|host| !known.contains(host)) {
        let number = numbers.entry((host.0, host.1)).or_default();
        if *number < HOSTS_MAX {
            *number += 1;
            continue;
        }
        let (brand, day, name) = host;
        if let Some(tally) = counts.remove(&(brand, Dimension::Referrer, day, name)) {
            let other = (brand, Dimension::Referrer, day, OTHER_HOSTS.to_owned());
            counts.entry(other).or_default().add(tally);
        }
    }
    Ok(counts)
}

fn by_month(days: &Counts) -> Counts {
    let mut months = Counts::new();
    for ((brand, dimension, day, key), tally) in days {
        let first = day.with_day(1).unwrap_or(*day);
        let month = (*brand, *dimension, first, key.clone());
        months.entry(month).or_default().add(*tally);
    }
    months
}
