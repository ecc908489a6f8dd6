//! `/healthz`: the process runs. `/readyz`: what it depends on answers.

use crate::{app::App, http::error::not_ready};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The process answers.
pub(super) async fn healthz() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// The database answers; Redis is told of but not needed.
pub(super) async fn readyz(State(app): State<App>) -> Response {
    let database = match app.db.system("readiness probe").await {
        Ok(tx) => tx.commit().await.is_ok(),
        Err(_) => false,
    };
    let word = |up: bool| if up { "ok" } else { "unavailable" };
    let body = Json(json!({
        "status": word(database),
        "database": word(database),
        "cache": app.cache.status().await,
    }))
    .into_response();
    if database { body } else { not_ready(body) }
}
