//! `/account/brands`: the brands of the caller, and which one is in use.

use super::reply::{Query, frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::Person,
    http::cookie::set_session,
    services::{account::NewSession, team},
};
use app::{
    account::FormState,
    desk::{Tab, brands_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, Kind};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Brands.href(), get(page).post(open))
        .route(&Route::SwitchBrand.href(), post(switch))
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let brands = team::brands(app, person).await?;
    let frame = frame(app, person, Tab::Brands).await?;
    Ok(brands_page(&frame, state, &brands))
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let notice = match query.notice.as_deref() {
        Some("left") => Some("You have left the brand."),
        _ => None,
    };
    let state = FormState {
        notice,
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show(body),
        Err(error) => refuse(&app, &person, Tab::Brands, error, &Route::Brands.href()).await,
    }
}

/// To the dashboard of the brand that is in use now.
fn entered(session: &NewSession) -> Response {
    let mut response = Redirect::to(&Route::Overview.href()).into_response();
    set_session(&mut response, session);
    response
}

/// The form's fields.
#[derive(Deserialize)]
struct Opening {
    #[serde(default)]
    name: String,
}

async fn open(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Opening>,
) -> Response {
    let error = match team::open_brand(&app, &person, &fields.name).await {
        Ok(session) => return entered(&session),
        Err(error) => error,
    };
    let values = [("name", fields.name.as_str())];
    let state = FormState {
        values: &values,
        error: Some(&error),
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show_error(body, &error),
        Err(error) => refuse(&app, &person, Tab::Brands, error, &Route::Brands.href()).await,
    }
}

/// The form's fields.
#[derive(Deserialize)]
struct Switching {
    #[serde(default)]
    brand: String,
}

async fn switch(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Switching>,
) -> Response {
    let answer = match fields.brand.parse() {
        Ok(brand) => team::switch_brand(&app, &person, brand).await,
        Err(_) => Err(Error::NotFound(Kind::Brand)),
    };
    match answer {
        Ok(session) => entered(&session),
        Err(error) => refuse(&app, &person, Tab::Brands, error, &Route::Brands.href()).await,
    }
}
