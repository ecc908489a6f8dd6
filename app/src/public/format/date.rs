//! Days and moments.

use crate::public::words::Words;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::Locale;

/// A day such as `2026-11-21` in words; anything else as it is.
pub(crate) fn day(date: &str, locale: &Locale, words: &Words) -> String {
    // A PIM may send a time with the day; only the day was asked for.
    let iso = date.get(..10).unwrap_or(date);
    NaiveDate::parse_from_str(iso, "%Y-%m-%d").map_or_else(|_| date.to_owned(), |d| spelt(d, locale, words))
}

/// A moment in RFC 3339 as day and time in UTC; anything else as it is.
pub(crate) fn moment(time: &str, locale: &Locale, words: &Words) -> String {
    DateTime::parse_from_rfc3339(time).map_or_else(
        |_| time.to_owned(),
        |t| {
            let utc = t.with_timezone(&Utc);
            let day = spelt(utc.date_naive(), locale, words);
            let time = words
                .time
                .replace("HH", &format!("{:02}", utc.hour()))
                .replace('H', &utc.hour().to_string())
                .replace("mm", &format!("{:02}", utc.minute()));
            format!("{day}, {time} UTC")
        },
    )
}

fn spelt(date: NaiveDate, locale: &Locale, words: &Words) -> String {
    let month = words
        .months
        .get(date.month0() as usize)
        .map_or("", String::as_str);
    let day = match date.day() {
        1 if !words.first_day.is_empty() => words.first_day.clone(),
        day => day.to_string(),
    };
    let pattern = if locale.as_str() == "en_US" {
        "{month} {day}, {year}"
    } else {
        &words.date
    };
    pattern
        .replace("{day}", &day)
        .replace("{month}", month)
        .replace("{year}", &date.year().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_spelt_out() {
        let show = |date: &str, tag: &str| {
            let locale = Locale::parse(tag).unwrap();
            day(date, &locale, Words::of(&locale))
        };
        assert_eq!(show("2026-11-21", "en_US"), "November 21, 2026");
        assert_eq!(show("2026-11-21", "en_GB"), "21 November 2026");
        assert_eq!(show("2026-03-01T00:00:00+00:00", "de_DE"), "1. März 2026");
        assert_eq!(show("2026-08-01", "fr_FR"), "1er août 2026");
        assert_eq!(show("2026-13-41", "fr_FR"), "2026-13-41");
        assert_eq!(show("ééééé", "fr_FR"), "ééééé");

        let de = Locale::parse("de_DE").unwrap();
        let shown = moment("2026-11-21T04:34:00+01:00", &de, Words::of(&de));
        assert_eq!(shown, "21. November 2026, 03:34 UTC");
        assert_eq!(moment("soon", &de, Words::of(&de)), "soon");
    }
}
