//! `/sign-in/second-factor`: the second half of a sign-in.

use super::{
    forms::{Query, fresh, own_path, show_error_with_script, show_with_script},
    sign_in::admitted,
};
use crate::{app::App, context::Person, http::middleware::require_first_factor, services::factors};
use app::{
    account::{FormState, second_factor_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    middleware::from_fn_with_state,
    response::Response,
    routing::get,
};
use serde::Deserialize;

/// Its routes, for somebody who has shown the first factor.
pub(super) fn router(app: &App) -> Router<App> {
    Router::new()
        .route(&Route::SecondFactor.href(), get(page).post(submit))
        .layer(from_fn_with_state(app.clone(), require_first_factor))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: Option<String>,
}

async fn page(State(app): State<App>, QueryOf(query): QueryOf<Query>) -> Response {
    show_with_script(second_factor_page(&FormState {
        next: own_path(query.next.as_deref()),
        ..fresh(&app)
    }))
}

async fn submit(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let next = own_path(fields.next.as_deref());
    match factors::pass(&app, &person, &fields.code).await {
        Ok(session) => admitted(&session, next),
        Err(error) => {
            let state = FormState {
                error: Some(&error),
                next,
                ..fresh(&app)
            };
            show_error_with_script(second_factor_page(&state), &error)
        }
    }
}
