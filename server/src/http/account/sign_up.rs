//! `/sign-up`

use super::forms::{fresh, show, show_error};
use crate::{app::App, http::middleware::visitor, services::account};
use app::account::{FormState, check_mail_page, sign_up_page};
use axum::{
    Form,
    extract::State,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use domain::account::SignUp;

/// The form.
pub(super) async fn page(State(app): State<App>) -> Response {
    show(sign_up_page(&fresh(&app)))
}

/// Opens an account; the answer does not tell whether the address is known.
pub(super) async fn submit(State(app): State<App>, parts: Parts, Form(cmd): Form<SignUp>) -> Response {
    let typed = [
        ("email", cmd.email.clone()),
        ("brand_name", cmd.brand_name.clone()),
    ];
    match account::sign_up(&app, &visitor(&app, &parts), cmd).await {
        Ok(()) => Redirect::to("/sign-up/sent").into_response(),
        Err(error) => {
            let values: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let state = FormState {
                values: &values,
                error: Some(&error),
                ..fresh(&app)
            };
            show_error(sign_up_page(&state), &error)
        }
    }
}

/// What to do next.
pub(super) async fn sent(State(app): State<App>) -> Response {
    let notice =
        "We have sent you a mail with a link. Open it and enter your password there to confirm your address.";
    show(check_mail_page(&FormState {
        notice: Some(notice),
        ..fresh(&app)
    }))
}
