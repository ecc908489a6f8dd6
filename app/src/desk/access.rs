//! Who reads what not everybody may: grants, the log of what was read, and taking all of it back.

use super::layout::{Frame, page};
use crate::{
    account::{Field, FormState},
    routes::Route,
    ui::{
        Look, Tone,
        badge::Badge,
        empty::EmptyState,
        time::{day, exact},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    Permission, Reader, Role,
    grant::{GrantScope, GrantState, GrantView, ReadRow},
};
use leptos::prelude::*;

const ORGANISATION: Field = Field {
    name: "organisation",
    label: "Organisation",
    kind: "text",
    autocomplete: "organization",
    help: Some("Readings are logged under this name."),
};
const UNTIL: Field = Field {
    name: "until",
    label: "Last day",
    kind: "date",
    autocomplete: "off",
    help: Some("When it has ended, the link and the key open nothing."),
};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct AccessView {
    /// The grants, newest first.
    pub grants: Vec<GrantView>,
    /// The scopes that the form offers, with their names.
    pub scopes: Vec<(GrantScope, String)>,
    /// The time now.
    pub now: DateTime<Utc>,
}

/// The page of grants.
pub fn access_page(frame: &Frame, state: &FormState<'_>, view: &AccessView) -> String {
    let role = frame.role.unwrap_or(Role::Viewer);
    let manages = role.may(Permission::ManageGrants);
    page(
        frame,
        state,
        "Access",
        &["organisation", "reader", "scope", "until"],
        || {
            view! {
                <p class="lead">
                    "Fields that a template keeps from the public can be read by organisations to which you give access."
                </p>
                {grants(view, manages)}
                {role.may(Permission::ReadAudit).then(|| view! { <p><a href=Route::AccessLog.href()>"What was read"</a></p> })}
                {manages.then(|| (form(state, view), emergency(view)))}
            }
        },
    )
}

fn grants(view: &AccessView, manages: bool) -> AnyView {
    if view.grants.is_empty() {
        return view! { <EmptyState title="Nobody has access" text="Everybody reads the public fields. Give an organisation access to the others below." /> }
            .into_any();
    }
    let rows = view
        .grants
        .iter()
        .map(|grant| row(grant, view.now, manages))
        .collect_view();
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"Grants"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Organisation"</th>
                        <th scope="col">"Reads as"</th>
                        <th scope="col">"Passports"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(grant: &GrantView, now: DateTime<Utc>, manages: bool) -> impl IntoView + use<> {
    let state = grant.state(now);
    let (tone, text, when) = match state {
        GrantState::Open => (Tone::Ok, "Open", format!("until {}", exact(grant.expires_at))),
        GrantState::Expired => (Tone::Warn, "Expired", exact(grant.expires_at)),
        GrantState::Revoked => (
            Tone::Danger,
            "Revoked",
            grant.revoked_at.map(exact).unwrap_or_default(),
        ),
    };
    let used = grant.last_used_at.map_or_else(|| "Never".to_owned(), exact);
    let made = format!("Made by {} on {}", grant.created_by, day(grant.created_at));
    let revoke = (manages && state != GrantState::Revoked).then(|| revoke(grant));
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                {grant.organisation.clone()}
                <p class="hint">{made}</p>
            </th>
            <td data-label="Reads as">{grant.reader.words()}</td>
            <td data-label="Passports" class="wrap-anywhere">{grant.scope_words()}</td>
            <td data-label="State"><Badge tone text /> " " <span class="hint">{when}</span></td>
            <td data-label="Last used">{used}</td>
            <td class="cell-actions">{revoke}</td>
        </tr>
    }
}

fn revoke(grant: &GrantView) -> impl IntoView + use<> {
    let of = format!(" the access of {}", grant.organisation);
    view! {
        <details>
            <summary>"Revoke"<span class="visually-hidden">{of.clone()}</span></summary>
            <form method="post" action=Route::RevokeGrant(grant.id).href()>
                <p class="hint">"The link and the key open nothing from now on. There is no way back."</p>
                <button type="submit" class=Look::Danger.class()>"Revoke now"<span class="visually-hidden">{of}</span></button>
            </form>
        </details>
    }
}

fn form(state: &FormState<'_>, view: &AccessView) -> impl IntoView + use<> {
    let readers = Reader::GRANTED.map(|reader| (reader.word().to_owned(), reader.words().to_owned()));
    let scopes: Vec<_> = view
        .scopes
        .iter()
        .map(|(scope, name)| (scope.word(), name.clone()))
        .collect();
    view! {
        <section class="card" aria-labelledby="give">
            <h2 id="give">"Give access"</h2>
            <form class="form" method="post" action=Route::Access.href() novalidate>
                {ORGANISATION.view(state)}
                {choice(state, "reader", "Reads as", &readers)}
                {choice(state, "scope", "Passports", &scopes)}
                {UNTIL.view(state)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>"Give access"</button>
                </div>
            </form>
        </section>
    }
}

fn choice(
    state: &FormState<'_>,
    name: &'static str,
    label: &'static str,
    options: &[(String, String)],
) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|e| e.at(name)).map(str::to_owned);
    let (invalid, chosen, id) = (mistake.is_some(), state.value(name), format!("{name}-error"));
    let options = options
        .iter()
        .map(|(word, text)| {
            view! { <option value=word.clone() selected=*word == chosen>{text.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:invalid=invalid>
            <label for=name>{label}</label>
            {mistake.map(|text| view! { <p class="mistake" id=id.clone()>{text}</p> })}
            <select id=name name=name aria-invalid=invalid.then_some("true") aria-describedby=invalid.then_some(id)>
                {options}
            </select>
        </div>
    }
}

fn emergency(view: &AccessView) -> Option<impl IntoView + use<>> {
    let open = view
        .grants
        .iter()
        .any(|grant| grant.state(view.now) == GrantState::Open);
    let options = Reader::GRANTED
        .map(|reader| view! { <option value=reader.word()>{format!("Everybody who reads as {}", reader.words().to_lowercase())}</option> })
        .collect_view();
    open.then(|| view! {
        <form class="card form" method="post" action=Route::RevokeGrants.href() aria-labelledby="emergency">
            <h2 id="emergency">"In an emergency"</h2>
            <p>"Revoke many grants at once, for example when links have become public."</p>
            <div class="field">
                <label for="whose">"Whose access"</label>
                <select id="whose" name="whose">
                    <option value="all">"All organisations"</option>
                    {options}
                </select>
            </div>
            <label class="choice">
                <input type="checkbox" name="sure" value="yes" required />
                "I understand that their links and keys open nothing any more"
            </label>
            <div class="form-actions">
                <button type="submit" class=Look::Danger.class()>"Revoke them all"</button>
            </div>
        </form>
    })
}

/// The secret of a grant that was just made, the one time that anybody sees it.
pub fn granted_page(frame: &Frame, organisation: &str, secret: &str, link: Option<&str>) -> String {
    page(frame, &FormState::default(), "Access given", &[], || {
        let link = link.map(str::to_owned).map(|link| {
            view! {
                <h2>"As a link"</h2>
                <p>"Opens the passport in any browser. Whoever has the link reads what it opens."</p>
                <p><code class="wrap-anywhere" id="link">{link}</code></p>
            }
        });
        let rest = format!("?grant={secret}");
        view! {
            <section class="card" aria-labelledby="shown">
                <h2 id="shown">{format!("For {organisation}")}</h2>
                <p class="notice">"This is shown once. Copy it now and send it on a way that only they can read."</p>
                {link}
                <h2>"As a key"</h2>
                <p>"Programs send it with each request, in the header "<code>"Authorization: Bearer"</code>"."</p>
                <p><code class="wrap-anywhere" id="key">{secret.to_owned()}</code></p>
                <h2>"Behind the address of a passport"</h2>
                <p>"In a browser, it follows the address of each passport that the grant is for."</p>
                <p><code class="wrap-anywhere">{rest}</code></p>
                <p><a href=Route::Access.href()>"Done"</a></p>
            </section>
        }
    })
}

/// The log of restricted reads; `older` is where the next page begins.
pub fn reads_page(frame: &Frame, rows: &[ReadRow], older: Option<&str>) -> String {
    page(frame, &FormState::default(), "What was read", &[], || {
        view! {
            <p class="lead">"Each reading of a field that not everybody may read. Nobody can change this log, and no address of a reader is in it."</p>
            {reads(rows)}
            {older.map(|older| view! { <p><a href=format!("{}?after={older}", Route::AccessLog.href())>"Older readings"</a></p> })}
            <p><a href=Route::AccessLogCsv.href()>"Download as CSV"</a></p>
            <p><a href=Route::Access.href()>"Back to access"</a></p>
        }
    })
}

fn reads(rows: &[ReadRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <EmptyState title="Nothing was read yet" text="Readings appear here as soon as somebody uses a grant." /> }.into_any();
    }
    let rows = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td data-label="Time"><time datetime=row.at.to_rfc3339()>{exact(row.at)}</time></td>
                    <th scope="row" class="wrap-anywhere">{row.organisation.clone()}</th>
                    <td data-label="As">{row.reader.words()}</td>
                    <td data-label="Passport"><a href=Route::Passport(row.passport).href()>{row.product.clone()}</a></td>
                    <td data-label="Version">{row.version}</td>
                    <td data-label="Form">{row.representation.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"Readings"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Organisation"</th>
                        <th scope="col">"As"</th>
                        <th scope="col">"Passport"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Form"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
