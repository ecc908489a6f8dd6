//! `/conformance`: what is implemented, with what this build answered to the standards' own test vectors.

use crate::http::page::{account_policy, html};
use app::public::{ServerTest, StandardReport, conformance_page};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use conformance::{Report, WITNESSES};
use std::sync::LazyLock;

/// The vectors do not change while a program runs, so they are run once.
static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(conformance::run);

/// The page.
pub(super) async fn page() -> Response {
    let reports: Vec<_> = REPORTS.iter().map(shown).collect();
    let tests: Vec<_> = WITNESSES
        .iter()
        .map(|witness| ServerTest {
            standard: witness.standard,
            claim: witness.claim,
            test: witness.test,
        })
        .collect();
    let body = conformance_page(env!("CARGO_PKG_VERSION"), &reports, &tests);
    let mut response = html(body, account_policy("'none'"));
    let caching = HeaderValue::from_static("public, max-age=300");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

fn shown(report: &Report) -> StandardReport<'_> {
    StandardReport {
        id: report.id,
        title: report.title,
        edition: report.edition,
        scope: report.scope,
        cases: report
            .outcomes
            .iter()
            .map(|case| (case.name, case.clause, case.failure.as_deref()))
            .collect(),
    }
}
