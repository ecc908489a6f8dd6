//! `/conformance`: which standards are implemented, to which edition, and what this very build answered to their test vectors.

use crate::{account, routes::Route};
use leptos::prelude::*;

/// What a standard's cases answered.
#[derive(Clone, Debug)]
pub struct StandardReport<'a> {
    /// Names it in the address.
    pub id: &'a str,
    /// The standard.
    pub title: &'a str,
    /// The edition.
    pub edition: &'a str,
    /// What of it is implemented, and what is not.
    pub scope: &'a str,
    /// What must hold, where the standard says so, and what went wrong.
    pub cases: Vec<(&'a str, &'a str, Option<&'a str>)>,
}

/// What a test of the whole server shows.
#[derive(Clone, Copy, Debug)]
pub struct ServerTest<'a> {
    /// The standard.
    pub standard: &'a str,
    /// What the server does.
    pub claim: &'a str,
    /// The test's name.
    pub test: &'a str,
}

/// The page.
pub fn conformance_page(version: &str, reports: &[StandardReport<'_>], tests: &[ServerTest<'_>]) -> String {
    let total: usize = reports.iter().map(|report| report.cases.len()).sum();
    let passed: usize = reports.iter().map(passed).sum();
    let sum = format!("{passed} of {total} cases hold in this build (Tessera {version}).");
    account::document("Conformance", "front conformance", "index", || {
        view! {
            <header class="wrap top">{account::site_header()}</header>
            <main id="main">
                <section class="wrap">
                    <h1>"Conformance"</h1>
                    <p class="lead">
                        "What this site implements, to which edition, and what it does not. The cases below were run by the program that sends you "
                        "this page, when it was started. They are our reading of the standards: nobody has certified it, and nothing is claimed "
                        "beyond them."
                    </p>
                    <p>
                        <strong>{sum}</strong>
                    </p>
                    {contents(reports)}
                </section>
                {reports.iter().map(standard).collect_view()}
                {server(tests)}
            </main>
            <footer class="wrap">
                <p>
                    <a href=Route::Home.href()>"Front page"</a>
                </p>
            </footer>
        }
    })
}

fn passed(report: &StandardReport<'_>) -> usize {
    report.cases.iter().filter(|case| case.2.is_none()).count()
}

fn tally(report: &StandardReport<'_>) -> String {
    format!("{} of {}", passed(report), report.cases.len())
}

fn contents(reports: &[StandardReport<'_>]) -> impl IntoView + use<> {
    let rows: Vec<_> = reports
        .iter()
        .map(|report| {
            view! {
                <li>
                    <a href=format!("#{}", report.id)>{report.title.to_owned()}</a>
                    " "
                    <span class="also">{tally(report)}</span>
                </li>
            }
        })
        .collect();
    view! { <ul class="contents">{rows}</ul> }
}

fn standard(report: &StandardReport<'_>) -> impl IntoView + use<> {
    let rows: Vec<_> = report.cases.iter().map(case).collect();
    let facts = format!("{}. {} cases hold.", report.edition, tally(report));
    view! {
        <section class="wrap" id=report.id.to_owned()>
            <h2>{report.title.to_owned()}</h2>
            <p class="also">{facts}</p>
            <p>{report.scope.to_owned()}</p>
            <ul class="cases">{rows}</ul>
        </section>
    }
}

fn case((name, clause, failure): &(&str, &str, Option<&str>)) -> impl IntoView + use<> {
    let state = if failure.is_some() { "Fails" } else { "Holds" };
    let class = if failure.is_some() { "fails" } else { "holds" };
    let why = failure.map(|why| view! { <p class="mistake">{why.to_owned()}</p> });
    view! {
        <li class=class>
            <b>{state}</b>
            " "
            <span>{(*name).to_owned()}</span>
            " "
            <span class="also">{(*clause).to_owned()}</span>
            {why}
        </li>
    }
}

fn server(tests: &[ServerTest<'_>]) -> impl IntoView + use<> {
    let rows: Vec<_> = tests
        .iter()
        .map(|test| {
            view! {
                <li>
                    <span>{test.claim.to_owned()}</span>
                    " "
                    <span class="also">{test.standard.to_owned()} ". " <code>{test.test.to_owned()}</code></span>
                </li>
            }
        })
        .collect();
    view! {
        <section class="wrap" id="server">
            <h2>"How the whole server behaves"</h2>
            <p>
                "A program cannot show this of itself while it answers you. Each line names a test of the project that drives the whole server; "
                "a build that fails one is not released."
            </p>
            <ul class="cases">{rows}</ul>
        </section>
    }
}
