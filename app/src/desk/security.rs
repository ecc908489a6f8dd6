//! How somebody signs in.

use super::{
    factors, identities,
    layout::{Frame, page},
    passkeys,
};
use crate::account::FormState;
use crate::routes::Route;
use domain::security::SecurityView;
use leptos::prelude::*;

/// The overview: one card per way to sign in.
pub fn security_page(frame: &Frame, state: &FormState<'_>, view: &SecurityView) -> String {
    page(frame, state, "Security", &[], || {
        view! {
            {factors::verdict(view)}
            <section class="card" aria-labelledby="password">
                <h2 id="password">"Password"</h2>
                {if view.has_password {
                    view! {
                        <p>"You sign in with a password. Change it under "<a href=Route::Settings.href()>"Settings"</a>"."</p>
                    }
                        .into_any()
                } else {
                    view! {
                        <p>
                            "This account has no password. "
                            <a href=Route::ForgotPassword.href()>"Set one with a link by mail"</a>
                            "."
                        </p>
                    }
                        .into_any()
                }}
            </section>
            {passkeys::card(&view.passkeys)}
            {factors::authenticator_card(&view.factors)}
            {factors::backup_card(view)}
            {identities::card(&view.providers)}
            <section class="card" aria-labelledby="address">
                <h2 id="address">"Address"</h2>
                <p>
                    "You sign in with " <strong>{frame.email.clone()}</strong> ". "
                    <a href=Route::Address.href()>"Change your address"</a> "."
                </p>
            </section>
            <section class="card" aria-labelledby="sessions">
                <h2 id="sessions">"Sessions"</h2>
                <p>
                    "See where you are signed in, and end what you do not recognise: "
                    <a href=Route::Sessions.href()>"your sessions"</a> "."
                </p>
            </section>
        }
    })
}
