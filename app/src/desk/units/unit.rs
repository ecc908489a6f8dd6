//! One batch or item: its address and code, its values, its versions.

use super::{
    super::{
        layout::{Frame, page},
        readiness::parts::trail,
        table::table_section,
    },
    parts::value_fields,
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{Look, time::exact},
};
use domain::unit::{Level, UnitView};
use leptos::prelude::*;

/// The page of a unit.
pub fn unit_page(frame: &Frame, state: &FormState<'_>, view: &UnitView) -> String {
    let name = &view.row.name;
    let names: Vec<String> = view
        .fields
        .iter()
        .map(|field| format!("values.{}", field.key))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    page(frame, state, &name.words(), &names, || {
        let (model, labels, identifier) = &view.model;
        let mut above = vec![
            (Route::Passports, "Passports".to_owned()),
            (Route::Passport(*model), named(labels, identifier)),
            (Route::Units(*model), "Batches and items".to_owned()),
        ];
        if let (Some(batch), Some(number)) = (view.batch, &name.batch) {
            above.push((Route::Unit(batch), format!("Batch {number}")));
        }
        view! {
            {trail(above)}
            {view.withdrawn.then(|| view! {
                <p class="notice tone-warn">"Whoever runs this site has taken this page off it: readers are told that it is gone."</p>
            })}
            {address(view)}
            {values(state, view)}
            {versions(view)}
        }
    })
}

fn address(view: &UnitView) -> impl IntoView + use<> {
    let row = &view.row;
    let id = row.id;
    let items = (row.name.level() == Level::Batch)
        .then(|| view! { <a href=Route::Units(id).href()>"Items of this batch"</a> });
    let download = |route: Route| format!("{}?download=1", route.href());
    view! {
        <section class="card" aria-labelledby="address">
            <h2 id="address">"Address and code"</h2>
            <p><a class="code" href=row.path.clone()>{view.url.clone()}</a></p>
            <div class="qr">
                <img src=Route::QrSvg(id).href() width="220" height="220" alt="QR code that opens the passport" />
            </div>
            <p class="row-actions">
                <a href=download(Route::QrSvg(id))>"Download SVG, for print"</a>
                <a href=download(Route::QrPng(id))>"Download PNG"</a>
                {items}
            </p>
        </section>
    }
}

fn values(state: &FormState<'_>, view: &UnitView) -> AnyView {
    let level = view.row.name.level();
    if view.fields.is_empty() {
        return view! {
            <section class="card" aria-labelledby="values">
                <h2 id="values">"Values"</h2>
                <p>
                    "The template has no fields of this level. "
                    <a href=Route::UnitFields(view.template).href()>"Add some"</a>
                </p>
            </section>
        }
        .into_any();
    }
    if !view.may_edit || view.withdrawn {
        let rows = view
            .fields
            .iter()
            .map(|field| {
                let value = view.values.get(&field.key).cloned();
                let value = value.unwrap_or_else(|| "\u{2013}".to_owned());
                view! { <dt>{field.name(&view.locales)}</dt><dd class="wrap-anywhere">{value}</dd> }
            })
            .collect_view();
        return view! {
            <section class="card" aria-labelledby="values">
                <h2 id="values">"Values"</h2>
                <dl class="facts">{rows}</dl>
            </section>
        }
        .into_any();
    }
    let fields = value_fields(state, "", (&view.fields, level), &view.locales);
    view! {
        <section class="card" aria-labelledby="values">
            <h2 id="values">"Values"</h2>
            <form class="form" method="post" action=Route::Unit(view.row.id).href() novalidate>
                <input type="hidden" name="version" value=view.row.version />
                {fields}
                <p class="hint">"A change is published at once as the next version; the earlier ones are kept."</p>
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Save and publish"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn versions(view: &UnitView) -> impl IntoView + use<> {
    let rows = view
        .versions
        .iter()
        .map(|version| {
            view! {
                <tr>
                    <th scope="row">{version.number}</th>
                    <td data-label="Published">
                        <time datetime=version.published_at.to_rfc3339()>{exact(version.published_at)}</time>
                    </td>
                    <td data-label="By" class="wrap-anywhere">{version.published_by.clone()}</td>
                    <td data-label="Hash" class="code">{version.hash.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let headings = ["Version", "Published", "By", "Hash (SHA-256)"];
    table_section(("versions", "Versions"), &headings, (), rows)
}
