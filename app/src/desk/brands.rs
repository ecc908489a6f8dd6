//! The caller's brands: which one is in use, and another one.

use super::layout::{Frame, page};
use crate::{
    account::{Field, FormState},
    admin::role_word,
    routes::Route,
    ui::{Look, Tone, badge::Badge},
};
use domain::team::BrandRow;
use leptos::prelude::*;

const NAME: Field = Field {
    name: "name",
    label: "Brand name",
    kind: "text",
    autocomplete: "organization",
    help: Some("As your customers know it. You can change it later."),
};

/// The list with a switch at each, and the form that opens another one.
pub fn brands_page(frame: &Frame, state: &FormState<'_>, brands: &[BrandRow]) -> String {
    page(frame, state, "Your brands", &["name"], || {
        view! {
            {if brands.is_empty() { none().into_any() } else { list(brands).into_any() }}
            <section class="card" aria-labelledby="open">
                <h2 id="open">{if brands.is_empty() { "Open a brand" } else { "Open another brand" }}</h2>
                <p>"You become its owner. It has members, templates, passports and settings of its own."</p>
                <form class="form" method="post" action=Route::Brands.href() novalidate>
                    {NAME.view(state)}
                    <div class="form-actions">
                        <button type="submit" class=Look::Primary.class()>
                            "Open the brand"
                        </button>
                    </div>
                </form>
            </section>
        }
    })
}

fn none() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="none">
            <h2 id="none">"You do not belong to a brand yet"</h2>
            <p>
                "Open one of your own below. If you wait for an invitation, open the link in the mail when it comes; an owner or admin of the brand can send it again."
            </p>
        </section>
    }
}

fn list(brands: &[BrandRow]) -> impl IntoView + use<> {
    let rows = brands.iter().map(row).collect_view();
    view! {
        <section aria-label="Brands">
            <div class="table-box">
                <table class="table stack">
                    <caption class="visually-hidden">"The brands that you belong to"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Brand"</th>
                            <th scope="col">"Your role"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(brand: &BrandRow) -> impl IntoView + use<> {
    let action = if brand.is_current {
        view! { <Badge tone=Tone::Ok text="In use" /> }.into_any()
    } else {
        view! {
            <form method="post" action=Route::SwitchBrand.href()>
                <input type="hidden" name="brand" value=brand.id.to_string() />
                <button type="submit" class=Look::Plain.class()>
                    "Switch"<span class="visually-hidden">{format!(" to {}", brand.name)}</span>
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{brand.name.clone()}</th>
            <td data-label="Your role">{role_word(brand.role)}</td>
            <td class="cell-actions">{action}</td>
        </tr>
    }
}
