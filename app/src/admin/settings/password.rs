//! The caller's password.

use crate::{
    api,
    ui::{ErrorSummary, Submit, TextField, Trouble, summary::act, use_toasts},
};
use domain::{
    Error,
    account::{ChangePassword, password_shape},
    error::Check,
};
use leptos::{ev, prelude::*};

fn check(command: &ChangePassword) -> Result<(), Error> {
    let mut check = Check::default();
    check.require(
        !command.current.is_empty(),
        "current",
        "Enter the password in force.",
    );
    if let Err(message) = password_shape(&command.password) {
        check.require(false, "password", message);
    }
    check.finish()
}

/// The form.
#[component]
pub fn PasswordForm(
    /// The account, for password managers.
    email: String,
) -> impl IntoView {
    let toasts = use_toasts();
    let trouble = Trouble::new();
    let busy = RwSignal::new(false);
    let current = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let save = move |e: ev::SubmitEvent| {
        e.prevent_default();
        let command = ChangePassword {
            current: current.get_untracked(),
            password: password.get_untracked(),
        };
        if trouble.passes(check(&command)) {
            act(busy, trouble, api::account::change_password(command), move |()| {
                current.set(String::new());
                password.set(String::new());
                toasts.done("The password is changed. Your other sessions have ended.");
            });
        }
    };
    view! {
        <form class="form card" novalidate=true method="post" on:submit=save aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <ErrorSummary trouble />
            <input class="visually-hidden" type="email" value=email autocomplete="username" tabindex="-1" aria-hidden="true" readonly=true />
            <TextField
                name="current"
                label="Current password"
                value=current
                trouble
                kind="password"
                autocomplete="current-password"
            />
            <TextField
                name="password"
                label="New password"
                value=password
                trouble
                kind="password"
                autocomplete="new-password"
                help="At least 15 characters. All other sessions end."
            />
            <div class="form-actions">
                <Submit label="Change password" busy />
            </div>
        </form>
    }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_passwords_are_asked_for() {
        let error = check(&ChangePassword::default()).unwrap_err();
        assert!(error.at("current").is_some() && error.at("password").is_some());
    }
}
