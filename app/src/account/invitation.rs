//! The page behind the link of an invitation.

use super::{
    form::{Field, FormState},
    layout::card,
    words,
};
use crate::{desk::a_role, routes::Route, ui::time::exact};
use domain::team::{Invited, Reader};
use leptos::prelude::*;

const PASSWORD: Field = Field {
    name: "password",
    label: words::PASSWORD,
    kind: "password",
    autocomplete: "new-password",
    help: Some(words::PASSWORD_HELP),
};

/// Shows an invitation, and lets whoever it is for accept it.
pub fn invitation_page(state: &FormState<'_>, token: &str, view: &Invited) -> String {
    card(&state.title(words::INVITATION_TITLE), || {
        let what = match &view.reader {
            Reader::Invitee => accept(token).into_any(),
            Reader::SomebodyElse(email) => somebody_else(email, &view.email).into_any(),
            Reader::HasAccount => sign_in(token, &view.email).into_any(),
            Reader::New => new_account(state, token, &view.email).into_any(),
        };
        view! {
            <h1>{words::INVITATION_TITLE}</h1>
            {state.messages(&["password"])}
            <p class="lead">
                <strong>{view.invited_by.clone()}</strong>
                {format!(" invites {} to work for ", view.email)}
                <strong>{view.brand.clone()}</strong>
                {format!(", as {}. {}", a_role(view.role), words::role_means(view.role))}
            </p>
            <p>{format!("{} {}.", words::INVITATION_UNTIL, exact(view.expires_at))}</p>
            {what}
        }
    })
}

fn token_field(token: &str) -> impl IntoView + use<> {
    view! { <input type="hidden" name="token" value=token.to_owned() /> }
}

fn accept(token: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action=Route::Invitations.href()>
            {token_field(token)}
            <button type="submit">{words::INVITATION_ACCEPT}</button>
        </form>
    }
}

fn somebody_else(signed_in: &str, invited: &str) -> impl IntoView + use<> {
    view! {
        <p>
            {format!("You are signed in as {signed_in}, but this invitation is for {invited}. Sign out, then open the link in the mail again.")}
        </p>
        <form method="post" action=Route::SignOut.href()>
            <button type="submit">{words::INVITATION_SIGN_OUT}</button>
        </form>
    }
}

fn sign_in(token: &str, email: &str) -> impl IntoView + use<> {
    let back: String = url_encoded(&format!("{}?token={token}", Route::Invitations.href()));
    view! {
        <p>{format!("{email} has an account. Sign in with it, then you can accept.")}</p>
        <p>
            <a class="button" href=format!("{}?next={back}", Route::SignIn.href())>
                {words::SIGN_IN}
            </a>
        </p>
    }
}

fn new_account(state: &FormState<'_>, token: &str, email: &str) -> impl IntoView + use<> {
    view! {
        <p>{words::INVITATION_NEW}</p>
        <form method="post" action=Route::Invitations.href() novalidate>
            {token_field(token)}
            <div class="field">
                <label for="email">{words::EMAIL}</label>
                <input id="email" type="email" value=email.to_owned() autocomplete="username" readonly />
            </div>
            {PASSWORD.view(state)}
            <button type="submit">{words::INVITATION_JOIN}</button>
        </form>
    }
}

/// A path as the value of a query. Tokens are base64url, so only the signs of our own path need it.
fn url_encoded(path: &str) -> String {
    path.replace('%', "%25")
        .replace('/', "%2F")
        .replace('?', "%3F")
        .replace('=', "%3D")
        .replace('&', "%26")
}

/// Says that the link does not work.
pub fn invitation_gone_page() -> String {
    card(words::INVITATION_GONE_TITLE, || {
        view! {
            <h1>{words::INVITATION_GONE_TITLE}</h1>
            <p class="lead">{words::INVITATION_GONE}</p>
            <p class="also">
                <a href=Route::SignIn.href()>{words::SIGN_IN}</a>
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Role;

    const HOSTILE: &str = "\"><script>alert(1)</script>";

    fn shown(reader: Reader) -> String {
        let view = Invited {
            brand: HOSTILE.to_owned(),
            role: Role::Editor,
            invited_by: "ada@example.com".to_owned(),
            email: "bo@example.com".to_owned(),
            expires_at: chrono::DateTime::UNIX_EPOCH,
            reader,
        };
        invitation_page(&FormState::default(), "t_o-k", &view)
    }

    #[test]
    fn each_reader_gets_the_one_way_that_is_theirs() {
        let ways = [
            (Reader::Invitee, "Accept the invitation"),
            (
                Reader::SomebodyElse("eve@example.com".to_owned()),
                "You are signed in as eve@example.com",
            ),
            (
                Reader::HasAccount,
                "href=\"/sign-in?next=%2Finvitations%3Ftoken%3Dt_o-k\"",
            ),
            (Reader::New, "autocomplete=\"new-password\""),
        ];
        for (reader, own) in &ways {
            let html = shown(reader.clone());
            for (_, way) in &ways {
                assert_eq!(html.contains(way), way == own, "{reader:?}: {way}");
            }
            assert!(html.contains("an editor") && html.contains("ada@example.com"));
            assert!(!html.contains("<script") && html.matches("<h1").count() == 1);
        }
    }
}
