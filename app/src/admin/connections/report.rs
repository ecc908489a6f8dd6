//! What a connection test found.

use crate::{
    admin::words,
    ui::{Badge, Notice, Tone},
};
use domain::connection::{ConnectionCheck, ConnectionReport};
use leptos::prelude::*;

/// The report of a test, read aloud when it arrives.
#[component]
pub fn Report(
    /// The report; none before a test.
    #[prop(into)]
    report: Signal<Option<ConnectionReport>>,
) -> impl IntoView {
    view! { <div aria-live="polite">{move || report.get().map(found)}</div> }.into_any()
}

fn found(report: ConnectionReport) -> impl IntoView {
    let (tone, title) = if report.ok {
        (Tone::Ok, "Everything that passports need works.")
    } else {
        (Tone::Danger, "The connection does not work yet.")
    };
    view! {
        <div class="report">
            <Notice tone>
                <p class="summary-title">{title}</p>
                {report.pim.map(|pim| view! { <p>{pim}</p> }.into_any())}
            </Notice>
            <ul class="checks">{report.checks.into_iter().map(check).collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn check(c: ConnectionCheck) -> impl IntoView {
    let (tone, text) = words::outcome(c.outcome);
    view! {
        <li>
            <Badge tone text />
            <div>
                <p class="check-name">{c.name}</p>
                <p>{c.words}</p>
            </div>
        </li>
    }
    .into_any()
}
