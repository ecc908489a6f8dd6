//! How a period and the one before it are read in few rows.
//!
//! What was counted until a day is the months before it and the days of its month so far, or that month too without its other
//! days, whichever are fewer. A period is what was counted until its end without what was counted until its beginning, which is
//! also the end of the period before: so at most half a month of days is read for each of the three.

use super::range::{Period, Range, end_of_month, start_of_month};
use chrono::{Days, NaiveDate};

/// Days or months that are read, and how often each counts for the period and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The days; of months, from the first day of the first to the last of the last.
    pub range: Range,
    /// For the period: 1, 0 or -1.
    pub now: i64,
    /// For the period before.
    pub before: i64,
}

/// What is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// At most two.
    pub months: Vec<Segment>,
    /// At most four.
    pub days: Vec<Segment>,
}

/// A moment, from where it is counted.
struct Mark {
    /// The first day of the month before which all months count.
    months: NaiveDate,
    /// The days between that and the moment, and whether they count too much (-1) or too little (1).
    days: Option<(Range, i64)>,
}

impl Mark {
    fn count(&self) -> u32 {
        self.days.map_or(0, |(range, _)| range.days())
    }
}

/// What has to be read for a period and the one before.
pub fn reading(period: &Period) -> Reading {
    let mut reading = Reading::default();
    reading.add(period, period.range, (1, 0));
    if let Some(before) = period.before {
        reading.add(period, before, (0, 1));
    }
    reading
}

impl Reading {
    fn add(&mut self, period: &Period, range: Range, counts: (i64, i64)) {
        let begin = mark(period, range.first);
        let end = mark(period, next(range.last));
        if range.days() <= begin.count() + end.count() {
            push(&mut self.days, range, counts, 1);
            return;
        }
        let (first, last, sign) = if begin.months <= end.months {
            (begin.months, end.months, 1)
        } else {
            (end.months, begin.months, -1)
        };
        if let Some(months) = up_to(first, last) {
            push(&mut self.months, months, counts, sign);
        }
        if let Some((days, sign)) = end.days {
            push(&mut self.days, days, counts, sign);
        }
        if let Some((days, sign)) = begin.days {
            push(&mut self.days, days, counts, -sign);
        }
    }
}

/// The same days are read once.
fn push(segments: &mut Vec<Segment>, range: Range, (now, before): (i64, i64), sign: i64) {
    let (now, before) = (now * sign, before * sign);
    if let Some(known) = segments.iter_mut().find(|segment| segment.range == range) {
        (known.now, known.before) = (known.now + now, known.before + before);
    } else {
        segments.push(Segment { range, now, before });
    }
}

fn mark(period: &Period, moment: NaiveDate) -> Mark {
    let month = start_of_month(moment);
    let following = next(end_of_month(moment));
    if moment > period.today {
        // Nothing has happened since, so that the current month is whole.
        let months = if moment == month { month } else { following };
        return Mark { months, days: None };
    }
    let (so_far, rest) = (up_to(month, moment), up_to(moment, following));
    let length = |range: Option<Range>| range.map_or(0, Range::days);
    // Days that are kept no longer may still be in their month.
    if month >= period.oldest && length(so_far) <= length(rest) {
        Mark {
            months: month,
            days: so_far.map(|range| (range, 1)),
        }
    } else {
        Mark {
            months: following,
            days: rest.map(|range| (range, -1)),
        }
    }
}

/// From `first` to the day before `end`.
fn up_to(first: NaiveDate, end: NaiveDate) -> Option<Range> {
    let last = end.pred_opt()?;
    (first <= last).then_some(Range { first, last })
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::{
        InsightQuery,
        testing::{day, range},
    };
    use chrono::Datelike;
    use proptest::prelude::*;

    #[test]
    fn a_year_is_its_months_and_the_days_at_the_beginning() {
        let year = reading(&Period::latest(365, day("2026-11-21"), 365));
        assert_eq!(
            year.months,
            [Segment {
                range: range("2025-12-01", "2026-11-30"),
                now: 1,
                before: 0
            }]
        );
        assert_eq!(
            year.days,
            [Segment {
                range: range("2025-11-22", "2025-11-30"),
                now: 1,
                before: 0
            }]
        );
    }

    #[test]
    fn the_day_between_two_periods_is_read_once() {
        let month = reading(&Period::latest(30, day("2026-11-21"), 365));
        assert_eq!(month.months.len(), 2);
        let days: Vec<_> = month.days.iter().map(|s| (s.range, s.now, s.before)).collect();
        assert_eq!(
            days,
            [
                (range("2026-10-23", "2026-10-31"), 1, -1),
                (range("2026-09-23", "2026-09-30"), 0, 1)
            ]
        );
    }

    #[test]
    fn a_few_days_are_read_as_they_are() {
        let week = reading(&Period::latest(1, day("2026-11-21"), 365));
        assert_eq!(week.days.len(), 2);
        assert!(week.months.is_empty());
    }

    proptest! {
        #[test]
        fn what_is_read_comes_to_what_was_counted(
            first in 0_u64..500, length in 1_u64..400, today in 0_u64..500, kept in prop::sample::select(vec![30_u32, 90, 365]),
            counts in prop::collection::vec(0_i64..50, 1100),
        ) {
            let origin = day("2024-01-01");
            let today = origin + Days::new(400 + today);
            let first = origin + Days::new(first + 300);
            let query = InsightQuery {
                from: first.to_string(),
                to: (first + Days::new(length - 1)).to_string(),
                ..InsightQuery::default()
            };
            let Ok(period) = super::super::period(&query, today, kept) else { return Ok(()) };
            let counted = |day: NaiveDate| {
                let at = usize::try_from((day - origin).num_days()).unwrap();
                if day <= today { counts[at] } else { 0 }
            };
            // A month knows of days that are kept no longer.
            let months = |range: Range| range.each().map(counted).sum::<i64>();
            let days = |range: Range| range.each().filter(|day| *day >= period.oldest).map(counted).sum::<i64>();
            let reading = reading(&period);
            prop_assert!(reading.months.len() <= 2 && reading.days.len() <= 4);
            prop_assert!(reading.months.iter().all(|s| s.range.first.day() == 1 && s.range.last == end_of_month(s.range.last)));
            prop_assert!(reading.days.iter().map(|s| s.range.days()).sum::<u32>() <= 3 * 31);
            let sum = |of: fn(&Segment) -> i64| {
                reading.months.iter().map(|s| of(s) * months(s.range)).sum::<i64>()
                    + reading.days.iter().map(|s| of(s) * days(s.range)).sum::<i64>()
            };
            prop_assert_eq!(sum(|s| s.now), days(period.range));
            prop_assert_eq!(sum(|s| s.before), period.before.map_or(0, days));
        }
    }
}
