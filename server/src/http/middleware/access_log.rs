//! One line per request: method, route, status, time. Never the address asked for, a query or an IP address.

use crate::http::error::is_our_fault;
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// Logs the request under its id.
pub(in crate::http) async fn access_log(request: Request, next: Next) -> Response {
    let id = super::request_id(request.headers());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id);
    let begun = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, ms) = (response.status(), begun.elapsed().as_millis());
    span.in_scope(|| {
        if is_our_fault(status) {
            tracing::warn!(%method, route, status = status.as_u16(), ms, "answered with a failure");
        } else {
            tracing::debug!(%method, route, status = status.as_u16(), ms, "answered");
        }
    });
    response
}
