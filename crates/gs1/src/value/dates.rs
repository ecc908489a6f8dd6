//! Dates and times of day (General Specifications, 7.12 and the sections of the identifiers that hold them).

use super::{Found, ValueProblem};

/// Two digits as a number; the digits have been checked.
fn two(data: &[u8]) -> u8 {
    data.iter()
        .take(2)
        .fold(0, |n, b| n * 10 + b.wrapping_sub(b'0') % 10)
}

fn days(month: u8, leap: bool) -> u8 {
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn month_day(data: &[u8], at: usize, leap: bool, day_may_be_zero: bool) -> Found {
    let (month, day) = (two(&data[at..]), two(&data[at + 2..]));
    if !(1..=12).contains(&month) {
        return Err((at, ValueProblem::Month));
    }
    if day > days(month, leap) || (day == 0 && !day_may_be_zero) {
        return Err((at + 2, ValueProblem::Day));
    }
    Ok(())
}

/// YYMMDD. Of two-digit years, each fourth has a 29th of February: 00 is the year 2000, never 1900 or 2100 while
/// the century is told from a window of fifty years. A day 00 means the whole month where that is allowed.
pub(super) fn short(data: &[u8], day_may_be_zero: bool) -> Found {
    month_day(data, 2, two(data).is_multiple_of(4), day_may_be_zero)
}

/// YYYYMMDD.
pub(super) fn long(data: &[u8]) -> Found {
    let (century, year) = (two(data), two(&data[2..]));
    let leap = if year == 0 {
        century.is_multiple_of(4)
    } else {
        year.is_multiple_of(4)
    };
    month_day(data, 4, leap, false)
}

/// HHMM.
pub(super) fn hour_minute(data: &[u8]) -> Found {
    below(data, 24, ValueProblem::Hour)?;
    below(&data[2..], 60, ValueProblem::Minute).map_err(|(at, problem)| (at + 2, problem))
}

/// Two digits less than a limit.
pub(super) fn below(data: &[u8], limit: u8, problem: ValueProblem) -> Found {
    if two(data) < limit {
        Ok(())
    } else {
        Err((0, problem))
    }
}
