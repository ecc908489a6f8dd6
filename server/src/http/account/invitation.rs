//! `/invitations`: the page behind the link of an invitation, for people with and without an account.

use super::{
    forms::{Query, fresh, show, show_error},
    sign_in::admitted,
};
use crate::{
    app::App,
    context::{Person, Visitor},
    http::{cookie::session_token, middleware::visitor},
    services::{account, team},
};
use app::{
    account::{FormState, invitation_gone_page, invitation_page, message_page},
    routes::Route,
};
use axum::{
    Form,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::Response,
};
use db::types::Stage;
use domain::Error;
use serde::Deserialize;

/// The form's fields.
#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// The invitation. Opening it changes nothing: mail scanners open links too.
pub(super) async fn page(State(app): State<App>, parts: Parts, QueryOf(query): QueryOf<Query>) -> Response {
    let visitor = visitor(&app, &parts);
    match reader(&app, &parts, &visitor).await {
        Ok(person) => shown(&app, &visitor, person.as_ref(), &query.token, None).await,
        Err(error) => trouble(&error),
    }
}

/// Accepts it: with the session that there is, else with a new account.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(fields): Form<Fields>) -> Response {
    let visitor = visitor(&app, &parts);
    let person = match reader(&app, &parts, &visitor).await {
        Ok(person) => person,
        Err(error) => return trouble(&error),
    };
    let answer = match &person {
        Some(person) => team::accept(&app, person, &fields.token).await,
        None => team::join(&app, &visitor, &fields.token, &fields.password).await,
    };
    match answer {
        Ok(session) => admitted(&session, Some(&format!("{}?notice=joined", Route::Team.href()))),
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            shown(&app, &visitor, person.as_ref(), &fields.token, Some(&error)).await
        }
        Err(error) => trouble(&error),
    }
}

/// Who opened the link, where they are signed in.
async fn reader(app: &App, parts: &Parts, visitor: &Visitor) -> Result<Option<Person>, Error> {
    let Some(token) = session_token(&parts.headers) else {
        return Ok(None);
    };
    let person = account::authenticate(app, &token, visitor).await?;
    Ok(person.filter(|person| person.stage == Stage::Full))
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    person: Option<&Person>,
    token: &str,
    error: Option<&Error>,
) -> Response {
    match team::invited(app, visitor, token, person).await {
        Ok(view) => {
            let state = FormState { error, ..fresh(app) };
            let body = invitation_page(&state, token, &view);
            match error {
                None => show(body),
                Some(error) => show_error(body, error),
            }
        }
        Err(error) => trouble(&error),
    }
}

fn trouble(error: &Error) -> Response {
    let body = match error {
        Error::NotFound(_) => invitation_gone_page(),
        error => message_page(
            "Not possible at the moment",
            &error.to_string(),
            &Route::Home,
            "To the front page",
        ),
    };
    show_error(body, error)
}
