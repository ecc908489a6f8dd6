//! `/settings/exit-pack`: everything that the brand has published, as one archive.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::packs};
use app::{
    account::FormState,
    desk::{Tab, exit_pack_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::Error;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(&Route::ExitPack.href(), get(page).post(make))
}

async fn page(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match body(&app, &person, &fresh(&app)).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let packs = packs::list(app, person).await?;
    Ok(exit_pack_page(
        &frame(app, person, Tab::Settings).await?,
        state,
        &packs,
    ))
}

async fn make(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match packs::start(&app, &person).await {
        Ok(id) => Redirect::to(&Route::Export(id).href()).into_response(),
        Err(error @ Error::Conflict { .. }) => again(&app, &person, &error).await,
        Err(error) => refused(&app, &person, error).await,
    }
}

/// The page with what is wrong.
async fn again(app: &App, person: &Person, error: &Error) -> Response {
    let state = FormState {
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, &state).await {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Settings, error, &Route::ExitPack.href()).await
}
