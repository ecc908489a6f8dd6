//! The pages, each around one form. They answer a failed attempt with themselves and what was wrong.

use super::{
    form::{Field, FormState},
    layout::card,
    passkeys, providers, words,
};
use crate::routes::Route;
use leptos::prelude::*;

const EMAIL: Field = Field {
    name: "email",
    label: words::EMAIL,
    kind: "email",
    autocomplete: "username",
    help: None,
};

const NEW_PASSWORD: Field = Field {
    name: "password",
    label: words::NEW_PASSWORD,
    kind: "password",
    autocomplete: "new-password",
    help: Some(words::PASSWORD_HELP),
};

/// Asks for e-mail and password.
pub fn sign_in_page(state: &FormState<'_>) -> String {
    let password = Field {
        label: words::PASSWORD,
        autocomplete: "current-password",
        help: None,
        ..NEW_PASSWORD
    };
    let email = Field {
        // Browsers offer passkeys in this field.
        autocomplete: "username webauthn",
        ..EMAIL
    };
    card(&state.title(words::SIGN_IN), || {
        view! {
            <h1>{words::SIGN_IN_TO}</h1>
            {state.messages(&["email", "password"])}
            <form method="post" action=Route::SignIn.href() novalidate>
                {state.next_field()}
                {email.view(state)}
                {password.view(state)}
                <button type="submit">{words::SIGN_IN}</button>
            </form>
            {passkeys::sign_in(state)}
            {providers::choices(state)}
            <p class="also">
                <a href=Route::ForgotPassword.href()>{words::FORGOT}</a>
            </p>
            {also(words::NO_ACCOUNT, Route::SignUp, words::TO_SIGN_UP)}
            {state.outbox_hint()}
        }
    })
}

/// Asks for the second factor.
pub fn second_factor_page(state: &FormState<'_>) -> String {
    let code = Field {
        name: "code",
        label: words::CODE,
        kind: "text",
        autocomplete: "one-time-code",
        help: Some(words::CODE_HELP),
    };
    card(&state.title(words::SECOND_TITLE), || {
        view! {
            <h1>{words::SECOND_TITLE}</h1>
            <p class="lead">{words::SECOND_LEAD}</p>
            {state.messages(&["code"])}
            <form method="post" action=Route::SecondFactor.href() novalidate>
                {state.next_field()}
                {code.view(state)}
                <button type="submit">{words::SECOND_ACTION}</button>
            </form>
            {passkeys::second_factor(state)}
            <details>
                <summary>{words::SECOND_LOST}</summary>
                <p>{words::SECOND_LOST_HELP}</p>
            </details>
            <form method="post" action=Route::SignOut.href() class="also">
                <button type="submit" class="link">{words::SECOND_CANCEL}</button>
            </form>
        }
    })
}

/// Opens an account with its first brand.
pub fn sign_up_page(state: &FormState<'_>) -> String {
    let email = Field {
        help: Some(words::EMAIL_HELP),
        ..EMAIL
    };
    let password = Field {
        label: words::PASSWORD,
        ..NEW_PASSWORD
    };
    let brand = Field {
        name: "brand_name",
        label: words::BRAND,
        kind: "text",
        autocomplete: "organization",
        help: Some(words::BRAND_HELP),
    };
    card(&state.title(words::SIGN_UP), || {
        view! {
            <h1>{words::SIGN_UP}</h1>
            <p class="lead">{words::SIGN_UP_LEAD}</p>
            {state.messages(&["brand_name", "email", "password"])}
            <form method="post" action=Route::SignUp.href() novalidate>
                {state.next_field()}
                {brand.view(state)}
                {email.view(state)}
                {password.view(state)}
                <button type="submit">{words::SIGN_UP_ACTION}</button>
            </form>
            {providers::choices(state)}
            {also(words::HAVE_ACCOUNT, Route::SignIn, words::SIGN_IN)}
            {state.outbox_hint()}
        }
    })
}

/// Asks for the address to which a link goes.
pub fn forgot_password_page(state: &FormState<'_>) -> String {
    card(&state.title(words::FORGOT_TITLE), || {
        view! {
            <h1>{words::FORGOT_TITLE}</h1>
            <p class="lead">{words::FORGOT_LEAD}</p>
            {state.messages(&["email"])}
            <form method="post" action=Route::ForgotPassword.href() novalidate>
                {EMAIL.view(state)}
                <button type="submit">{words::FORGOT_ACTION}</button>
            </form>
            {also(words::REMEMBERED, Route::SignIn, words::SIGN_IN)}
            {state.outbox_hint()}
        }
    })
}

/// Sets a new password with the token of a mailed link.
pub fn reset_password_page(state: &FormState<'_>, token: &str) -> String {
    card(&state.title(words::RESET_TITLE), || {
        view! {
            <h1>{words::RESET_TITLE}</h1>
            <p class="lead">{words::RESET_LEAD}</p>
            {state.messages(&["password"])}
            <form method="post" action=Route::ResetPassword.href() novalidate>
                {token_field(token)}
                {NEW_PASSWORD.view(state)}
                <button type="submit">{words::RESET_ACTION}</button>
            </form>
            {also(words::RESET_EXPIRED, Route::ForgotPassword, words::RESET_AGAIN)}
        }
    })
}

/// Confirms an address by the password that was chosen for it: neither a mail program that opens links nor somebody whose
/// address was used by a stranger confirms anything.
pub fn verify_email_page(state: &FormState<'_>, token: &str) -> String {
    let password = Field {
        label: words::PASSWORD,
        autocomplete: "current-password",
        help: Some(words::VERIFY_HELP),
        ..NEW_PASSWORD
    };
    card(&state.title(words::VERIFY_TITLE), || {
        view! {
            <h1>{words::VERIFY_TITLE}</h1>
            <p class="lead">{words::VERIFY_LEAD}</p>
            {state.messages(&["password"])}
            <form method="post" action=Route::VerifyEmail.href() novalidate>
                {token_field(token)}
                {password.view(state)}
                <button type="submit">{words::VERIFY_ACTION}</button>
            </form>
            {also(words::VERIFY_FORGOT, Route::ForgotPassword, words::VERIFY_SET_NEW)}
            {also(words::VERIFY_EXPIRED, Route::SignUp, words::VERIFY_AGAIN)}
        }
    })
}

/// Says that a mail is on its way; the notice, where there is one, says which.
pub fn check_mail_page(state: &FormState<'_>) -> String {
    let lead = state.notice.unwrap_or(words::CHECK_LEAD).to_owned();
    card(words::CHECK_TITLE, || {
        view! {
            <h1>{words::CHECK_TITLE}</h1>
            <p class="lead" role="status">
                {lead}
            </p>
            <p>{words::CHECK_HELP}</p>
            {state.outbox_hint()}
            <p class="also">
                <a href=Route::SignIn.href()>{words::CHECK_BACK}</a>
            </p>
        }
    })
}

/// A page that says one thing and leads on: for what belongs to no form.
pub fn message_page(title: &str, text: &str, link: &Route, link_text: &str) -> String {
    card(title, || {
        view! {
            <h1>{title.to_owned()}</h1>
            <p class="lead">{text.to_owned()}</p>
            <p class="also">
                <a href=link.href()>{link_text.to_owned()}</a>
            </p>
        }
    })
}

fn token_field(token: &str) -> impl IntoView + use<> {
    view! { <input type="hidden" name="token" value=token.to_owned() /> }
}

fn also(question: &'static str, route: Route, link: &'static str) -> impl IntoView + use<> {
    view! {
        <p class="also">
            {format!("{question} ")} <a href=route.href()>{link}</a>
        </p>
    }
}
