//! `/reset-password`

use super::forms::{Query, fresh, show, show_error};
use crate::{app::App, http::middleware::visitor, services::account};
use app::account::{FormState, reset_password_page};
use axum::{
    Form,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use domain::account::ResetPassword;

/// The form behind the mailed link. Opening it changes nothing: mail scanners open links too.
pub(super) async fn page(State(app): State<App>, QueryOf(query): QueryOf<Query>) -> Response {
    show(reset_password_page(&fresh(&app), &query.token))
}

/// Sets the password and ends all sessions.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(cmd): Form<ResetPassword>) -> Response {
    let token = cmd.token.clone();
    match account::reset_password(&app, &visitor(&app, &parts), cmd).await {
        Ok(()) => Redirect::to("/sign-in?notice=password").into_response(),
        Err(error) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            show_error(reset_password_page(&state, &token), &error)
        }
    }
}
