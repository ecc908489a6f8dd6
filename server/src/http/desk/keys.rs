//! `/settings/keys`: the keys that the brand signs its passports with.

use super::reply::{Query, frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::brand_keys};
use app::{
    account::FormState,
    desk::{Tab, keys_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::Error;
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(&Route::SigningKeys.href(), get(page).post(change))
}

/// The form's fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    /// `replace` or `revoke`.
    what: String,
    /// Whether they said that they know what revoking means.
    sure: String,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let state = FormState {
        notice: match query.notice.as_deref() {
            Some("replaced") => Some("There is a new key."),
            Some("revoked") => Some("The key is revoked, and there is a new one."),
            _ => None,
        },
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let view = brand_keys::list(app, &person.op()?).await?;
    Ok(keys_page(&frame(app, person, Tab::Settings).await?, state, &view))
}

async fn change(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let to = |notice| Redirect::to(&format!("{}?notice={notice}", Route::SigningKeys.href())).into_response();
    match rotate(&app, &person, &fields).await {
        Ok(true) => to("revoked"),
        Ok(false) => to("replaced"),
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            match body(&app, &person, &state).await {
                Ok(body) => show_error(body, &error),
                Err(error) => refused(&app, &person, error).await,
            }
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

/// Whether the old key was revoked.
async fn rotate(app: &App, person: &Person, fields: &Fields) -> Result<bool, Error> {
    let revoke = match fields.what.as_str() {
        "replace" => false,
        "revoke" if fields.sure == "yes" => true,
        "revoke" => {
            let why = "Say that you understand what this means.";
            return Err(Error::invalid("sure", why));
        }
        _ => return Err(Error::invalid("what", "Choose what to do with the key.")),
    };
    brand_keys::rotate(app, person, revoke).await?;
    Ok(revoke)
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Settings, error, &Route::SigningKeys.href()).await
}
