//! The state of a passport, and what changes it: each form says first what will happen.

use super::{
    super::layout::{Frame, page},
    above, forms,
};
use crate::{
    account::FormState,
    ui::{Tone, badge::Badge, time::exact},
};
use domain::{
    Permission, Role,
    state::{Ending, State, StateView, Status},
};
use leptos::prelude::*;

/// The page of the state.
pub fn state_page(frame: &Frame, state: &FormState<'_>, view: &StateView) -> String {
    let may = |permission| frame.role.is_some_and(|role: Role| role.may(permission));
    let (publishes, recalls) = (may(Permission::Publish), may(Permission::Recall));
    let mut fields = vec!["status", "reason", "first", "second", "since", "text", "link"];
    fields.extend(["lift_reason", "how", "end_reason"]);
    page(frame, state, "State of the passport", &fields, || {
        view! {
            {above(&view.row)}
            {facts(view)}
            {publishes.then(|| forms::status(state, view))}
            {recalls.then(|| forms::recall(state, view))}
            {publishes.then(|| forms::lives(state, view))}
            {recalls.then(|| forms::end(state, view))}
            {(!recalls).then_some(view! { <p class="hint">"Admins recall products and end passports."</p> })}
        }
    })
}

/// A status as a badge, with what it means.
pub(super) fn words(status: Status) -> (Tone, &'static str, &'static str) {
    match status {
        Status::Active => (
            Tone::Ok,
            "Active",
            "The page shows the passport without a remark.",
        ),
        Status::Inactive => (
            Tone::Warn,
            "Inactive",
            "The page says that the passport may not be up to date.",
        ),
        Status::Archived => (
            Tone::Neutral,
            "Archived",
            "The page says that the passport is kept for the record. There will be no further versions.",
        ),
        Status::Invalid => (
            Tone::Danger,
            "Invalid",
            "The page warns that nobody should rely on the passport.",
        ),
    }
}

/// An end in words.
pub(super) fn ending(how: Ending) -> &'static str {
    match how {
        Ending::Recycled => "Recycled",
        Ending::Destroyed => "Destroyed or lost for good",
    }
}

fn facts(view: &StateView) -> impl IntoView + use<> {
    let state = &view.state;
    let (tone, text, means) = words(state.status());
    let recall = state
        .recall
        .as_ref()
        .map_or_else(|| "None".to_owned(), |recall| format!("Since {}", recall.since));
    let ended = state.ended.map_or_else(
        || "No".to_owned(),
        |ended| format!("{}, said on {}", ending(ended.how), exact(ended.at)),
    );
    let changed = state.changed_at.map_or_else(|| "Never".to_owned(), exact);
    view! {
        <section class="card" aria-labelledby="now">
            <h2 id="now">"As it is"</h2>
            <dl class="facts">
                <dt>"Status"</dt>
                <dd><Badge tone text /> " " {means}</dd>
                <dt>"Recall"</dt>
                <dd>{recall}</dd>
                <dt>"First life"</dt>
                <dd class="wrap-anywhere">{links(state.first_life.iter())}</dd>
                <dt>"Second life"</dt>
                <dd class="wrap-anywhere">{links(state.second_lives.iter())}</dd>
                <dt>"Ended"</dt>
                <dd>{ended}</dd>
                <dt>"Changed last"</dt>
                <dd>{changed}</dd>
            </dl>
            <p class="hint">
                "A change of state makes no version. It is on the page at once, above every version, and in the audit log. "
                <a href=view.row.path.clone()>"Open the page"</a>
            </p>
        </section>
    }
}

fn links<'a>(addresses: impl Iterator<Item = &'a String>) -> AnyView {
    let all: Vec<_> = addresses
        .map(|href| view! { <a href=href.clone()>{href.clone()}</a> " " })
        .collect();
    if all.is_empty() {
        view! { "None" }.into_any()
    } else {
        all.into_any()
    }
}

/// What stands in a field: what was typed, or else what is in force.
pub(super) fn typed(
    state: &FormState<'_>,
    name: &str,
    otherwise: impl FnOnce(&State) -> String,
    now: &State,
) -> String {
    let found = state.values.iter().find(|(n, _)| *n == name);
    found.map_or_else(|| otherwise(now), |(_, value)| (*value).to_owned())
}
