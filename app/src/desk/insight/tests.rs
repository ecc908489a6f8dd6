//! The page as text.

use super::{super::tests::frame, *};
use chrono::NaiveDate;
use domain::{
    Error, Locale,
    insight::{NOT_RECORDED, Period, Point, Range, Row, Table, Target, What, name_of},
    text::Labels,
};

fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

fn row(what: What, key: &str, scans: u64, before: Option<u64>) -> Row {
    Row {
        key: key.into(),
        name: name_of(what, key),
        labels: Labels::new(),
        detail: String::new(),
        target: None,
        scans,
        before,
    }
}

fn insight() -> Insight {
    let period = Period::latest(7, today(), 365);
    let range = period.before.unwrap();
    let points = period.range.steps(period.step()).into_iter().map(|range| Point {
        range,
        scans: Some(16),
        bots: 2,
        before: Some(Earlier {
            range: range.earlier(7),
            scans: Some(14),
        }),
    });
    let chair = Row {
        name: "CH-1".into(),
        labels: [(Locale::parse("en_US").unwrap(), "<Chair>".to_owned())].into(),
        target: Some(Target::Passport(
            "00000000-0000-0000-0000-000000000007".parse().unwrap(),
        )),
        ..row(What::Passport, "00000000-0000-0000-0000-000000000007", 90, None)
    };
    Insight {
        period,
        scope: Scope::Brand,
        about: None,
        scans: Some(112),
        bots: 14,
        before: Some(Earlier {
            range,
            scans: Some(100),
        }),
        points: points.collect(),
        tables: vec![
            Table {
                what: What::Country,
                rows: vec![
                    row(What::Country, "DE", 60, Some(80)),
                    row(What::Country, "", 30, None),
                    row(What::Country, NOT_RECORDED, 12, Some(6)),
                ],
                other: 10,
                further: 0,
            },
            Table {
                what: What::Device,
                rows: Vec::new(),
                other: 7,
                further: 0,
            },
            Table {
                what: What::Passport,
                rows: vec![chair],
                other: 22,
                further: 0,
            },
        ],
        templates: vec![(
            "00000000-0000-0000-0000-000000000009".parse().unwrap(),
            "Chairs".into(),
        )],
        is_new: false,
    }
}

fn html(state: &FormState<'_>, query: &InsightQuery, insight: Option<&Insight>) -> String {
    let templates = [(
        "00000000-0000-0000-0000-000000000009".parse().unwrap(),
        "Chairs".to_owned(),
    )];
    let html = insight_page(&frame(), state, query, &templates, insight);
    assert!(!html.contains("<script") && !html.contains("style="), "{html}");
    html
}

fn assert_has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn numbers_are_told_with_the_period_before_them() {
    let query = InsightQuery {
        days: "7".into(),
        ..InsightQuery::default()
    };
    let page = html(&FormState::default(), &query, Some(&insight()));
    assert_has(
        &page,
        &[
            "15 Nov 2026 to 21 Nov 2026",
            ">112<",
            "12 % more than in the 7 days before (100).",
            "<span class=\"tile-count\">16</span>",
            "role=\"img\"",
            "aria-labelledby=\"chart-title\" aria-describedby=\"chart-desc\"",
            "Most on 15 Nov 2026: 16.",
            "class=\"chart-before\"",
            "Germany",
            "25 % fewer",
            "Not known",
            "Few before",
            "Not recorded, as the reader asked",
            "Other, few scans each",
            "7 in all, too few of each",
            "&lt;Chair&gt;",
            "/admin/passports/00000000-0000-0000-0000-000000000007",
            "/insight?from=2026-11-15&amp;to=2026-11-21&amp;passport=00000000-0000-0000-0000-000000000007",
            "/insight.csv?what=country&amp;days=7",
            "/insight.csv?what=time&amp;days=7",
        ],
    );
    assert_eq!(page.matches("aria-current=\"true\"").count(), 1);
    assert_eq!(page.matches("<h1").count(), 1);
}

#[test]
fn what_was_typed_stays_beside_what_is_wrong_with_it() {
    let error = Error::invalid("from", "Enter a day such as 2026-11-21.");
    let state = FormState {
        error: Some(&error),
        ..FormState::default()
    };
    let query = InsightQuery {
        from: "last \"week\"".into(),
        to: "2026-11-20".into(),
        template: "00000000-0000-0000-0000-000000000009".into(),
        ..InsightQuery::default()
    };
    let page = html(&state, &query, None);
    assert_has(
        &page,
        &[
            "id=\"from-error\"",
            "aria-describedby=\"from-error\"",
            "last &quot;week&quot;",
            "value=\"2026-11-20\"",
            " selected",
            "href=\"#from\"",
        ],
    );
    assert!(!page.contains("chart-box"));
}

#[test]
fn a_passport_that_is_not_there_can_be_taken_out() {
    let error = Error::invalid("passport", "This passport does not exist, or it is not yours.");
    let state = FormState {
        error: Some(&error),
        ..FormState::default()
    };
    let query = InsightQuery {
        passport: "x".into(),
        ..InsightQuery::default()
    };
    assert_has(
        &html(&state, &query, None),
        &["<input id=\"passport\"", "id=\"passport-error\""],
    );
    let known = html(&FormState::default(), &query, Some(&insight()));
    assert_has(&known, &["<input type=\"hidden\" name=\"passport\" value=\"x\""]);
}

#[test]
fn a_brand_without_scans_reads_what_a_scan_is() {
    let new = Insight {
        is_new: true,
        ..insight()
    };
    let page = html(&FormState::default(), &InsightQuery::default(), Some(&new));
    assert_has(
        &page,
        &[
            "No scans yet",
            "Make labels",
            "Whoever opens it twice counts twice",
            "kept for 365 days",
        ],
    );
    assert!(!page.contains("<form class=\"filters\"") && !page.contains("chart-box"));
}

#[test]
fn a_single_passport_tells_no_small_number() {
    let mut single = insight();
    single.scope = Scope::Passport("00000000-0000-0000-0000-000000000007".parse().unwrap());
    single.about = Some(("CH-1".into(), Labels::new()));
    (single.scans, single.tables) = (None, Vec::new());
    for point in &mut single.points {
        point.scans = None;
    }
    let page = html(&FormState::default(), &InsightQuery::default(), Some(&single));
    assert_has(
        &page,
        &[
            "Only the passport of CH-1 counts here.",
            ">Few<",
            "Days with fewer than 5 scans are not told",
            "Count all passports",
        ],
    );
    assert!(!page.contains(">16<"));
}

#[test]
fn days_that_are_kept_no_longer_are_cut_with_a_sentence() {
    let mut cut = insight();
    cut.period = Period {
        kept: 30,
        ..Period::latest(90, today(), 30)
    };
    cut.before = None;
    let page = html(&FormState::default(), &InsightQuery::default(), Some(&cut));
    assert_has(
        &page,
        &[
            "Scans are kept for 30 days, so this begins on 23 Oct 2026.",
            "There are no scans of the days before",
        ],
    );
    assert!(
        !page.contains("Last 90 days"),
        "no length is offered that is not kept"
    );
    let range = Range {
        first: today(),
        last: today(),
    };
    assert_eq!(words::days(range), "21 Nov 2026");
}

#[test]
fn rates_and_shares_are_easy_to_read() {
    assert_eq!(
        (per_day(0, 7), per_day(10, 3), per_day(70_000, 7)),
        ("0.0".into(), "3.3".into(), "10,000".into())
    );
    assert_eq!(
        (words::share(1, 1000), words::share(1, 3), words::share(0, 0)),
        ("< 1 %".into(), "33 %".into(), "< 1 %".into())
    );
    assert_eq!(words::changed(5000, 1), "499900 % more");
    assert_eq!(
        versus(
            Some(5),
            Earlier {
                range: Range {
                    first: today(),
                    last: today()
                },
                scans: Some(0)
            }
        ),
        "There were none in the day before."
    );
}
