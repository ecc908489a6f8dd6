//! `/team/security`: whether the brand wants a second factor of all its members.

use super::reply::{Query, frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::factors};
use app::{
    account::FormState,
    desk::{Tab, team_security_page},
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
    Router::new().route(&Route::TeamSecurity.href(), get(page).post(submit))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    /// Days until it is required; empty where it is no longer.
    #[serde(default)]
    grace: String,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let state = FormState {
        notice: (query.notice.as_deref() == Some("saved")).then_some("The requirement is saved."),
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let policy = factors::policy(app, person).await?;
    let frame = frame(app, person, Tab::Team).await?;
    Ok(team_security_page(&frame, state, policy.from, &policy.without))
}

async fn submit(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    match save(&app, &person, &fields.grace).await {
        Ok(()) => Redirect::to(&format!("{}?notice=saved", Route::TeamSecurity.href())).into_response(),
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

async fn save(app: &App, person: &Person, grace: &str) -> Result<(), Error> {
    let days = match grace.trim() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| Error::invalid("grace", "Choose one of the periods."))?,
        ),
    };
    factors::set_policy(app, person, days).await
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Team, error, &Route::TeamSecurity.href()).await
}
