//! `/internal/tls-allowed`: what a reverse proxy asks before it gets a certificate for a host that somebody named.

use crate::{app::App, http::error::Failure, services::domains};
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::{Error, Kind};
use serde::Deserialize;

/// The host in question.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    domain: String,
}

/// 200 for hosts that are ours or that a brand has verified, 404 for all others. It tells nothing that asking the host itself
/// would not tell.
pub(super) async fn allowed(State(app): State<App>, Query(asked): Query<Asked>) -> Response {
    let mut response = match domains::may_have_certificate(&app, &asked.domain).await {
        Ok(true) => "yes\n".into_response(),
        Ok(false) => Failure(Error::NotFound(Kind::Domain)).into_response(),
        Err(error) => Failure(error).into_response(),
    };
    let caching = header::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}
