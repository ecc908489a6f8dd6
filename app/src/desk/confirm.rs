//! Proving who one is, before something sensitive.

use super::{
    identities,
    layout::{Frame, page},
};
use crate::{
    account::{Field, FormState},
    routes::Route,
    ui::Look,
};
use leptos::prelude::*;

const PASSWORD: Field = Field {
    name: "password",
    label: "Password",
    kind: "password",
    autocomplete: "current-password",
    help: None,
};

/// Asks for the password again.
pub fn confirm_page(frame: &Frame, state: &FormState<'_>) -> String {
    page(frame, state, "Confirm that it is you", &["password"], || {
        view! {
            <form class="form card" method="post" action=Route::Confirm.href() novalidate>
                <p>"What you are about to do is sensitive. It is some time ago that you signed in, so please confirm that it is you."</p>
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
            {identities::confirm_choices(state)}
        }
    })
}
