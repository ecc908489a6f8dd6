//! Our own routes: a page that says what this is, and the fault switches.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};

use super::error::ApiError;
use crate::credentials::{CLIENT_ID, PASSWORD, SECRET, USERNAME};
use crate::faults::Faults;
use crate::state::Shared;

/// Routes that no fault touches and no token guards.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(index))
        .route("/_sim/faults", get(read_faults).post(write_faults))
}

async fn index(State(shared): State<Arc<Shared>>) -> Html<String> {
    let products = shared.world().products.len();
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Simulated PIM</title>\
         <style>body{{font:16px/1.5 sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}}\
         dt{{font-weight:600}}dd{{margin:0 0 .5rem;font-family:monospace}}</style>\
         <h1>Simulated PIM</h1>\
         <p>This server answers like an Akeneo PIM with {products} made-up products. It is meant for tests and \
         demonstrations; a restart starts afresh.</p>\
         <dl><dt>Client ID</dt><dd>{CLIENT_ID}</dd><dt>Secret</dt><dd>{SECRET}</dd>\
         <dt>Username</dt><dd>{USERNAME}</dd><dt>Password</dt><dd>{PASSWORD}</dd></dl>\
         <p>Read the fault switches with <code>GET <a href=\"/_sim/faults\">/_sim/faults</a></code> and set them with \
         <code>POST</code>; switches left out go back to their defaults.</p>"
    ))
}

async fn read_faults(State(shared): State<Arc<Shared>>) -> Json<Faults> {
    Json(shared.faults().clone())
}

async fn write_faults(
    State(shared): State<Arc<Shared>>,
    faults: Result<Json<Faults>, JsonRejection>,
) -> Result<Json<Faults>, ApiError> {
    let Json(faults) = faults.map_err(|rejection| ApiError::bad_request(rejection.body_text()))?;
    *shared.faults() = faults.clone();
    Ok(Json(faults))
}
