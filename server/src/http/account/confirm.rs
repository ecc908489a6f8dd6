//! `/verify-email`

use super::{
    forms::{Query, fresh, show, show_error},
    sign_in::admitted,
};
use crate::{app::App, http::middleware::visitor, services::account};
use app::account::{FormState, verify_email_page};
use axum::{
    Form,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::Response,
};
use domain::account::VerifyEmail;

/// The page behind the mailed link. Opening it changes nothing: mail scanners open links too.
pub(super) async fn page(State(app): State<App>, QueryOf(query): QueryOf<Query>) -> Response {
    show(verify_email_page(&fresh(&app), &query.token))
}

/// Confirms the address and signs in.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(cmd): Form<VerifyEmail>) -> Response {
    let token = cmd.token.clone();
    match account::verify_email(&app, &visitor(&app, &parts), cmd).await {
        Ok(session) => admitted(&session, None),
        Err(error) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            show_error(verify_email_page(&state, &token), &error)
        }
    }
}
