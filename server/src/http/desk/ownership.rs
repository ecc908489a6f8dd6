//! `/team/transfer` and `/team/leave`: what one does with one's own membership.

use super::{
    reply::{frame, fresh, refuse, show, show_error},
    team::done,
};
use crate::{app::App, context::Person, http::cookie::set_session, services::team};
use app::{
    account::FormState,
    desk::{Tab, leave_page, transfer_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::Error;
use serde::Deserialize;

/// Their routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::TransferBrand.href(), get(transfer_form).post(transfer))
        .route(&Route::LeaveBrand.href(), get(leave_form).post(leave))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    member: String,
    #[serde(default)]
    name: String,
}

async fn transfer_body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let candidates = team::candidates(app, person).await?;
    let frame = frame(app, person, Tab::Team).await?;
    Ok(transfer_page(&frame, state, &candidates))
}

async fn transfer_form(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match transfer_body(&app, &person, &fresh(&app)).await {
        Ok(body) => show(body),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::TransferBrand.href()).await,
    }
}

async fn transfer(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let error = match team::transfer(&app, &person, fields.member.parse().ok(), &fields.name).await {
        Ok(session) => {
            let mut response = done("transferred");
            set_session(&mut response, &session);
            return response;
        }
        Err(error) => error,
    };
    if let Error::Invalid(_) = error {
        let values = [("member", fields.member.as_str()), ("name", fields.name.as_str())];
        let state = FormState {
            values: &values,
            error: Some(&error),
            ..fresh(&app)
        };
        if let Ok(body) = transfer_body(&app, &person, &state).await {
            return show_error(body, &error);
        }
    }
    refuse(&app, &person, Tab::Team, error, &Route::TransferBrand.href()).await
}

async fn leave_form(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let answer = async {
        team::may_leave(&app, &person).await?;
        frame(&app, &person, Tab::Team).await
    };
    match answer.await {
        Ok(frame) => show(leave_page(&frame, &fresh(&app))),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::LeaveBrand.href()).await,
    }
}

async fn leave(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match team::leave(&app, &person).await {
        Ok(session) => {
            let way = format!("{}?notice=left", Route::Brands.href());
            let mut response = Redirect::to(&way).into_response();
            set_session(&mut response, &session);
            response
        }
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::LeaveBrand.href()).await,
    }
}
