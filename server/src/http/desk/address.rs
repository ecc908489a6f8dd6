//! `/account/address`: another address for the caller's account.

use super::reply::{Query, frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, http::cookie::set_session, services::account};
use app::{
    account::FormState,
    desk::{Tab, address_page, confirm_address_page},
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
    Router::new()
        .route(&Route::Address.href(), get(page).post(submit))
        .route(&Route::ConfirmAddress.href(), get(confirm_page).post(confirm))
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    if let Err(error) = person.require_fresh(app.clock.now()) {
        return refuse(&app, &person, Tab::Security, error, &Route::Address.href()).await;
    }
    let sent = query.notice.as_deref() == Some("sent");
    let state = FormState {
        notice: sent.then_some(
            "We have sent a mail to the new address. Open the link in it in this browser, within 30 minutes.",
        ),
        ..fresh(&app)
    };
    match frame(&app, &person, Tab::Security).await {
        Ok(frame) => show(address_page(&frame, &state)),
        Err(error) => refuse(&app, &person, Tab::Security, error, &Route::Address.href()).await,
    }
}

async fn submit(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let back = Route::Address.href();
    match account::request_address(&app, &person, &fields.email).await {
        Ok(()) => Redirect::to(&format!("{back}?notice=sent")).into_response(),
        Err(error @ Error::ConfirmFirst) => refuse(&app, &person, Tab::Security, error, &back).await,
        Err(error) => match frame(&app, &person, Tab::Security).await {
            Ok(frame) => {
                let values = [("email", fields.email.as_str())];
                let state = FormState {
                    values: &values,
                    error: Some(&error),
                    ..fresh(&app)
                };
                show_error(address_page(&frame, &state), &error)
            }
            Err(error) => refuse(&app, &person, Tab::Security, error, &back).await,
        },
    }
}

/// Opening the link changes nothing: mail scanners open links too.
async fn confirm_page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(link): QueryOf<Link>,
) -> Response {
    if let Err(error) = person.require_fresh(app.clock.now()) {
        return refuse(&app, &person, Tab::Security, error, &here(&link)).await;
    }
    match frame(&app, &person, Tab::Security).await {
        Ok(frame) => show(confirm_address_page(&frame, &fresh(&app), &link.token)),
        Err(error) => refuse(&app, &person, Tab::Security, error, &here(&link)).await,
    }
}

async fn confirm(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(link): Form<Link>,
) -> Response {
    match account::change_address(&app, &person, &link.token).await {
        Ok(session) => {
            let way = format!("{}?notice=address", Route::Security.href());
            let mut response = Redirect::to(&way).into_response();
            set_session(&mut response, &session);
            response
        }
        Err(error) => refuse(&app, &person, Tab::Security, error, &here(&link)).await,
    }
}

/// The page of the link, to come back to once the person has proved who they are.
fn here(link: &Link) -> String {
    let token: String = url::form_urlencoded::byte_serialize(link.token.as_bytes()).collect();
    format!("{}?token={token}", Route::ConfirmAddress.href())
}
