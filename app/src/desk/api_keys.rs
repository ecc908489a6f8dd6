//! The keys with which programs of a brand write.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, time::exact},
};
use chrono::{DateTime, Utc};
use domain::api_key::{ApiKeyView, DAYS_MAX, NAME_MAX, Scope};
use leptos::prelude::*;

/// The keys with what each may do, and the form for another. `secret` is that of a key that was just made.
pub fn api_keys_page(
    frame: &Frame,
    state: &FormState<'_>,
    keys: &[ApiKeyView],
    secret: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    page(frame, state, "API keys", &["name", "scopes", "days"], || {
        view! {
            <p>
                "Reading passports needs no key. With a key, your own programs change them through the API "
                "(" <code>"/api/dpp/v1"</code> "). A key acts in the name of whoever made it, and stops when they leave the brand."
            </p>
            {secret.map(|secret| shown(secret.to_owned()))}
            {table(keys, now)}
            {form(state)}
            <p>
                <a href=Route::Settings.href()>"Back to the settings"</a>
            </p>
        }
    })
}

fn shown(secret: String) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="secret">
            <h2 id="secret">"Your new key"</h2>
            <p>"Copy it now: it is shown this once, and nobody can tell it again."</p>
            <p>
                <code>{secret}</code>
            </p>
            <p>
                "Programs send it as " <code>"Authorization: Bearer"</code> " and the key."
            </p>
        </section>
    }
}

fn table(keys: &[ApiKeyView], now: DateTime<Utc>) -> AnyView {
    if keys.is_empty() {
        return view! { <p>"There is no key yet."</p> }.into_any();
    }
    let rows = keys.iter().map(|key| row(key, now)).collect_view();
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"API keys"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Key"</th>
                        <th scope="col">"May"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"Counts until"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Revoke"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(key: &ApiKeyView, now: DateTime<Utc>) -> impl IntoView + use<> {
    let may: Vec<&str> = key.scopes.iter().map(|scope| scope.title()).collect();
    let until = match key.revoked_at {
        Some(at) => format!("Revoked {}", exact(at)),
        None if key.expires_at <= now => format!("Ended {}", exact(key.expires_at)),
        None => exact(key.expires_at),
    };
    let used = key.last_used_at.map_or_else(|| "Never".to_owned(), exact);
    let (id, name) = (key.id.to_string(), key.name.clone());
    let revoke = key.is_live(now).then(|| {
        let label = format!("Revoke {name}");
        view! {
            <form method="post" action=Route::ApiKeys.href()>
                <input type="hidden" name="what" value="revoke" />
                <input type="hidden" name="id" value=id />
                <button type="submit" class=Look::Danger.class() aria-label=label>
                    "Revoke"
                </button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{key.name.clone()}</th>
            <td data-label="May">{may.join("; ")}</td>
            <td data-label="Made">{exact(key.created_at)} " by " {key.created_by.clone()}</td>
            <td data-label="Last used">{used}</td>
            <td data-label="Counts until">{until}</td>
            <td>{revoke}</td>
        </tr>
    }
}

fn form(state: &FormState<'_>) -> impl IntoView + use<> {
    let scopes: Vec<_> = Scope::ALL
        .into_iter()
        .map(|scope| {
            view! {
                <label class="choice">
                    <input type="checkbox" name=scope.word() value="yes" />
                    {scope.title()}
                </label>
            }
        })
        .collect();
    let wrong = |field: &str| {
        state
            .error
            .and_then(|error| error.at(field))
            .map(str::to_owned)
            .map(|text| {
                view! {
                    <p class="field-error" id=format!("{field}-error")>
                        {text}
                    </p>
                }
            })
    };
    view! {
        <form class="card" method="post" action=Route::ApiKeys.href() aria-labelledby="make">
            <h2 id="make">"Make a key"</h2>
            <input type="hidden" name="what" value="make" />
            <label class="field">
                <span>"What it is for"</span>
                <input id="name" name="name" required maxlength=NAME_MAX.to_string() autocomplete="off" />
            </label>
            {wrong("name")}
            <fieldset id="scopes">
                <legend>"What it may do"</legend>
                {scopes}
            </fieldset>
            {wrong("scopes")}
            <label class="field">
                <span>"Days for which it counts"</span>
                <input id="days" name="days" type="number" min="1" max=DAYS_MAX.to_string() value="90" required />
            </label>
            {wrong("days")}
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>
                    "Make the key"
                </button>
            </div>
        </form>
    }
}
