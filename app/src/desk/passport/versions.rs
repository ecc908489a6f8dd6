//! The versions of a passport: who published them, what proves them, and any two beside each other.

use super::{
    super::{
        layout::{Frame, page},
        readiness::parts::{field, options, select},
    },
    above,
};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, time::exact},
};
use domain::{
    PassportId,
    passport::{PassportView, VersionRow},
};
use leptos::prelude::*;

/// The page of the versions.
pub fn versions_page(frame: &Frame, state: &FormState<'_>, view: &PassportView) -> String {
    page(frame, state, "Versions", &[], || {
        let latest = view.row.version;
        let rows = view
            .versions
            .iter()
            .map(|version| row(view, version))
            .collect_view();
        let numbers: Vec<u32> = view.versions.iter().map(|version| version.number).collect();
        view! {
            {above(&view.row)}
            <p>
                "Versions are never changed. Everybody can read each of them, with what changed, under "
                <a href=format!("{}?history", view.row.path)>"the history of the public page"</a>
                "."
            </p>
            {(latest > 1).then(|| choice(view.row.id, &numbers, (latest - 1, latest)))}
            <div class="table-box">
                <table class="table stack">
                    <caption class="visually-hidden">"Versions, latest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"Published"</th>
                            <th scope="col">"By"</th>
                            <th scope="col">"Hash (SHA-256)"</th>
                            <th scope="col">"Look"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn row(view: &PassportView, version: &VersionRow) -> impl IntoView + use<> {
    let (path, number, id) = (&view.row.path, version.number, view.row.id);
    let what = format!("Version {number}");
    let changed = (number > 1).then(|| {
        let href = compare_link(id, number - 1, number);
        view! { " \u{b7} "<a href=href aria-label=format!("What changed in version {number}")>"What changed"</a> }
    });
    view! {
        <tr>
            <th scope="row">{what.clone()}</th>
            <td data-label="Published">{exact(version.published_at)}</td>
            <td data-label="By" class="wrap-anywhere">{version.published_by.clone()}</td>
            <td data-label="Hash (SHA-256)" class="code">{version.hash.clone()}</td>
            <td data-label="Look">
                <a href=format!("{path}?version={number}") aria-label=format!("{what} as a page")>"Page"</a>
                " \u{b7} "
                <a href=format!("{path}.json?version={number}") aria-label=format!("{what} as JSON")>"JSON"</a>
                {changed}
            </td>
        </tr>
    }
}

fn compare_link(id: PassportId, from: u32, to: u32) -> String {
    format!("{}?from={from}&to={to}", Route::ComparePassport(id).href())
}

/// The choice of two versions.
pub(super) fn choice(id: PassportId, numbers: &[u32], (from, to): (u32, u32)) -> impl IntoView + use<> {
    let state = FormState::default();
    let offered: Vec<(String, String)> = numbers
        .iter()
        .map(|number| (number.to_string(), format!("Version {number}")))
        .collect();
    let one = |name: (&str, &str), chosen: u32| {
        let offered = options(&offered, &chosen.to_string());
        field(&state, name, None, |told| select(told, offered))
    };
    view! {
        <form class="filters" method="get" action=Route::ComparePassport(id).href()>
            {one(("from", "Compare"), from)}
            {one(("to", "With"), to)}
            <button type="submit" class=Look::Plain.class()>"Compare"</button>
        </form>
    }
}
