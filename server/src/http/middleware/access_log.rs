//! One line per request: method, route, status, time; and the same for those who count and trace. Never the address asked for, a
//! query or an IP address.

use crate::{
    app::App,
    http::error::is_our_fault,
    metrics::Verb,
    telemetry::{Begun, Place, Work},
};
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
    let traced = trace(&app, &request);
    let span = tracing::info_span!("request", id);
    let begun = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    let template = matched.as_ref().map(MatchedPath::as_str);
    let (route, verb) = (app.metrics.route(template), Verb::of(&method));
    app.metrics.answered(route, verb, status.as_u16(), took);
    let work = Work::Request {
        verb,
        route,
        status: status.as_u16(),
    };
    if let Some(traced) = traced {
        app.telemetry.end(&app, traced, work, took);
    }
    span.in_scope(|| {
        let (route, ms) = (template.unwrap_or("-"), took.as_millis());
        if is_our_fault(status) {
            let place = response.extensions().get::<Place>().cloned();
            app.telemetry.fault(&app, work, place);
            tracing::warn!(%method, route, status = status.as_u16(), ms, "answered with a failure");
        } else {
            tracing::debug!(%method, route, status = status.as_u16(), ms, "answered");
        }
    });
    response
}

/// Begins a span, as part of the trace that a trusted proxy names.
fn trace(app: &App, request: &Request) -> Option<Begun> {
    if !app.telemetry.is_tracing() {
        return None;
    }
    let parent = request
        .headers()
        .get("traceparent")
        .and_then(|value| value.to_str().ok());
    let by_proxy = super::visitor::came_by_proxy(app, request.extensions());
    app.telemetry.begin(app, parent.filter(|_| by_proxy))
}
