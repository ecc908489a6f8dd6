//! `/account/security/passkeys/...`: adding, naming and removing passkeys; `/account/confirm/passkey`: proving with one who one is.

use super::{
    confirm::{again, confirmed},
    factors::shown,
    reply::{frame, fresh, refuse, show, show_error, show_with_script},
};
use crate::{
    app::App,
    context::Person,
    http::{
        account::{PasskeyFields as Fields, own_path, passkey_question as question},
        cookie::set_session,
        error::with_status,
    },
    services::passkeys::{self, Begun},
};
use app::{
    account::FormState,
    desk::{Tab, add_passkey_page, remove_passkey_page, rename_passkey_page},
    routes::Route,
};
use axum::{
    Extension, Form, Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, PasskeyId};
use serde::Deserialize;
use serde_json::json;

/// Their routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::AddPasskey.href(), get(add_page).post(add))
        .route(&Route::BeginPasskey.href(), post(begin))
        .route(
            "/account/security/passkeys/{id}/rename",
            get(rename_page).post(rename),
        )
        .route(
            "/account/security/passkeys/{id}/remove",
            get(remove_page).post(remove),
        )
        .route(&Route::BeginPasskeyConfirm.href(), post(begin_confirm))
        .route(&Route::PasskeyConfirm.href(), post(confirm))
}

async fn add_page(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let name = passkeys::suggested_name(&person);
    match passkeys::may_add(&app, &person).await {
        Ok(()) => adding(&app, &person, &name, None).await,
        Err(error) => refused(&app, &person, error, &Route::AddPasskey).await,
    }
}

/// The page with this name in its field, and with what was wrong.
async fn adding(app: &App, person: &Person, name: &str, error: Option<&Error>) -> Response {
    match frame(app, person, Tab::Security).await {
        Ok(frame) => {
            let values = [("name", name)];
            let state = FormState {
                values: &values,
                error,
                ..fresh(app)
            };
            let page = show_with_script(add_passkey_page(&frame, &state));
            match error {
                Some(error) => with_status(error, page),
                None => page,
            }
        }
        Err(error) => refused(app, person, error, &Route::AddPasskey).await,
    }
}

/// The question for the script; it is told where to go where an identity has to be proven first.
async fn begin(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Name>,
) -> Response {
    let begun: Result<Begun, Error> = passkeys::begin(&app, &person, &fields.name).await;
    match begun {
        Err(error @ Error::ConfirmFirst) => {
            let next = format!("{}?next={}", Route::Confirm.href(), Route::AddPasskey.href());
            let body = json!({ "message": error.to_string(), "next": next });
            with_status(&error, Json(body).into_response())
        }
        begun => question(begun),
    }
}

async fn add(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    match passkeys::add(&app, &person, fields.answer(), &fields.name).await {
        Ok((session, codes)) => {
            let notice = "The passkey is added. These codes sign you in when you have lost it.";
            shown(&app, &person, &session, &codes, notice, "passkey-added").await
        }
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            adding(&app, &person, &fields.name, Some(&error)).await
        }
        Err(error) => refused(&app, &person, error, &Route::AddPasskey).await,
    }
}

/// The form's field.
#[derive(Deserialize)]
struct Name {
    #[serde(default)]
    name: String,
}

async fn rename_page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PasskeyId>,
) -> Response {
    match naming(&app, &person, id, None, None).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error, &Route::RenamePasskey(id)).await,
    }
}

async fn naming(
    app: &App,
    person: &Person,
    id: PasskeyId,
    typed: Option<&str>,
    error: Option<&Error>,
) -> Result<String, Error> {
    let passkey = passkeys::one(app, person, id).await?;
    let frame = frame(app, person, Tab::Security).await?;
    let values = [("name", typed.unwrap_or(&passkey.name))];
    let state = FormState {
        values: &values,
        error,
        ..fresh(app)
    };
    Ok(rename_passkey_page(&frame, &state, &passkey))
}

async fn rename(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PasskeyId>,
    Form(fields): Form<Name>,
) -> Response {
    let error = match passkeys::rename(&app, &person, id, &fields.name).await {
        Ok(()) => return back("passkey-renamed"),
        Err(error) => error,
    };
    if let Error::Invalid(_) = error
        && let Ok(body) = naming(&app, &person, id, Some(&fields.name), Some(&error)).await
    {
        return show_error(body, &error);
    }
    refused(&app, &person, error, &Route::RenamePasskey(id)).await
}

async fn remove_page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PasskeyId>,
) -> Response {
    let answer = async {
        let passkey = passkeys::one(&app, &person, id).await?;
        let frame = frame(&app, &person, Tab::Security).await?;
        Ok(remove_passkey_page(&frame, &fresh(&app), &passkey))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error, &Route::RemovePasskey(id)).await,
    }
}

async fn remove(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PasskeyId>,
) -> Response {
    match passkeys::remove(&app, &person, id).await {
        Ok(session) => {
            let mut response = back("passkey-removed");
            set_session(&mut response, &session);
            response
        }
        Err(error) => refused(&app, &person, error, &Route::RemovePasskey(id)).await,
    }
}

async fn begin_confirm(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    question(passkeys::begin_showing(&app, &person).await)
}

async fn confirm(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let next = own_path(fields.next.as_deref());
    match passkeys::confirm(&app, &person, fields.answer()).await {
        Ok(session) => confirmed(&session, next),
        Err(error) => again(&app, &person, &error, next).await,
    }
}

fn back(notice: &str) -> Response {
    Redirect::to(&format!("{}?notice={notice}", Route::Security.href())).into_response()
}

async fn refused(app: &App, person: &Person, error: Error, back: &Route) -> Response {
    refuse(app, person, Tab::Security, error, &back.href()).await
}
