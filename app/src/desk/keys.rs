//! The keys that a brand signs its passports with.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, time::exact},
};
use domain::brand_key::{BrandKeyView, BrandKeys};
use leptos::prelude::*;

/// Who the brand is to a machine, its keys with their times, and how to change them.
pub fn keys_page(frame: &Frame, state: &FormState<'_>, view: &BrandKeys) -> String {
    page(frame, state, "Signing keys", &[], || {
        view! {
            <p>
                "Every version of a passport is signed with your brand's key when it is published. Anyone can check that it was "
                "you and that nothing was changed, also without this site."
            </p>
            {to_sign_again(view.to_sign_again)}
            {identity(view)}
            {keys(&view.keys)}
            {(!view.keys.is_empty()).then(change)}
            <p>
                <a href=Route::Settings.href()>"Back to the settings"</a>
            </p>
        }
    })
}

/// What a revocation leaves to be done.
fn to_sign_again((models, units): (u32, u32)) -> Option<impl IntoView> {
    let count = |n: u32, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(models, "passport of a model", "passports of models"),
        count(
            units,
            "passport of a batch or an item",
            "passports of batches and items",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| {
        view! {
            <p class="notice">
                {format!(
                    "{} cannot be proven: the key of the latest version is revoked. Publish models again, and create batches and \
                     items again with the same numbers. What they say stays as it is, and they are signed with the new key.",
                    parts.join(" and "),
                )}
            </p>
        }
    })
}

fn identity(view: &BrandKeys) -> AnyView {
    let Some(did) = view.did.clone() else {
        return view! {
            <p class="notice">
                "This site has no domain name, so your brand has no address under which its keys could be looked up. "
                "Versions are signed all the same."
            </p>
        }
        .into_any();
    };
    view! {
        <section class="card" aria-labelledby="identity">
            <h2 id="identity">"Your brand's identity"</h2>
            <p>
                <code>{did}</code>
            </p>
            {(!view.keys.is_empty())
                .then(|| view! {
                    <p>
                        <a href=view.document.clone()>"The public document with all keys"</a>
                    </p>
                })}
        </section>
    }
    .into_any()
}

fn keys(keys: &[BrandKeyView]) -> AnyView {
    if keys.is_empty() {
        return view! { <p>"The first key is made with your first publication."</p> }.into_any();
    }
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"Keys"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Key"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Signed until"</th>
                    </tr>
                </thead>
                <tbody>{keys.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(key: &BrandKeyView) -> impl IntoView + use<> {
    let (tone, state) = match (key.revoked_at, key.retired_at) {
        (Some(_), _) => ("badge tone-danger", "Revoked"),
        (None, Some(_)) => ("badge", "Replaced"),
        (None, None) => ("badge tone-ok", "Signs now"),
    };
    let short: String = key.public_key.chars().take(16).collect();
    let until = key.retired_at.map_or_else(|| "\u{2013}".to_owned(), exact);
    view! {
        <tr>
            <th scope="row">
                <code title=key.public_key.clone()>{short}</code>
            </th>
            <td data-label="State">
                <span class=tone>{state}</span>
            </td>
            <td data-label="Made">{exact(key.created_at)}</td>
            <td data-label="Signed until">{until}</td>
        </tr>
    }
}

fn change() -> impl IntoView {
    view! {
        <form class="card" method="post" action=Route::SigningKeys.href() aria-labelledby="replace">
            <h2 id="replace">"Replace the key"</h2>
            <p>"What is published from now on is signed with a new key. What the old one signed stays proven."</p>
            <input type="hidden" name="what" value="replace" />
            <div class="form-actions">
                <button type="submit" class=Look::Quiet.class()>
                    "Replace the key"
                </button>
            </div>
        </form>
        <form class="card" method="post" action=Route::SigningKeys.href() aria-labelledby="revoke">
            <h2 id="revoke">"Revoke the key"</h2>
            <p>
                "Only if somebody else may have it. Nothing that it signed counts as proven any more, and there is no way back: "
                "publish those passports again to have them signed with the new key, also where nothing else differs. Create batches and items "
                "again for that; what they say stays as it is."
            </p>
            <input type="hidden" name="what" value="revoke" />
            <label class="choice">
                <input type="checkbox" name="sure" value="yes" required />
                "I understand that all signatures of this key become worthless"
            </label>
            <div class="form-actions">
                <button type="submit" class=Look::Danger.class()>
                    "Revoke the key"
                </button>
            </div>
        </form>
    }
}
