//! `/forgot-password`

use super::forms::{fresh, show, show_error};
use crate::{app::App, http::middleware::visitor, services::account};
use app::account::{FormState, check_mail_page, forgot_password_page};
use axum::{
    Form,
    extract::State,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use domain::account::ForgotPassword;

/// The form.
pub(super) async fn page(State(app): State<App>) -> Response {
    show(forgot_password_page(&fresh(&app)))
}

/// Mails a link where the address is known; the answer is the same where it is not.
pub(super) async fn submit(
    State(app): State<App>,
    parts: Parts,
    Form(cmd): Form<ForgotPassword>,
) -> Response {
    let email = cmd.email.clone();
    match account::forgot_password(&app, &visitor(&app, &parts), cmd).await {
        Ok(()) => Redirect::to("/forgot-password/sent").into_response(),
        Err(error) => {
            let values = [("email", email.as_str())];
            let state = FormState {
                values: &values,
                error: Some(&error),
                ..fresh(&app)
            };
            show_error(forgot_password_page(&state), &error)
        }
    }
}

/// What to do next.
pub(super) async fn sent(State(app): State<App>) -> Response {
    let notice =
        "If there is an account for this address, we have sent a mail with a link that sets a new password.";
    show(check_mail_page(&FormState {
        notice: Some(notice),
        ..fresh(&app)
    }))
}
