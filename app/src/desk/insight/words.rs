//! Numbers, days and addresses of these pages.

use crate::{
    admin::named,
    routes::{Route, encoded},
    ui::time,
};
use chrono::{NaiveDate, NaiveTime};
use domain::insight::{InsightQuery, Range, Row, Scope, What, change};

/// What is too small to be shown by itself.
pub(super) const OTHER: &str = "Other, few scans each";

/// What stands for a number that is too small to tell, or from which such a one would follow.
pub(super) const FEW: &str = "Few";

/// `21 Nov 2026`.
pub(super) fn day(day: NaiveDate) -> String {
    time::day(day.and_time(NaiveTime::MIN).and_utc())
}

/// `15 Nov 2026 to 21 Nov 2026`.
pub(super) fn days(range: Range) -> String {
    if range.first == range.last {
        day(range.first)
    } else {
        format!("{} to {}", day(range.first), day(range.last))
    }
}

/// `12 % more`.
pub(super) fn changed(now: u64, before: u64) -> String {
    change(now, before).words()
}

/// A share in whole percent.
pub(super) fn share(part: u64, whole: u64) -> String {
    match (u128::from(part) * 100 + u128::from(whole) / 2) / u128::from(whole.max(1)) {
        0 => "< 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// `411`, or `3.2` where there are few.
pub(super) fn per_day(scans: u64, days: u32) -> String {
    let days = u64::from(days.max(1));
    let tenths = (scans.saturating_mul(10) + days / 2) / days;
    if tenths < 100 {
        format!("{}.{}", tenths / 10, tenths % 10)
    } else {
        super::grouped((tenths + 5) / 10)
    }
}

/// A page or file of `query`.
pub fn insight_address(route: &Route, query: &InsightQuery) -> String {
    with(route, query, None)
}

/// The file of a table.
pub(super) fn file(query: &InsightQuery, what: What) -> String {
    with(&Route::InsightCsv, query, Some(what))
}

fn with(route: &Route, query: &InsightQuery, what: Option<What>) -> String {
    let pairs = [
        ("what", what.map_or("", What::word)),
        ("from", query.from.as_str()),
        ("to", &query.to),
        ("days", &query.days),
        ("template", &query.template),
        ("passport", &query.passport),
    ];
    let said: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if said.is_empty() {
        route.href()
    } else {
        format!("{}?{}", route.href(), said.join("&"))
    }
}

/// The same days for the whole brand.
pub(super) fn of_brand(range: Range) -> InsightQuery {
    InsightQuery {
        from: range.first.to_string(),
        to: range.last.to_string(),
        ..InsightQuery::default()
    }
}

/// The same days for less than the brand.
pub(super) fn narrowed(range: Range, scope: Scope) -> InsightQuery {
    let mut query = of_brand(range);
    match scope {
        Scope::Brand => {}
        Scope::Template(id) => query.template = id.to_string(),
        Scope::Passport(id) => query.passport = id.to_string(),
    }
    query
}

/// What a row is called.
pub fn named_row(row: &Row) -> String {
    named(&row.labels, &row.name)
}
