//! The table of products.

use super::{
    Query,
    selection::{Selection, pairs},
    setup::Setup,
};
use crate::{
    admin::words::{named, version},
    routes::Route,
    ui::{Badge, Paging, Tone, When},
};
use domain::catalog::{ProductPage, ProductPassport, ProductRow};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The products of a page.
#[component]
pub fn Table(
    query: Query,
    products: ProductPage,
    setup: Setup,
    selection: Selection,
    publishes: bool,
) -> impl IntoView {
    let all = StoredValue::new(pairs(&products.items));
    let rows = products
        .items
        .into_iter()
        .map(|row| row_view(row, &setup, selection, publishes))
        .collect_view();
    let every = move || all.with_value(|all| selection.has_all(all));
    view! {
        <div class="table-box">
            <table class="table">
                <caption class="visually-hidden">"Products"</caption>
                <thead>
                    <tr>
                        {publishes
                            .then(|| {
                                view! {
                                    <th scope="col" class="col-check">
                                        <input
                                            type="checkbox"
                                            aria-label="Choose all products of this page"
                                            prop:checked=every
                                            on:change=move |e| {
                                                all.with_value(|all| selection.set_all(all, event_target_checked(&e)));
                                            }
                                        />
                                    </th>
                                }.into_any()
                            })} <th scope="col">"Product"</th> <th scope="col">"Identifier"</th>
                        <th scope="col">"Family"</th> <th scope="col">"Changed"</th> <th scope="col">"Passport"</th>
                    </tr>
                </thead>
                <tbody on:keydown=move_by_arrows>{rows}</tbody>
            </table>
        </div>
        {pages(query, products.next)}
    }.into_any()
}

fn row_view(row: ProductRow, setup: &Setup, selection: Selection, publishes: bool) -> impl IntoView + use<> {
    let name = named(&row.labels, &row.identifier);
    let family = row
        .family
        .as_deref()
        .map(|f| setup.family_name(f))
        .unwrap_or_default();
    let passports: Vec<_> = row.passports.iter().map(|p| passport(p, setup)).collect();
    let none = passports.is_empty();
    let key = StoredValue::new((row.key, row.family));
    let chosen = move || key.with_value(|(key, _)| selection.has(key));
    let choose = move |e: ev::Event| {
        key.with_value(|(key, family)| selection.set(key, family.as_deref(), event_target_checked(&e)));
    };
    let label = format!("Choose {name}");
    view! {
        <tr class:row-chosen=chosen>
            {publishes
                .then(|| {
                    view! {
                        <td class="col-check">
                            <input type="checkbox" aria-label=label prop:checked=chosen on:change=choose />
                        </td>
                    }.into_any()
                })} <th scope="row">{name} {(!row.enabled).then(|| view! { " " <Badge tone=Tone::Neutral text="Disabled" /> }.into_any())}</th>
            <td class="code-text">{row.identifier}</td> <td>{family}</td> <td>{row.updated.map(|at| view! { <When at /> }.into_any())}</td>
            <td>
                {passports}
                {none.then_some(view! { <span class="muted">"None"</span> }.into_any())}
            </td>
        </tr>
    }.into_any()
}

fn passport(p: &ProductPassport, setup: &Setup) -> impl IntoView + use<> {
    let words = match setup.template_name(p.template) {
        Some(template) => format!("{template}, {}", version(p.version, "version ")),
        None => version(p.version, "Version "),
    };
    view! {
        <a class="passport-link" href=Route::Passport(p.id).href()>
            {words}
        </a>
    }
    .into_any()
}

/// Arrow keys go from row to row; the space bar chooses, as checkboxes do.
fn move_by_arrows(e: ev::KeyboardEvent) {
    let down = match e.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(row) = crate::ui::browser::closest(&e, "tr") else {
        return;
    };
    let next = if down {
        row.next_element_sibling()
    } else {
        row.previous_element_sibling()
    };
    let target = next.and_then(|tr| tr.query_selector("input, a").ok().flatten());
    if let Some(target) = target {
        e.prevent_default();
        // Refused only when the row is gone already.
        _ = target.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// The table is made anew with each page, so the links need not follow the address.
fn pages(query: Query, next: Option<String>) -> impl IntoView {
    let base = Route::Products.href();
    let gone = query.after.get_untracked();
    let back = gone
        .split_last()
        .map(|(_, before)| format!("{base}{}", untrack(|| query.with_after(before))));
    let next = next.map(|cursor| {
        let mut after = gone.clone();
        after.push(cursor);
        format!("{base}{}", untrack(|| query.with_after(&after)))
    });
    view! { <Paging back next place=format!("Page {}", gone.len() + 1) /> }.into_any()
}
