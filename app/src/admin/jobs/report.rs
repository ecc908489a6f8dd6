//! What a publication did, product by product, a page at a time.

use crate::{
    admin::words,
    routes::Route,
    ui::{Badge, Paging, Tone, keyed},
};
use domain::job::{JobView, PublishOutcome, PublishResult};
use leptos::prelude::*;

/// The report.
#[component]
pub fn Report(job: RwSignal<JobView>) -> impl IntoView {
    let lines = keyed(
        move || job.with(|j| j.report.iter().map(|line| line.key.0.clone()).collect()),
        move |key| {
            let line = job.with_untracked(|j| j.report.iter().find(|line| line.key.0 == key).cloned());
            line.map(line_view).into_any()
        },
    );
    let any = Memo::new(move |_| job.with(|j| !j.report.is_empty()));
    view! {
        <section class="table-box" aria-label="Report" hidden=move || !any.get()>
            <table class="table">
                <caption class="visually-hidden">"What happened to each product"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Result"</th>
                        <th scope="col">"Details"</th>
                    </tr>
                </thead>
                <tbody>
                    {lines}
                </tbody>
            </table>
        </section>
        {move || pages(job)}
    }
    .into_any()
}

fn pages(job: RwSignal<JobView>) -> AnyView {
    let (id, page, pages, any) = job.with(|j| (j.id, j.page, j.pages, !j.report.is_empty()));
    let base = Route::Job(id).href();
    let to = |page: u32| format!("{base}?page={page}");
    let back = (page > 1).then(|| to(page - 1));
    let next = (page < pages).then(|| to(page + 1));
    let csv = any.then(|| {
        let href = format!("/api{base}/report.csv");
        view! {
            <p>
                <a href=href download="" rel="external">
                    "Download the whole report (CSV)"
                </a>
            </p>
        }
        .into_any()
    });
    view! {
        <Paging back next place=format!("Page {page} of {pages}") />
        {csv}
    }
    .into_any()
}

fn line_view(outcome: PublishOutcome) -> impl IntoView {
    let (tone, text, details) = match outcome.result {
        PublishResult::Published {
            passport,
            version,
            warnings,
        } => {
            let warnings = warnings
                .into_iter()
                .map(|w| view! { <p class="muted">{w}</p> }.into_any())
                .collect_view();
            let link = view! {
                <a href=Route::Passport(passport).href()>{words::version(version, "Version ")}</a>
                {warnings}
            }
            .into_any();
            (Tone::Ok, "Published", link.into_any())
        }
        PublishResult::Unchanged {
            passport,
            version,
            differs,
        } => {
            let why = if differs {
                " was there already and says something else; it was left as it is"
            } else {
                " still says it all"
            };
            let link = view! {
                <a href=Route::Passport(passport).href()>{words::version(version, "Version ")} {why}</a>
            }
            .into_any();
            (Tone::Neutral, "Unchanged", link.into_any())
        }
        PublishResult::Failed { why } => (Tone::Danger, "Failed", why.into_any()),
    };
    view! {
        <tr>
            <th scope="row">{outcome.label}</th>
            <td>
                <Badge tone text />
            </td>
            <td>{details}</td>
        </tr>
    }
    .into_any()
}
