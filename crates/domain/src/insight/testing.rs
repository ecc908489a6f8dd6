//! Days as the tests of this module write them.

use super::Range;
use chrono::NaiveDate;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn range(first: &str, last: &str) -> Range {
    Range {
        first: day(first),
        last: day(last),
    }
}
