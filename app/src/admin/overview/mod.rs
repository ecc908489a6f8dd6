//! The first page: what to do next, and how the brand stands.

use super::session::use_session;
use crate::{
    api,
    routes::Route,
    ui::{Loader, Notice, PageHeader, Tone, notice::failed, pending, time::plural},
};
use domain::account::Overview;
use leptos::prelude::*;

/// A step of the checklist for a new brand.
struct Step {
    done: bool,
    title: &'static str,
    text: &'static str,
    to: Route,
    action: &'static str,
}

/// The steps from nothing to a printed label; each ticks itself.
fn steps(o: &Overview) -> [Step; 4] {
    [
        Step {
            done: o.connections > 0,
            title: "Connect your PIM",
            text: "Tessera reads products from Akeneo. You need an address and API credentials.",
            to: Route::NewConnection,
            action: "Connect",
        },
        Step {
            done: o.templates > 0,
            title: "Design a template",
            text: "Choose what a passport shows, in which order and in which languages.",
            to: Route::NewTemplate,
            action: "Design",
        },
        Step {
            done: o.passports > 0,
            title: "Publish a passport",
            text: "Pick products and publish them. Each gets a page and an address that stay.",
            to: Route::Products,
            action: "Publish",
        },
        Step {
            done: o.labels_downloaded,
            title: "Print a label",
            text: "Download a passport\u{2019}s QR code, as a drawing for print or as a picture.",
            to: Route::Passports,
            action: "Choose a passport",
        },
    ]
}

/// The overview.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let overview = Loader::once(api::account::overview);
    let session = use_session();
    let body = move || async move {
        match overview.await {
            Ok(overview) => {
                let name = session.me().await.map(|me| me.brand_name).unwrap_or_default();
                content(&overview, &name)
            }
            Err(error) => failed(&error, Callback::new(move |()| overview.refetch())),
        }
    };
    view! {
        <PageHeader title="Overview" />
        {pending(4, body)}
    }
    .into_any()
}

fn content(overview: &Overview, brand: &str) -> AnyView {
    let steps = steps(overview);
    let all_done = steps.iter().all(|s| s.done);
    view! {
        {attention(overview)}
        {(!all_done).then(|| checklist(steps, brand))}
        {(overview.connections > 0).then(|| numbers(overview))}
    }
    .into_any()
}

/// What has to be looked at, and where.
fn attention(o: &Overview) -> impl IntoView + use<> {
    [
        (
            o.connections_failing,
            "connection",
            "Look at the connections",
            Route::Connections,
        ),
        (
            o.proofs_ending,
            "proof of registration",
            "Look at the EU registry",
            Route::Registry,
        ),
    ]
    .map(|(count, what, action, to)| {
        (count > 0).then(|| {
            let verb = if count == 1 { "needs" } else { "need" };
            view! {
                <Notice tone=Tone::Warn>
                    <p>
                        {format!("{} {verb} your attention. ", several(count, what))}
                        <a href=to.href() rel=to.is_desk().then_some("external")>{action}</a>
                    </p>
                </Notice>
            }
            .into_any()
        })
    })
    .collect_view()
}

/// `2 proofs of registration`: the first word takes the s.
fn several(count: u32, what: &str) -> String {
    let (noun, rest) = what
        .split_once(' ')
        .map_or((what, String::new()), |(n, r)| (n, format!(" {r}")));
    format!("{}{rest}", plural(count, noun))
}

fn checklist(steps: [Step; 4], brand: &str) -> impl IntoView + use<> {
    let next = steps.iter().position(|s| !s.done);
    let title = format!("The first passport of {brand}");
    view! {
        <section class="card" aria-labelledby="checklist">
            <h2 id="checklist">{title}</h2>
            <ol class="checklist">
                {steps
                    .into_iter()
                    .enumerate()
                    .map(|(i, step)| step_view(step, next == Some(i)))
                    .collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

fn step_view(step: Step, is_next: bool) -> impl IntoView {
    let state = if step.done { "Done: " } else { "To do: " };
    let look = if is_next {
        "button button-primary"
    } else {
        "button"
    };
    view! {
        <li class="step" class:step-done=step.done>
            <div>
                <h3>
                    <span class="visually-hidden">{state}</span>
                    {step.title}
                </h3>
                <p>{step.text}</p>
            </div>
            {(!step.done).then(|| view! { <a class=look href=step.to.href()>{step.action}</a> }.into_any())}
        </li>
    }
    .into_any()
}

fn numbers(o: &Overview) -> impl IntoView + use<> {
    let tiles = [
        (o.scans, "Scans this week", Route::Insight),
        (o.passports, "Passports", Route::Passports),
        (o.versions, "Published versions", Route::Passports),
        (o.drifted, "Drifted passports", Route::Drift),
        (o.templates, "Templates", Route::Templates),
        (o.connections, "Connections", Route::Connections),
    ];
    let mut change = Some(o.scans_change.clone());
    view! {
        <section aria-labelledby="numbers">
            <h2 id="numbers">"Where you stand"</h2>
            <ul class="tiles">
                {tiles
                    .map(|(count, label, to)| {
                        view! {
                            <li>
                                <a class="tile" href=to.href() rel=to.is_desk().then_some("external")>
                                    <span class="tile-count">{count}</span>
                                    <span class="tile-label">{label}{change.take()}</span>
                                </a>
                            </li>
                        }.into_any()
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checklist_ticks_itself() {
        let mut overview = Overview {
            connections: 1,
            connections_failing: 0,
            drifted: 0,
            templates: 2,
            passports: 0,
            versions: 0,
            labels_downloaded: false,
            proofs_ending: 0,
            scans: 0,
            scans_change: String::new(),
        };
        let done = |o: &Overview| steps(o).map(|s| s.done);
        assert_eq!(done(&overview), [true, true, false, false]);
        overview.passports = 1;
        overview.labels_downloaded = true;
        assert_eq!(done(&overview), [true; 4]);
    }
}
