//! `/account/confirm`: a signed-in person proves who they are before something sensitive.

use super::reply::{Query, frame, fresh, refuse, show_with_script};
use crate::{
    app::App,
    context::Person,
    http::{account::own_path, cookie::set_session, error::with_status},
    services::{
        account::{self, NewSession},
        factors, identities,
    },
};
use app::{
    account::FormState,
    desk::{Tab, confirm_page},
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
    Router::new().route(&Route::Confirm.href(), get(page).post(submit))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    next: Option<String>,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let answer = async {
        let ways = identities::confirming(&app, &person).await?;
        Ok((frame(&app, &person, Tab::Security).await?, ways))
    };
    match answer.await {
        Ok((frame, ways)) => {
            let state = FormState {
                next: own_path(query.next.as_deref()),
                ..fresh(&app)
            };
            show_with_script(confirm_page(&frame, &state, &ways))
        }
        Err(error) => refuse(&app, &person, Tab::Security, error, &Route::Security.href()).await,
    }
}

async fn submit(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let next = own_path(fields.next.as_deref());
    let answer = match &fields.code {
        Some(code) => factors::confirm_with_code(&app, &person, code).await,
        None => account::confirm_password(&app, &person, &fields.password).await,
    };
    match answer {
        Ok(session) => confirmed(&session, next),
        Err(error) => again(&app, &person, &error, next).await,
    }
}

/// Back to what was to be done, under the session's new token.
pub(super) fn confirmed(session: &NewSession, next: Option<&str>) -> Response {
    let way = next.map_or_else(
        || format!("{}?notice=confirmed", Route::Security.href()),
        str::to_owned,
    );
    let mut response = Redirect::to(&way).into_response();
    set_session(&mut response, session);
    response
}

/// The form again, with what was wrong.
pub(super) async fn again(app: &App, person: &Person, mistake: &Error, next: Option<&str>) -> Response {
    let answer = async {
        let ways = identities::confirming(app, person).await?;
        Ok((frame(app, person, Tab::Security).await?, ways))
    };
    match answer.await {
        Ok((frame, ways)) => {
            let state = FormState {
                error: Some(mistake),
                next,
                ..fresh(app)
            };
            with_status(mistake, show_with_script(confirm_page(&frame, &state, &ways)))
        }
        Err(error) => refuse(app, person, Tab::Security, error, &Route::Security.href()).await,
    }
}
