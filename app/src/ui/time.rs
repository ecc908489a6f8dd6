//! Times: relative in words, the exact one on hover and focus.

use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};
use leptos::prelude::*;

/// The browser's clock in milliseconds, ticking every half minute; none until the page came alive, so that the server
/// and the browser render the same.
#[derive(Clone, Copy)]
pub struct Now(pub RwSignal<Option<i64>>);

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `21 Nov 2026, 03:34 UTC`.
pub fn exact(at: DateTime<Utc>) -> String {
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    format!(
        "{} {month} {}, {:02}:{:02} UTC",
        at.day(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

/// `21 Nov 2026`.
pub fn day(at: DateTime<Utc>) -> String {
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", at.day(), at.year())
}

/// `5 minutes ago`, as seen at `now_ms`; the exact time when it is a month away or more.
pub fn relative(at: DateTime<Utc>, now_ms: i64) -> String {
    let seconds = (now_ms - at.timestamp_millis()) / 1000;
    let Some(span) = span(seconds.abs()) else {
        return exact(at);
    };
    match seconds {
        -44..=44 => "just now".to_owned(),
        s if s > 0 => format!("{span} ago"),
        _ => format!("in {span}"),
    }
}

/// A length of time in its largest unit; none from 30 days on.
fn span(seconds: i64) -> Option<String> {
    let (count, unit) = match seconds {
        0..3_570 => (((seconds + 30) / 60).max(1), "minute"),
        3_570..84_600 => ((seconds + 1800) / 3600, "hour"),
        84_600..2_592_000 => ((seconds + 43_200) / 86_400, "day"),
        _ => return None,
    };
    Some(plural(count, unit))
}

/// A duration for people: `40 s`, `5 minutes`, `3 hours`.
pub fn duration(seconds: i64) -> String {
    if seconds < 60 {
        return format!("{} s", seconds.max(1));
    }
    span(seconds).unwrap_or_else(|| plural(seconds / 86_400, "day"))
}

/// A count with its word: `1 template`, `3 templates`.
pub fn plural(count: impl Into<i64>, word: &str) -> String {
    let count = count.into();
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {word}{s}")
}

/// The time of a number of milliseconds since 1970.
pub fn from_ms(ms: i64) -> Option<DateTime<Utc>> {
    Utc.timestamp_millis_opt(ms).single()
}

/// A time.
#[component]
pub fn When(
    /// The time.
    at: DateTime<Utc>,
) -> impl IntoView {
    let now = use_context::<Now>();
    let words = move || match now.and_then(|n| n.0.get()) {
        Some(now) => relative(at, now),
        None => exact(at),
    };
    let full = exact(at);
    view! {
        <time class="when" datetime=at.to_rfc3339() tabindex="0" data-exact=full>
            {words}
        </time>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        from_ms(ms).unwrap()
    }

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let day = 86_400_000;
        let now = 1_795_231_234_000;
        for (ago_ms, words) in [
            (3_000, "just now"),
            (60_000, "1 minute ago"),
            (600_000, "10 minutes ago"),
            (3_600_000, "1 hour ago"),
            (3 * day, "3 days ago"),
            (-2 * day, "in 2 days"),
        ] {
            assert_eq!(relative(at(now - ago_ms), now), words);
        }
    }

    #[test]
    fn what_is_long_ago_is_told_exactly() {
        let now = 1_795_231_234_000;
        let words = relative(at(now - 40 * 86_400_000), now);
        assert!(words.ends_with(" UTC") && words.contains(" 2026, "), "{words}");
    }
}
