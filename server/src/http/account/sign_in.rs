//! `/sign-in`

use super::forms::{Query, fresh, own_path, show_error_with_script, show_with_script};
use crate::{
    app::App,
    http::{
        cookie::{session_token, set_session},
        middleware::visitor,
    },
    services::account::{self, NewSession, NextStep},
};
use app::{
    account::{FormState, sign_in_page},
    routes::Route,
};
use axum::{
    Form,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use domain::account::SignIn;
use serde::Deserialize;

/// The form's fields.
#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(flatten)]
    sign_in: SignIn,
    #[serde(default)]
    next: Option<String>,
}

/// The form, with word of what was just done.
pub(super) async fn page(State(app): State<App>, QueryOf(query): QueryOf<Query>) -> Response {
    let notice = match query.notice.as_deref() {
        Some("password") => Some("Your new password is set. Sign in with it."),
        Some("signed-out") => Some("You are signed out."),
        _ => None,
    };
    show_with_script(sign_in_page(&FormState {
        notice,
        next: own_path(query.next.as_deref()),
        ..fresh(&app)
    }))
}

/// Opens a session under a new token.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(fields): Form<Fields>) -> Response {
    let email = fields.sign_in.email.clone();
    let next = own_path(fields.next.as_deref());
    match account::sign_in(&app, &visitor(&app, &parts), fields.sign_in).await {
        Ok(session) => {
            // The session that the browser had before ends with the sign-in (OWASP ASVS 7.2.4).
            if let Some(before) = session_token(&parts.headers)
                && let Err(error) = account::sign_out(&app, &before).await
            {
                tracing::warn!(%error, "the session before a sign-in lives on");
            }
            admitted(&session, next)
        }
        Err(error) => {
            let values = [("email", email.as_str())];
            let state = FormState {
                values: &values,
                error: Some(&error),
                next,
                ..fresh(&app)
            };
            show_error_with_script(sign_in_page(&state), &error)
        }
    }
}

/// Hands out the session and leads to what comes next.
pub(in crate::http) fn admitted(session: &NewSession, next: Option<&str>) -> Response {
    let way = match session.next {
        NextStep::Dashboard => next.map_or_else(|| Route::Overview.href(), str::to_owned),
        NextStep::NoBrand => next.map_or_else(|| Route::Brands.href(), str::to_owned),
        NextStep::SecondFactor => {
            let back: String =
                url::form_urlencoded::byte_serialize(next.unwrap_or_default().as_bytes()).collect();
            let query = if back.is_empty() {
                back
            } else {
                format!("?next={back}")
            };
            format!("{}{query}", Route::SecondFactor.href())
        }
    };
    let mut response = Redirect::to(&way).into_response();
    set_session(&mut response, session);
    crate::http::page::private(response)
}
