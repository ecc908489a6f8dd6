//! Which days a page is about, and those before them.

use super::{InsightQuery, LENGTHS, USUAL};
use crate::error::{Check, Error, FieldError};
use chrono::{Datelike, Days, Months, NaiveDate};

/// From this many days on a chart has a bar per month.
const BY_MONTH_FROM: u32 = 93;
const A_DAY: &str = "Enter a day such as 2026-11-21.";

/// Days in a row, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first day.
    pub first: NaiveDate,
    /// The last day; never before the first.
    pub last: NaiveDate,
}

impl Range {
    /// How many days.
    pub fn days(self) -> u32 {
        u32::try_from((self.last - self.first).num_days() + 1).unwrap_or(1)
    }

    /// The same number of days that end where these begin.
    #[must_use]
    pub fn before(self) -> Self {
        self.earlier(self.days())
    }

    /// The same days, so many days earlier.
    #[must_use]
    pub fn earlier(self, days: u32) -> Self {
        Self {
            first: back(self.first, days),
            last: back(self.last, days),
        }
    }

    /// All its days.
    pub fn each(self) -> impl Iterator<Item = NaiveDate> {
        self.first
            .iter_days()
            .take(usize::try_from(self.days()).unwrap_or(0))
    }

    /// The range cut into days or months.
    pub fn steps(self, step: Step) -> Vec<Self> {
        match step {
            Step::Day => self
                .each()
                .map(|day| Self {
                    first: day,
                    last: day,
                })
                .collect(),
            Step::Month => {
                let mut steps = Vec::new();
                let mut first = self.first;
                while first <= self.last {
                    let last = end_of_month(first).min(self.last);
                    steps.push(Self { first, last });
                    let Some(next) = last.succ_opt() else { break };
                    first = next;
                }
                steps
            }
        }
    }
}

/// What one bar of a chart is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A month, or what of it the range holds.
    Month,
}

/// Which days a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The days.
    pub range: Range,
    /// The days before them, where all of them are kept.
    pub before: Option<Range>,
    /// Whether older days were asked for than are kept.
    pub is_cut: bool,
    /// For how many days scans are kept.
    pub kept: u32,
    /// The first day that is kept.
    pub oldest: NaiveDate,
    /// Today, in UTC.
    pub today: NaiveDate,
}

impl Period {
    /// The last `days` days that are kept, today among them.
    pub fn latest(days: u32, today: NaiveDate, kept: u32) -> Self {
        Self::of(back(today, days.max(1) - 1), today, today, kept)
    }

    fn of(first: NaiveDate, last: NaiveDate, today: NaiveDate, kept: u32) -> Self {
        let oldest = back(today, kept.max(1) - 1);
        let last = last.min(today).max(oldest);
        let range = Range {
            first: first.max(oldest).min(last),
            last,
        };
        let before = range.before();
        Self {
            range,
            before: (before.first >= oldest).then_some(before),
            is_cut: first < oldest,
            kept,
            oldest,
            today,
        }
    }

    /// Days, or months where there are many of those.
    pub fn step(&self) -> Step {
        if self.range.days() < BY_MONTH_FROM {
            Step::Day
        } else {
            Step::Month
        }
    }
}

/// Understands what the address asks for. `kept` is for how many days the brand's scans are kept.
pub fn period(query: &InsightQuery, today: NaiveDate, kept: u32) -> Result<Period, Error> {
    if query.from.is_empty() && query.to.is_empty() {
        let days = match query.days.as_str() {
            "" => Some(USUAL),
            typed => typed.parse().ok().filter(|days| LENGTHS.contains(days)),
        };
        let days = days.ok_or_else(|| Error::invalid("days", "Choose 7, 30, 90 or 365 days."))?;
        return Ok(Period::latest(days, today, kept));
    }
    let mut check = Check::default();
    let (from, to) = (
        typed(&mut check, "from", &query.from),
        typed(&mut check, "to", &query.to),
    );
    check.finish()?;
    let last = to.unwrap_or(today);
    let first = from.unwrap_or_else(|| back(last.min(today), USUAL - 1));
    let oldest = back(today, kept.max(1) - 1);
    let mut check = Check::default();
    check.require(
        first <= today,
        "from",
        format!("This day has not begun. In UTC, today is {today}."),
    );
    check.require(
        last >= oldest,
        "to",
        format!("Scans are kept for {kept} days. Choose {oldest} or a later day."),
    );
    check.require(first <= last, "to", "The last day is before the first day.");
    check.finish()?;
    Ok(Period::of(first, last, today, kept))
}

fn typed(check: &mut Check, field: &str, text: &str) -> Option<NaiveDate> {
    if text.is_empty() {
        return None;
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day.filter(|day| (1900..=9999).contains(&day.year()));
    if day.is_none() {
        check.push(FieldError::new(field, A_DAY));
    }
    day
}

fn back(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into()))
        .unwrap_or(NaiveDate::MIN)
}

pub(super) fn start_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

pub(super) fn end_of_month(day: NaiveDate) -> NaiveDate {
    let next = start_of_month(day).checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::testing::{day, range};
    use proptest::prelude::*;

    fn asked(from: &str, to: &str, days: &str) -> InsightQuery {
        InsightQuery {
            from: from.into(),
            to: to.into(),
            days: days.into(),
            ..InsightQuery::default()
        }
    }

    const TODAY: &str = "2026-11-21";

    #[test]
    fn a_length_ends_today_and_is_compared_with_the_days_before() {
        let found = period(&asked("", "", "7"), day(TODAY), 365).unwrap();
        assert_eq!(found.range, range("2026-11-15", TODAY));
        assert_eq!(found.before, Some(range("2026-11-08", "2026-11-14")));
        assert_eq!((found.is_cut, found.step()), (false, Step::Day));
        let usual = period(&asked("", "", ""), day(TODAY), 365).unwrap();
        assert_eq!(usual.range.days(), 30);
        let year = period(&asked("", "", "365"), day(TODAY), 365).unwrap();
        assert_eq!((year.range.days(), year.before), (365, None));
        assert_eq!((year.is_cut, year.step()), (false, Step::Month));
    }

    #[test]
    fn what_is_no_longer_kept_is_cut_and_not_compared_with() {
        let found = period(&asked("", "", "90"), day(TODAY), 30).unwrap();
        assert_eq!((found.range.days(), found.before, found.is_cut), (30, None, true));
        let typed = period(&asked("2020-01-01", "2026-10-30", ""), day(TODAY), 30).unwrap();
        assert_eq!(typed.range, range("2026-10-23", "2026-10-30"));
        assert!(typed.is_cut && typed.before.is_none());
        let compared = period(&asked("2026-11-10", TODAY, ""), day(TODAY), 30).unwrap();
        assert_eq!(compared.before, Some(range("2026-10-29", "2026-11-09")));
    }

    #[test]
    fn one_end_is_enough_and_the_future_ends_today() {
        let from = period(&asked("2026-11-01", "", ""), day(TODAY), 365).unwrap();
        assert_eq!(from.range, range("2026-11-01", TODAY));
        let to = period(&asked("", "2026-11-01", ""), day(TODAY), 365).unwrap();
        assert_eq!(to.range, range("2026-10-03", "2026-11-01"));
        let future = period(&asked("2026-11-20", "2030-01-01", ""), day(TODAY), 365).unwrap();
        assert_eq!(future.range, range("2026-11-20", TODAY));
        // Days win over a length.
        let both = period(&asked("2026-11-20", "", "365"), day(TODAY), 365).unwrap();
        assert_eq!(both.range.days(), 2);
    }

    #[test]
    fn a_mistake_is_told_at_its_field() {
        for (query, field) in [
            (asked("yesterday", "", ""), "from"),
            (asked("", "2026-02-30", ""), "to"),
            (asked("99999-01-01", "", ""), "from"),
            (asked("2026-11-22", "", ""), "from"),
            (asked("2026-11-20", "2026-11-19", ""), "to"),
            (asked("", "2020-01-01", ""), "to"),
            (asked("", "", "8"), "days"),
            (asked("", "", "-7"), "days"),
        ] {
            let error = period(&query, day(TODAY), 365).unwrap_err();
            assert!(error.at(field).is_some(), "{query:?}: {error:?}");
        }
        let both = period(&asked("x", "y", ""), day(TODAY), 365).unwrap_err();
        assert!(both.at("from").is_some() && both.at("to").is_some());
    }

    proptest! {
        #[test]
        fn steps_follow_each_other_without_a_gap(start in 0_u64..900, length in 1_u64..500) {
            let first = day("2024-01-01") + Days::new(start);
            let range = Range { first, last: first + Days::new(length - 1) };
            for step in [Step::Day, Step::Month] {
                let steps = range.steps(step);
                prop_assert_eq!(steps[0].first, range.first);
                prop_assert_eq!(steps[steps.len() - 1].last, range.last);
                for pair in steps.windows(2) {
                    prop_assert_eq!(pair[0].last.succ_opt(), Some(pair[1].first));
                }
            }
        }

        #[test]
        fn the_period_before_is_as_long_and_ends_where_the_period_begins(start in 0_u64..900, length in 1_u64..500) {
            let first = day("2024-01-01") + Days::new(start);
            let range = Range { first, last: first + Days::new(length - 1) };
            let before = range.before();
            prop_assert_eq!(before.days(), range.days());
            prop_assert_eq!(before.last.succ_opt(), Some(range.first));
        }

        #[test]
        fn no_input_breaks_the_understanding(from in ".{0,12}", to in ".{0,12}", days in ".{0,4}") {
            if let Ok(found) = period(&asked(&from, &to, &days), day(TODAY), 90) {
                prop_assert!(found.range.first >= found.oldest && found.range.last <= found.today);
                prop_assert!(found.range.first <= found.range.last);
            }
        }
    }
}
