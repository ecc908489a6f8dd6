//! `/sign-in/passkey`, `/sign-in/second-factor/passkey` and the script that speaks with authenticators.

use super::{
    forms::{fresh, own_path, show_error_with_script},
    sign_in::admitted,
};
use crate::{
    app::App,
    context::Person,
    http::{
        cookie::session_token,
        error::{Failure, not_modified},
        middleware::{require_first_factor, visitor},
        page::private,
    },
    services::passkeys::{self, Answer, Begun},
};
use app::{
    account::{FormState, passkey_script, second_factor_page, sign_in_page},
    routes::Route,
};
use axum::{
    Extension, Form, Json, Router,
    extract::State,
    http::{HeaderMap, header, request::Parts},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::Error;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Their routes.
pub(super) fn router(app: &App) -> Router<App> {
    Router::new()
        .route(&Route::BeginPasskeySecondFactor.href(), post(begin_second_factor))
        .route(&Route::PasskeySecondFactor.href(), post(second_factor))
        .layer(from_fn_with_state(app.clone(), require_first_factor))
        .route(&Route::BeginPasskeySignIn.href(), post(begin_sign_in))
        .route(&Route::PasskeySignIn.href(), post(sign_in))
        .route(&Route::PasskeyScript.href(), get(script))
}

/// What a form sends that a passkey has filled in.
#[derive(Deserialize)]
pub(in crate::http) struct Fields {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    pub(in crate::http) name: String,
    #[serde(default)]
    pub(in crate::http) next: Option<String>,
}

impl Fields {
    /// The part that the browser has answered.
    pub(in crate::http) fn answer(&self) -> Answer<'_> {
        Answer {
            handle: &self.handle,
            credential: &self.credential,
        }
    }
}

/// A question for the script, or why there is none.
pub(in crate::http) fn question(begun: Result<Begun, Error>) -> Response {
    private(match begun {
        Ok(begun) => Json(begun).into_response(),
        Err(error) => Failure(error).into_response(),
    })
}

async fn begin_sign_in(State(app): State<App>, parts: Parts) -> Response {
    question(passkeys::begin_sign_in(&app, &visitor(&app, &parts)).await)
}

async fn sign_in(State(app): State<App>, parts: Parts, Form(fields): Form<Fields>) -> Response {
    let next = own_path(fields.next.as_deref());
    let brought = session_token(&parts.headers);
    let visitor = visitor(&app, &parts);
    match passkeys::sign_in(&app, &visitor, brought.as_deref(), fields.answer()).await {
        Ok(session) => admitted(&session, next),
        Err(error) => show_error_with_script(sign_in_page(&again(&app, &error, next)), &error),
    }
}

async fn begin_second_factor(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    question(passkeys::begin_showing(&app, &person).await)
}

async fn second_factor(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let next = own_path(fields.next.as_deref());
    match passkeys::complete(&app, &person, fields.answer()).await {
        Ok(session) => admitted(&session, next),
        Err(error) => show_error_with_script(second_factor_page(&again(&app, &error, next)), &error),
    }
}

fn again<'a>(app: &App, error: &'a Error, next: Option<&'a str>) -> FormState<'a> {
    FormState {
        error: Some(error),
        next,
        ..fresh(app)
    }
}

/// The script. Its address stays the same, so browsers ask each time whether it does too.
async fn script(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(passkey_script())[..16]));
    let held = headers.get(header::IF_NONE_MATCH);
    let answer = if held.is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        not_modified()
    } else {
        let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
        (kind, passkey_script()).into_response()
    };
    let caching = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    (caching, answer).into_response()
}
