//! `/verify-email`

use super::forms::{Query, fresh, show, show_error};
use crate::{app::App, http::middleware::visitor, services::account};
use app::account::{FormState, verify_email_page};
use axum::{
    Form,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};

/// The page behind the mailed link, with one button.
pub(super) async fn page(State(app): State<App>, QueryOf(query): QueryOf<Query>) -> Response {
    show(verify_email_page(&fresh(&app), &query.token))
}

/// Confirms the address.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(query): Form<Query>) -> Response {
    match account::verify_email(&app, &visitor(&app, &parts), &query.token).await {
        Ok(()) => Redirect::to("/sign-in?notice=verified").into_response(),
        Err(error) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            show_error(verify_email_page(&state, &query.token), &error)
        }
    }
}
