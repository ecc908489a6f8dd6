//! One line per request: method, route, status, time; and the same for those who count. Never the address asked for, a query or an
//! IP address.

use crate::{app::App, http::error::is_our_fault, metrics::Verb};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// Logs and counts the request.
pub(in crate::http) async fn access_log(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = super::request_id(request.headers());
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", id);
    let begun = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    let template = matched.as_ref().map(MatchedPath::as_str);
    let id = app.metrics.route(template);
    app.metrics.answered(id, Verb::of(&method), status.as_u16(), took);
    span.in_scope(|| {
        let (route, ms) = (template.unwrap_or("-"), took.as_millis());
        if is_our_fault(status) {
            tracing::warn!(%method, route, status = status.as_u16(), ms, "answered with a failure");
        } else {
            tracing::debug!(%method, route, status = status.as_u16(), ms, "answered");
        }
    });
    response
}
