//! Days, months and years as ISO 8601 writes them, and the patterns in which a PIM may hold them as text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How exact a date must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// `2026`.
    Year,
    /// `2026-07`.
    Month,
    /// `2026-07-28`.
    Day,
}

impl Precision {
    /// How it is written, for a message.
    pub fn example(self) -> &'static str {
        match self {
            Self::Year => "2026",
            Self::Month => "2026-07",
            Self::Day => "2026-07-28",
        }
    }
}

/// Reads `2026`, `2026-07`, `2026-07-28`, or a time stamp that begins with a day, and cuts it to the precision asked for.
/// None where it is no date or is less exact.
pub fn read_date(text: &str, wanted: Precision) -> Option<String> {
    let text = text.trim();
    let day = text
        .get(..10)
        .filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'));
    let (date, found) = match (text.len(), day) {
        (4, _) => (text, Precision::Year),
        (7, _) => (text, Precision::Month),
        (_, Some(day)) => (day, Precision::Day),
        _ => return None,
    };
    let mut parts = date.split('-');
    let mut part = |length: usize| {
        let digits = parts.next()?;
        (digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse::<u32>().ok())?
    };
    let year = i32::try_from(part(4)?).ok()?;
    let month = if found >= Precision::Month { part(2)? } else { 1 };
    let day = if found == Precision::Day { part(2)? } else { 1 };
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| year >= 1)?;
    let length = wanted.example().len();
    (found >= wanted).then(|| date[..length].to_owned())
}

/// A pattern such as `DD.MM.YYYY`, `M/YYYY` or `YYYYMMDD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Year,
    Month { digits: usize },
    Day { digits: usize },
    Sign(char),
}

impl DatePattern {
    /// `YYYY` once; `MM` or `M`, `DD` or `D` at most once; a day only with a month; and signs that are no letters or digits.
    pub fn parse(pattern: &str) -> Option<Self> {
        let mut rest = pattern.trim();
        let mut pieces = Vec::new();
        while let Some(first) = rest.chars().next() {
            let (piece, length) = match first {
                'Y' if rest.starts_with("YYYY") => (Piece::Year, 4),
                'M' | 'D' => {
                    let digits = if rest[1..].starts_with(first) { 2 } else { 1 };
                    let piece = if first == 'M' {
                        Piece::Month { digits }
                    } else {
                        Piece::Day { digits }
                    };
                    (piece, digits)
                }
                sign if !sign.is_alphanumeric() && !sign.is_control() => (Piece::Sign(sign), sign.len_utf8()),
                _ => return None,
            };
            pieces.push(piece);
            rest = &rest[length..];
        }
        let count = |kind: fn(&Piece) -> bool| pieces.iter().filter(|p| kind(p)).count();
        let years = count(|p| matches!(p, Piece::Year));
        let months = count(|p| matches!(p, Piece::Month { .. }));
        let days = count(|p| matches!(p, Piece::Day { .. }));
        (years == 1 && months <= 1 && days <= months && pieces.len() <= 20).then_some(Self(pieces))
    }

    /// The date that `text` gives in this pattern, in ISO form and as exact as the pattern.
    pub fn read(&self, text: &str) -> Option<String> {
        let mut rest = text.trim();
        let (mut year, mut month, mut day) = (None, None, None);
        for piece in &self.0 {
            match *piece {
                Piece::Sign(sign) => rest = rest.strip_prefix(sign)?,
                Piece::Year => (year, rest) = take(rest, 4, 4)?,
                Piece::Month { digits } => (month, rest) = take(rest, digits, 2)?,
                Piece::Day { digits } => (day, rest) = take(rest, digits, 2)?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let year = i32::try_from(year?).ok().filter(|y| *y >= 1)?;
        NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        Some(match (month, day) {
            (Some(m), Some(d)) => format!("{year:04}-{m:02}-{d:02}"),
            (Some(m), None) => format!("{year:04}-{m:02}"),
            _ => format!("{year:04}"),
        })
    }
}

/// The number at the start of `text`, of `min` to `max` digits, and what follows.
fn take(text: &str, min: usize, max: usize) -> Option<(Option<u32>, &str)> {
    let digits = text.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if digits < min {
        return None;
    }
    let (number, rest) = text.split_at(digits);
    Some((Some(number.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::{Precision::*, *};
    use proptest::prelude::*;

    #[test]
    fn a_date_is_cut_to_the_precision_asked_for() {
        assert_eq!(read_date("2026-07-28", Month).as_deref(), Some("2026-07"));
        assert_eq!(
            read_date("2026-07-28T00:00:00+02:00", Day).as_deref(),
            Some("2026-07-28")
        );
        assert_eq!(read_date(" 2026 ", Year).as_deref(), Some("2026"));
        for (bad, wanted) in [
            ("2026-07", Day),
            ("2026", Month),
            ("2026-13", Month),
            ("2026-02-30", Day),
            ("0000", Year),
            ("28.07.2026", Day),
            ("2026-07-28 noon", Day),
            ("2026-7é", Month),
            ("+026-07", Month),
            ("", Year),
        ] {
            assert_eq!(read_date(bad, wanted), None, "{bad}");
        }
    }

    #[test]
    fn patterns_read_what_pims_hold() {
        let read = |pattern: &str, text: &str| DatePattern::parse(pattern)?.read(text);
        assert_eq!(read("DD.MM.YYYY", "28.07.2026").as_deref(), Some("2026-07-28"));
        assert_eq!(read("M/YYYY", "7/2026").as_deref(), Some("2026-07"));
        assert_eq!(read("YYYYMMDD", "20260728").as_deref(), Some("2026-07-28"));
        assert_eq!(read("D. M. YYYY", "1. 12. 2026").as_deref(), Some("2026-12-01"));
        assert_eq!(read("DD.MM.YYYY", "31.02.2026"), None);
        assert_eq!(read("DD.MM.YYYY", "1.2.2026"), None);
        assert_eq!(read("YYYY", "2026-07"), None);
        for bad in [
            "",
            "DD",
            "YY",
            "DD.YYYY",
            "YYYY YYYY",
            "YYYY-MM-DDThh",
            "week YYYY",
        ] {
            assert_eq!(DatePattern::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_day_is_read_back(days in 1_i32..3_000_000, pattern in 0..3_usize) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let (pattern, written) = [
                ("DD.MM.YYYY", day.format("%d.%m.%Y")),
                ("YYYY/M/D", day.format("%Y/%-m/%-d")),
                ("YYYYMMDD", day.format("%Y%m%d")),
            ].into_iter().nth(pattern).unwrap();
            prop_assume!(days < 3_652_059);
            let iso = day.format("%Y-%m-%d").to_string();
            prop_assert_eq!(DatePattern::parse(pattern).unwrap().read(&written.to_string()), Some(iso.clone()));
            prop_assert_eq!(read_date(&iso, Day), Some(iso));
        }

        #[test]
        fn any_text_is_read_without_panic(pattern in "([YMD./ -]|.){0,12}", text in ".{0,12}") {
            if let Some(pattern) = DatePattern::parse(&pattern) {
                let _ = pattern.read(&text);
            }
            let _ = read_date(&text, Year);
        }
    }
}
