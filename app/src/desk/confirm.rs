//! Proving who one is, before something sensitive.

use super::{
    identities,
    layout::{Frame, page},
    passkeys,
};
use crate::{
    account::{Field, FormState},
    routes::Route,
    ui::Look,
};
use domain::security::ConfirmWays;
use leptos::prelude::*;

const WHY: &str = "What you are about to do is sensitive. It is some time ago that you signed in, so please confirm that it is you.";

const PASSWORD: Field = Field {
    name: "password",
    label: "Password",
    kind: "password",
    autocomplete: "current-password",
    help: None,
};

const ANY_CODE: Field = Field {
    name: "code",
    label: "Code",
    kind: "text",
    autocomplete: "one-time-code",
    help: Some("The six digits that your authenticator app shows now, or one of your backup codes."),
};

/// Asks for the password again, or for another proof.
pub fn confirm_page(frame: &Frame, state: &FormState<'_>, ways: &ConfirmWays) -> String {
    page(
        frame,
        state,
        "Confirm that it is you",
        &["password", "code"],
        || {
            view! {
                {if ways.password {
                    by_password(frame, state).into_any()
                } else if ways.app {
                    ().into_any()
                } else {
                    without_password().into_any()
                }}
                {ways.app.then(|| by_code(state))}
                {ways.passkey.then(|| passkeys::confirm(state))}
                {identities::confirm_choices(state, &ways.providers)}
            }
        },
    )
}

/// For somebody who opened their account with another provider and no longer gets in there.
fn without_password() -> impl IntoView {
    view! {
        <section class="card" aria-label="Why">
            <p>{WHY}</p>
            <p>
                "This account has no password. "
                <a href=Route::ForgotPassword.href()>"Set one with a link by mail"</a> "."
            </p>
        </section>
    }
}

fn by_code(state: &FormState<'_>) -> impl IntoView + use<> {
    view! {
        <form class="form card" method="post" action=Route::Confirm.href() novalidate aria-labelledby="by-code">
            <h2 id="by-code">"With your second factor"</h2>
            <p>{WHY}</p>
            {state.next_field()}
            {ANY_CODE.view(state)}
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>
                    "Confirm with the code"
                </button>
            </div>
        </form>
    }
}

fn by_password(frame: &Frame, state: &FormState<'_>) -> impl IntoView + use<> {
    view! {
        <form class="form card" method="post" action=Route::Confirm.href() novalidate>
                <p>{WHY}</p>
            {state.next_field()}
            <input
                class="visually-hidden"
                type="email"
                value=frame.email.clone()
                autocomplete="username"
                tabindex="-1"
                aria-hidden="true"
                readonly
            />
            {PASSWORD.view(state)}
            <div class="form-actions">
                <button type="submit" class=Look::Primary.class()>
                    "Confirm"
                </button>
            </div>
        </form>
    }
}
