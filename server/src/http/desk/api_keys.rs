//! `/settings/api-keys`: the keys with which programs of the brand write.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::api_keys};
use app::{
    account::FormState,
    desk::{Tab, api_keys_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::{
    Error,
    api_key::{NewApiKey, Scope},
};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(&Route::ApiKeys.href(), get(page).post(change))
}

/// The forms' fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    /// `make` or `revoke`.
    what: String,
    /// Which to revoke.
    id: String,
    /// What a new one is for.
    name: String,
    /// How long it counts.
    days: String,
    /// Whether it may make units.
    units: String,
    /// Whether it may change the status of passports.
    status: String,
}

async fn page(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match body(&app, &person, &fresh(&app), None).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    secret: Option<&str>,
) -> Result<String, Error> {
    let keys = api_keys::list(app, &person.op()?).await?;
    let frame = frame(app, person, Tab::Settings).await?;
    Ok(api_keys_page(&frame, state, &keys, secret, app.clock.now()))
}

async fn change(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    match done(&app, &person, &fields).await {
        // The secret is in this answer alone, so there is no page to be led to.
        Ok(Some(secret)) => match body(&app, &person, &fresh(&app), Some(&secret)).await {
            Ok(body) => show(body),
            Err(error) => refused(&app, &person, error).await,
        },
        Ok(None) => Redirect::to(&Route::ApiKeys.href()).into_response(),
        Err(error @ Error::Invalid(_)) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            match body(&app, &person, &state, None).await {
                Ok(body) => show_error(body, &error),
                Err(error) => refused(&app, &person, error).await,
            }
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

/// The secret of a new key.
async fn done(app: &App, person: &Person, fields: &Fields) -> Result<Option<String>, Error> {
    match fields.what.as_str() {
        "make" => api_keys::make(app, person, wanted(fields)).await.map(Some),
        "revoke" => {
            let id = fields
                .id
                .parse()
                .map_err(|_| Error::invalid("id", "Choose a key."))?;
            api_keys::revoke(app, &person.op()?, id).await.map(|()| None)
        }
        _ => Err(Error::invalid("what", "Choose what to do.")),
    }
}

fn wanted(fields: &Fields) -> NewApiKey {
    let ticked = |scope: &Scope| match scope {
        Scope::Units => fields.units == "yes",
        Scope::Status => fields.status == "yes",
    };
    NewApiKey {
        name: fields.name.clone(),
        scopes: Scope::ALL.into_iter().filter(ticked).collect(),
        days: fields.days.parse().unwrap_or_default(),
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Settings, error, &Route::ApiKeys.href()).await
}
