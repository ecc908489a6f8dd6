//! The list of passports: filters in the address, a form to export what is ticked.

use super::{
    super::layout::{Frame, page},
    standing, verdict,
};
use crate::{
    account::FormState,
    admin::named,
    routes::{Route, encoded},
    ui::{Look, empty::EmptyState, paging::Paging, time::plural},
};
use domain::{
    Permission,
    record::Granularity,
    registry::{FILE_MAX, ListRegistry, RegistryPage, RegistryRow, State},
};
use leptos::prelude::*;

/// The list.
pub fn registry_page(
    frame: &Frame,
    state: &FormState<'_>,
    query: &ListRegistry,
    found: &RegistryPage,
) -> String {
    let exports = frame.role.is_some_and(|role| role.may(Permission::Publish));
    page(frame, state, "EU registry", &[], || {
        view! {
            <p class="lead">
                "Before a product is placed on the market, its operator registers its passport in the registry of the European Commission. "
                "Tessera checks what can be checked beforehand, makes files to take over, and keeps the proofs that come back. It does not speak to the registry itself: how programs do that is not documented in public."
            </p>
            {filters(query)}
            {rows(query, found, exports)}
            {paging(query, found)}
        }
    })
}

fn filters(query: &ListRegistry) -> impl IntoView + use<> {
    let states = State::ALL
        .map(|state| {
            let chosen = query.state == Some(state);
            view! { <option value=state.word() selected=chosen>{state.label()}</option> }
        })
        .collect_view();
    view! {
        <form class="drift-filters" method="get" action=Route::Registry.href() role="search" aria-label="Passports">
            <div class="field">
                <label for="search">"Name, identifier or GTIN"</label>
                <input id="search" name="search" type="search" maxlength="100" value=query.search.clone() />
            </div>
            <div class="field">
                <label for="state">"State"</label>
                <select id="state" name="state">
                    <option value="">"All states"</option>
                    {states}
                </select>
            </div>
            <div class="field">
                <label for="changed">"Versions"</label>
                <select id="changed" name="changed">
                    <option value="">"All versions"</option>
                    <option value="yes" selected=query.outdated>"Changed since the proof"</option>
                </select>
            </div>
            <div class="row-actions">
                <button type="submit" class=Look::Plain.class()>"Show"</button>
                {query.is_filtered().then(|| view! { <a href=Route::Registry.href()>"Clear the filters"</a> })}
            </div>
        </form>
    }
}

fn rows(query: &ListRegistry, found: &RegistryPage, exports: bool) -> AnyView {
    if found.items.is_empty() {
        let (title, text) = if query.is_filtered() {
            (
                "No passport matches",
                "Search for something else, or clear the filters.",
            )
        } else {
            (
                "Nothing is published yet",
                "Once products are published as passports, they can be registered.",
            )
        };
        return view! { <EmptyState title text /> }.into_any();
    }
    let rows = found.items.iter().map(|item| row(item, exports)).collect_view();
    let table = view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">{plural(found.total, "passport")}</caption>
                <thead>
                    <tr>
                        {exports.then(|| view! { <td class="col-check"></td> })}
                        <th scope="col">"Product"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Check"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    if !exports {
        return table.into_any();
    }
    view! {
        <form method="post" action=Route::RegistryFiles.href() aria-label="Export">
            {hidden(query)} {table} {actions(found.total)}
        </form>
    }
    .into_any()
}

fn actions(total: u32) -> impl IntoView + use<> {
    let all = format!("Export all {total} that match");
    view! {
        <div class="row-actions drift-actions">
            <label for="format">"Format"</label>
            <select id="format" name="format">
                <option value="json">"JSON"</option>
                <option value="xml">"XML"</option>
            </select>
            <button type="submit" name="what" value="chosen" class=Look::Primary.class()>
                "Export the ticked ones"
            </button>
            <button type="submit" name="what" value="all" class=Look::Plain.class()>{all}</button>
        </div>
        <p class="hint">
            {format!("A file holds {FILE_MAX} passports at most, as the registry asks. Its format is Tessera\u{2019}s own; the registry\u{2019}s template is shown to enrolled operators only.")}
        </p>
    }
}

/// The filters, so that "all" means what the page shows.
fn hidden(query: &ListRegistry) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="search" value=query.search.clone() />
        <input type="hidden" name="state" value=query.state.map_or("", State::word) />
        <input type="hidden" name="changed" value=if query.outdated { "yes" } else { "" } />
    }
}

fn row(row: &RegistryRow, exports: bool) -> impl IntoView + use<> {
    let name = named(&row.name, &row.product_identifier);
    let id = row.passport.to_string();
    let tick = exports.then(|| {
        let label = format!("Export {name}");
        let able = !row.has_errors();
        let tick =
            able.then(|| view! { <input type="checkbox" name="passport" value=id aria-label=label /> });
        view! { <td class="col-check">{tick}</td> }
    });
    let version = if row.version == 0 {
        "Live".to_owned()
    } else {
        row.version.to_string()
    };
    view! {
        <tr>
            {tick}
            <th scope="row" class="wrap-anywhere">
                <a href=Route::RegistryPassport(row.passport).href()>{name}</a>
                <span class="drift-identifier">{which(row)}</span>
            </th>
            <td data-label="Version">{version}</td>
            <td data-label="Check">{verdict(&row.findings)}</td>
            <td data-label="State">{standing(&row.standing)}</td>
        </tr>
    }
}

/// The product's identifier, and the address where it is a batch or an item of it.
fn which(row: &RegistryRow) -> String {
    let unit = row
        .facts
        .as_ref()
        .filter(|facts| facts.granularity != Granularity::Model);
    match unit {
        Some(facts) => format!("{}, {}", row.product_identifier, facts.identifier),
        None => row.product_identifier.clone(),
    }
}

fn paging(query: &ListRegistry, found: &RegistryPage) -> impl IntoView + use<> {
    let pages = found.total.div_ceil(found.per_page.max(1)).max(1);
    let to = |page: u32| {
        let state = query.state.map_or("", State::word);
        let changed = if query.outdated { "yes" } else { "" };
        format!(
            "{}?search={}&state={state}&changed={changed}&page={page}",
            Route::Registry.href(),
            encoded(&query.search)
        )
    };
    let back = (found.page > 1).then(|| to(found.page - 1));
    let next = (found.page < pages).then(|| to(found.page + 1));
    view! { <Paging back next place=format!("Page {} of {pages}", found.page) /> }
}
