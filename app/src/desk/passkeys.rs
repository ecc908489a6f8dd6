//! Passkeys: the card of the security page, and the pages behind it.

use super::layout::{Frame, page};
use crate::{
    account::{Ceremony, Field, FormState},
    routes::Route,
    ui::{
        Look,
        time::{day, exact},
    },
};
use domain::security::PasskeyView;
use leptos::prelude::*;

const NAME: Field = Field {
    name: "name",
    label: "Name",
    kind: "text",
    autocomplete: "off",
    help: Some("For telling it from your other passkeys, such as the device that it is on."),
};

/// The card of the security page.
pub(super) fn card(passkeys: &[PasskeyView]) -> impl IntoView + use<> {
    let rows: Vec<_> = passkeys.iter().map(row).collect();
    let list = (!rows.is_empty()).then(|| {
        view! {
            <div class="table-box">
                <table class="table stack">
                    <caption class="visually-hidden">"Your passkeys"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Added"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section class="card" aria-labelledby="passkeys">
            <h2 id="passkeys">"Passkeys"</h2>
            <p>"A passkey signs you in with your fingerprint, your face or the PIN of your device. It is both factors in one, and no false site can get it out of you."</p>
            {list}
            <p>
                <a class=Look::Primary.class() href=Route::AddPasskey.href()>
                    "Add a passkey"
                </a>
            </p>
        </section>
    }
}

fn row(passkey: &PasskeyView) -> impl IntoView + use<> {
    let name = format!(" {}", passkey.name);
    let is_suspended = passkey.suspended_since.is_some();
    let renaming = (!is_suspended).then(|| {
        view! {
            <a class=Look::Plain.class() href=Route::RenamePasskey(passkey.id).href()>
                "Rename" <span class="visually-hidden">{name.clone()}</span>
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                {passkey.name.clone()}
                {is_suspended
                    .then(|| {
                        view! {
                            " "
                            <span class="badge tone-danger">"Suspended: it may have been copied"</span>
                        }
                    })}
            </th>
            <td data-label="Added">{day(passkey.since)}</td>
            <td data-label="Last used">{passkey.last_used.map_or_else(|| "Not yet".to_owned(), exact)}</td>
            <td>
                <div class="row-actions">
                    {renaming}
                    <a class=Look::Plain.class() href=Route::RemovePasskey(passkey.id).href()>
                        "Remove" <span class="visually-hidden">{name}</span>
                    </a>
                </div>
            </td>
        </tr>
    }
}

/// Adds a passkey; the name is filled in.
pub fn add_passkey_page(frame: &Frame, state: &FormState<'_>) -> String {
    page(frame, state, "Add a passkey", &["name"], || {
        let ceremony = Ceremony {
            kind: "create",
            begin: &Route::BeginPasskey,
            action: &Route::AddPasskey,
            label: "Create the passkey",
            class: "form card",
            button: Look::Primary.class(),
            autofill: false,
        };
        let above = view! {
            <p>"Your browser asks where to keep the passkey: on this device, on your phone, on a security key or in a password manager."</p>
            {NAME.view(state)}
        };
        view! {
            {ceremony.view(state, above)}
            <p>
                <a href=Route::Security.href()>"Cancel"</a>
            </p>
        }
    })
}

/// Gives a passkey another name.
pub fn rename_passkey_page(frame: &Frame, state: &FormState<'_>, passkey: &PasskeyView) -> String {
    page(frame, state, "Rename a passkey", &["name"], || {
        view! {
            <form class="form card" method="post" action=Route::RenamePasskey(passkey.id).href() novalidate>
                {NAME.view(state)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Rename it"
                    </button>
                    <a href=Route::Security.href()>"Cancel"</a>
                </div>
            </form>
        }
    })
}

/// Asks before a passkey is removed.
pub fn remove_passkey_page(frame: &Frame, state: &FormState<'_>, passkey: &PasskeyView) -> String {
    page(frame, state, "Remove a passkey", &[], || {
        view! {
            <form class="form card" method="post" action=Route::RemovePasskey(passkey.id).href()>
                <p>
                    "The passkey " <strong>{passkey.name.clone()}</strong>
                    " no longer signs you in. Your other sessions end, and we tell you by mail. Your device keeps its half until you delete it there."
                </p>
                <div class="form-actions">
                    <button type="submit" class=Look::Danger.class()>
                        "Remove it"
                    </button>
                    <a href=Route::Security.href()>"Keep it"</a>
                </div>
            </form>
        }
    })
}

/// Proving with a passkey who one is.
pub(super) fn confirm(state: &FormState<'_>) -> impl IntoView + use<> {
    let ceremony = Ceremony {
        kind: "get",
        begin: &Route::BeginPasskeyConfirm,
        action: &Route::PasskeyConfirm,
        label: "Confirm with a passkey",
        class: "form card",
        button: Look::Plain.class(),
        autofill: false,
    };
    let heading = view! { <h2>"With a passkey"</h2> };
    ceremony.view(state, heading)
}
