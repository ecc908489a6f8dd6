//! Which version of a passport is asked for.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};

/// A version, by its number or by when it was in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The one in force now.
    Latest,
    /// The one of that number.
    Number(u32),
    /// The last one that was published before this moment.
    Before(DateTime<Utc>),
}

/// What is wrong with a number or a date that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// It is no number of a version.
    Number,
    /// It is no day and no moment.
    Date,
    /// Number and date are asked for at once.
    Both,
}

impl Unclear {
    /// What is wrong and what to do, for programs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "The version is a number from 1 on.",
            Self::Date => {
                "The date is a day such as 2026-11-21, or a moment such as 2026-11-21T12:00:00Z (RFC 3339)."
            }
            Self::Both => "Ask for a version or for a date, not for both.",
        }
    }
}

impl At {
    /// What `?version=` and `?date=` ask for; the latest where neither is there.
    pub fn parse(version: Option<&str>, date: Option<&str>) -> Result<Self, Unclear> {
        match (version, date) {
            (None, None) => Ok(Self::Latest),
            (Some(_), Some(_)) => Err(Unclear::Both),
            (Some(version), None) => Self::number(version),
            (None, Some(date)) => Self::date(date),
        }
    }

    fn number(text: &str) -> Result<Self, Unclear> {
        let number = text.parse().ok().filter(|number| *number > 0);
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        number.filter(|_| plain).map(Self::Number).ok_or(Unclear::Number)
    }

    /// A day means its end in UTC; a moment is meant to the second, as versions tell of theirs.
    pub fn date(text: &str) -> Result<Self, Unclear> {
        let end = match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(day) => day
                .checked_add_days(Days::new(1))
                .map(|next| next.and_time(NaiveTime::MIN).and_utc()),
            // The `+` of an offset is a space in a query.
            Err(_) => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
                .ok()
                .and_then(|at| {
                    at.with_timezone(&Utc)
                        .trunc_subsecs(0)
                        .checked_add_signed(TimeDelta::seconds(1))
                }),
        };
        let sane = end.filter(|end| (1..=9999).contains(&end.year()));
        sane.map(Self::Before).ok_or(Unclear::Date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(date: &str) -> String {
        match At::date(date) {
            Ok(At::Before(end)) => end.to_rfc3339(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_day_means_its_end_and_a_moment_its_second() {
        assert_eq!(before("2026-11-21"), "2026-11-22T00:00:00+00:00");
        assert_eq!(before("2026-12-31"), "2027-01-01T00:00:00+00:00");
        assert_eq!(before("2026-11-21T12:00:00Z"), "2026-11-21T12:00:01+00:00");
        assert_eq!(before("2026-11-21T12:00:00.7Z"), "2026-11-21T12:00:01+00:00");
        assert_eq!(before("2026-11-21T12:00:00+01:00"), "2026-11-21T11:00:01+00:00");
        assert_eq!(before("2026-11-21T12:00:00 01:00"), "2026-11-21T11:00:01+00:00");
    }

    #[test]
    fn what_is_no_date_or_number_is_said() {
        for bad in [
            "",
            "yesterday",
            "2026-02-30",
            "21.11.2026",
            "2026-11",
            "+262142-12-31",
            "0000-01-01",
            "2026-11-21T12:00:00",
        ] {
            assert_eq!(At::date(bad), Err(Unclear::Date), "{bad}");
        }
        for bad in ["", "0", "-1", "+1", "1.0", "99999999999", "one"] {
            assert_eq!(At::parse(Some(bad), None), Err(Unclear::Number), "{bad}");
        }
        assert_eq!(At::parse(Some("1"), Some("2026-11-21")), Err(Unclear::Both));
    }

    #[test]
    fn without_a_question_it_is_the_latest() {
        assert_eq!(At::parse(None, None), Ok(At::Latest));
        assert_eq!(At::parse(Some("12"), None), Ok(At::Number(12)));
    }
}
