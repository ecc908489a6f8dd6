//! Another address for the caller's account.

use super::layout::{Frame, page};
use crate::{
    account::{Field, FormState},
    routes::Route,
    ui::Look,
};
use leptos::prelude::*;

const EMAIL: Field = Field {
    name: "email",
    label: "New e-mail address",
    kind: "email",
    autocomplete: "email",
    help: Some("We send a link there. Your address changes when you open it and confirm."),
};

/// Asks for the new address.
pub fn address_page(frame: &Frame, state: &FormState<'_>) -> String {
    page(frame, state, "Change your address", &["email"], || {
        view! {
            <form class="form card" method="post" action=Route::Address.href() novalidate>
                <p>"You sign in with " <strong>{frame.email.clone()}</strong> ". We tell that address of the change, too."</p>
                {EMAIL.view(state)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Send the link"
                    </button>
                </div>
            </form>
            {state.outbox_hint()}
        }
    })
}

/// The page behind the mailed link, with one button.
pub fn confirm_address_page(frame: &Frame, state: &FormState<'_>, token: &str) -> String {
    page(frame, state, "Confirm your new address", &[], || {
        view! {
            <form class="form card" method="post" action=Route::ConfirmAddress.href()>
                <p>
                    "From then on you sign in with the address that this link was sent to, instead of "
                    <strong>{frame.email.clone()}</strong> ". All your other sessions end."
                </p>
                <input type="hidden" name="token" value=token.to_owned() />
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Use the new address"
                    </button>
                </div>
            </form>
            <p>
                "Does the link no longer work? "
                <a href=Route::Address.href()>"Ask for a new one"</a> "."
            </p>
        }
    })
}
