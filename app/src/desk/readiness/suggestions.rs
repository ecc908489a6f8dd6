//! Suggested sources; a person ticks those that are right.

use super::{parts::with_query, sources::attribute_words};
use crate::{
    routes::Route,
    ui::{Look, Tone, badge::Badge},
};
use domain::{
    profile::{Confidence, PointId, Profile, Suggestion},
    readiness::MappingView,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The best suggestion of each data point without a source; `ticked` has the likely ones ticked.
pub(super) fn suggestions(view: &MappingView, profile: &Profile, ticked: bool) -> Option<AnyView> {
    let mut seen: BTreeSet<&PointId> = BTreeSet::new();
    let best: Vec<&Suggestion> = view
        .suggestions
        .iter()
        .filter(|s| seen.insert(&s.point))
        .collect();
    if best.is_empty() || !view.may_edit {
        return None;
    }
    let rows = best.iter().map(|s| row(view, profile, s, ticked)).collect_view();
    let route = Route::Mapping(view.template);
    let (toggle, label) = if ticked {
        (route.href(), "Choose none")
    } else {
        (
            with_query(&route, &[("ticked", "likely")]),
            "Choose the likely ones",
        )
    };
    Some(
        view! {
            <section class="card" aria-labelledby="suggestions">
                <h2 id="suggestions">"Suggestions"</h2>
                <p>"These attributes look like the source of a data point. Nothing is taken until you say so."</p>
                <form method="post" action=Route::TakeSuggestions(view.template).href()>
                    <div class="table-box">
                        <table class="table stack" aria-labelledby="suggestions">
                            <thead>
                                <tr>
                                    <th scope="col" class="col-check"><span class="visually-hidden">"Chosen"</span></th>
                                    <th scope="col">"Data point"</th>
                                    <th scope="col">"Attribute"</th>
                                    <th scope="col">"Why"</th>
                                    <th scope="col">"How sure"</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                    <div class="toolbar">
                        <button type="submit" class=Look::Primary.class()>"Take the chosen suggestions"</button>
                        <a href=toggle>{label}</a>
                    </div>
                </form>
            </section>
        }
        .into_any(),
    )
}

fn row(
    view: &MappingView,
    profile: &Profile,
    suggestion: &Suggestion,
    ticked: bool,
) -> impl IntoView + use<> {
    let name = profile
        .point(&suggestion.point)
        .map_or_else(|| suggestion.point.to_string(), |p| p.name.clone());
    let value = format!("{} {}", suggestion.point, suggestion.attribute);
    let (tone, sure) = confidence(suggestion);
    let checked = ticked && suggestion.confidence() == Confidence::High;
    view! {
        <tr>
            <td class="col-check">
                <input type="checkbox" name="take" value=value checked=checked aria-label=format!("Choose {name}") />
            </td>
            <th scope="row">
                <a href=Route::PointMapping(view.template, suggestion.point.clone()).href()>{name}</a>
            </th>
            <td data-label="Attribute" class="wrap-anywhere">{attribute_words(&suggestion.attribute, &view.attributes)}</td>
            <td data-label="Why">{suggestion.why.clone()}</td>
            <td data-label="How sure"><Badge tone text=sure /></td>
        </tr>
    }
}

/// How far a suggestion can be relied on, in words.
pub(super) fn confidence(suggestion: &Suggestion) -> (Tone, &'static str) {
    match suggestion.confidence() {
        Confidence::High => (Tone::Ok, "Likely"),
        Confidence::Medium => (Tone::Info, "Possible"),
        Confidence::Low => (Tone::Neutral, "Look closely"),
    }
}
