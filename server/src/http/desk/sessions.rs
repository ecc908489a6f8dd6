//! `/account/sessions`: where the caller is signed in.

use super::reply::{Query, frame, fresh, refuse, show};
use crate::{app::App, context::Person, services::sessions};
use app::{
    account::FormState,
    desk::{Tab, sessions_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, Kind, SessionId};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Sessions.href(), get(page))
        .route(&Route::EndSession.href(), post(end))
        .route(&Route::EndOtherSessions.href(), post(end_others))
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let answer = async {
        let frame = frame(&app, &person, Tab::Security).await?;
        Ok((frame, sessions::list(&app, &person).await?))
    };
    match answer.await {
        Ok((frame, views)) => {
            let state = FormState {
                notice: notice(query.notice.as_deref()),
                ..fresh(&app)
            };
            show(sessions_page(&frame, &state, &views))
        }
        Err(error) => refuse(&app, &person, Tab::Security, error, &Route::Sessions.href()).await,
    }
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "ended" => Some("The session is ended."),
        "others-ended" => Some("All other sessions are ended."),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    id: String,
}

async fn end(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let answer = match fields.id.parse::<SessionId>() {
        Ok(id) => sessions::revoke(&app, &person, id).await,
        Err(_) => Err(Error::NotFound(Kind::Session)),
    };
    back(&app, &person, answer, "ended").await
}

async fn end_others(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let answer = sessions::revoke_others(&app, &person).await;
    back(&app, &person, answer.map(drop), "others-ended").await
}

async fn back(app: &App, person: &Person, answer: Result<(), Error>, word: &str) -> Response {
    match answer {
        Ok(()) => Redirect::to(&format!("{}?notice={word}", Route::Sessions.href())).into_response(),
        Err(error) => refuse(app, person, Tab::Security, error, &Route::Sessions.href()).await,
    }
}
