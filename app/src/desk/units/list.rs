//! What stands below a model or a batch.

use super::{
    super::{
        layout::{Frame, page},
        readiness::parts::{trail, with_query},
    },
    parts::{above, level_words},
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{EmptyState, Look, Paging, time::exact},
};
use domain::unit::{Level, ListUnits, UnitRow, UnitsView};
use leptos::prelude::*;

/// The list of batches and items.
pub fn units_page(frame: &Frame, state: &FormState<'_>, query: &ListUnits, view: &UnitsView) -> String {
    let title = match &view.batch {
        Some((batch, _)) => format!("Items of batch {batch}"),
        None => "Batches and items".to_owned(),
    };
    page(frame, state, &title, &[], || {
        let lead = format!(
            "{} \u{b7} {}",
            named(&view.name, &view.product_identifier),
            view.product_identifier
        );
        view! {
            {trail(above(view))}
            <p class="lead">{lead}</p>
            {view.closed.map(|why| view! { <p class="notice tone-warn">{why}</p> })}
            {actions(view)}
            {(view.all > 0).then(|| filters(query, view))}
            {rows(query, view)}
            {paging(query, view)}
        }
    })
}

fn actions(view: &UnitsView) -> impl IntoView + use<> {
    let creates = view.may_edit && view.closed.is_none();
    let label = if view.batch.is_some() {
        "Create items"
    } else {
        "Create batches or items"
    };
    let create = creates.then(|| {
        view! { <a class=Look::Primary.class() href=Route::NewUnits(view.parent).href()>{label}</a> }
    });
    view! {
        <p class="row-actions">
            {create}
            <a href=Route::UnitFields(view.template).href()>"Fields of batches and items"</a>
            <a href=format!("{}?below={}", Route::Labels.href(), view.parent)>"Print labels"</a>
        </p>
    }
}

fn filters(query: &ListUnits, view: &UnitsView) -> impl IntoView + use<> {
    let levels = view.batch.is_none().then(|| {
        let chosen = query.level.map_or("", Level::word);
        let all = [("", "Batches and items"), ("batch", "Batches"), ("item", "Items")];
        let all = all
            .map(|(word, label)| view! { <option value=word selected=word == chosen>{label}</option> })
            .collect_view();
        view! {
            <div class="field">
                <label for="level">"Level"</label>
                <select id="level" name="level">{all}</select>
            </div>
        }
    });
    let route = Route::Units(view.parent);
    let filtered = !query.search.is_empty() || query.level.is_some();
    view! {
        <form class="drift-filters" method="get" action=route.href() role="search" aria-label="Batches and items">
            <div class="field">
                <label for="search">"Batch or serial number"</label>
                <input id="search" name="search" type="search" maxlength="60" value=query.search.clone() />
            </div>
            {levels}
            <div class="row-actions">
                <button type="submit" class=Look::Plain.class()>"Show"</button>
                {filtered.then(|| view! { <a href=route.href()>"Clear the filters"</a> })}
            </div>
        </form>
    }
}

fn rows(query: &ListUnits, view: &UnitsView) -> AnyView {
    if view.items.is_empty() {
        let (title, text) = if view.all > 0 {
            (
                "Nothing matches",
                "Search for another number, or clear the filters.",
            )
        } else {
            (
                "None so far",
                "A passport of a batch or of one item has an address and a code of its own. Its page shows its own values, then what the model says.",
            )
        };
        return view! { <EmptyState title=title text=text /> }.into_any();
    }
    let rows = view.items.iter().map(row).collect_view();
    let count = match (query.search.is_empty() && query.level.is_none(), view.total) {
        (true, 1) => "1 in all".to_owned(),
        (true, n) => format!("{n} in all"),
        (false, 1) => "1 matches".to_owned(),
        (false, n) => format!("{n} match"),
    };
    view! {
        <p class="hint" id="count">{count}</p>
        <div class="table-box">
            <table class="table stack" aria-describedby="count">
                <caption class="visually-hidden">"Batches and items"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Number"</th>
                        <th scope="col">"Level"</th>
                        <th scope="col">"Batch"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Published"</th>
                        <th scope="col"><span class="visually-hidden">"Page"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(unit: &UnitRow) -> impl IntoView + use<> {
    let name = &unit.name;
    let level = name.level();
    let number = name
        .serial
        .clone()
        .or_else(|| name.batch.clone())
        .unwrap_or_default();
    let batch = match level {
        Level::Batch => String::new(),
        Level::Item => name.batch.clone().unwrap_or_else(|| "\u{2013}".to_owned()),
    };
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                <a href=Route::Unit(unit.id).href()>{number}</a>
            </th>
            <td data-label="Level">{level_words(level)}</td>
            <td data-label="Batch" class="wrap-anywhere">{batch}</td>
            <td data-label="Version">{unit.version}</td>
            <td data-label="Published">
                <time datetime=unit.published_at.to_rfc3339()>{exact(unit.published_at)}</time>
            </td>
            <td class="cell-actions">
                <a href=unit.path.clone()>
                    "Open"<span class="visually-hidden">{format!(" the page of {}", name.words())}</span>
                </a>
            </td>
        </tr>
    }
}

fn paging(query: &ListUnits, view: &UnitsView) -> impl IntoView + use<> {
    let pages = view.total.div_ceil(view.per_page.max(1)).max(1);
    let page = view.page.max(1);
    let route = Route::Units(view.parent);
    let to = |page: u32| {
        let level = query.level.map_or("", Level::word);
        let page = page.to_string();
        with_query(
            &route,
            &[
                ("search", query.search.as_str()),
                ("level", level),
                ("page", page.as_str()),
            ],
        )
    };
    view! {
        <Paging
            back=(page > 1).then(|| to(page - 1))
            next=(page < pages).then(|| to(page + 1))
            place=format!("Page {page} of {pages}")
        />
    }
}
