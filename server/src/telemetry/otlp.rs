//! Spans as OTLP over HTTP with JSON (opentelemetry-proto 1.x, `ExportTraceServiceRequest`).

use super::traces::{Span, Work};
use crate::app::App;
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// The kinds of spans that we have.
const INTERNAL: u8 = 1;
const SERVER: u8 = 2;
/// The status of what failed.
const ERROR: u8 = 2;

/// What is sent of a batch: routes, methods, statuses and times, and nothing else.
pub(super) fn body(app: &App, spans: &[Span]) -> Bytes {
    let spans: Vec<Value> = spans.iter().map(|one| span(app, one)).collect();
    let environment = if app.config.is_production() {
        "production"
    } else {
        "development"
    };
    let resource = [
        text("service.name", "tessera"),
        text("service.version", env!("CARGO_PKG_VERSION")),
        text("deployment.environment.name", environment),
    ];
    let body = json!({ "resourceSpans": [{
        "resource": { "attributes": resource },
        "scopeSpans": [{ "scope": { "name": "tessera" }, "spans": spans }],
    }] });
    body.to_string().into()
}

fn span(app: &App, span: &Span) -> Value {
    let (name, kind, attributes, well) = match span.work {
        Work::Request { verb, route, status } => {
            let route = app.metrics.route_name(route);
            let attributes = vec![
                text("http.request.method", verb.name()),
                text("http.route", &route),
                json!({ "key": "http.response.status_code", "value": { "intValue": status.to_string() } }),
            ];
            (
                format!("{} {route}", verb.name()),
                SERVER,
                attributes,
                status < 500,
            )
        }
        Work::Job { name, well } => (
            format!("job {name}"),
            INTERNAL,
            vec![text("tessera.job", name)],
            well,
        ),
    };
    let end = span.begun + TimeDelta::from_std(span.took).unwrap_or_default();
    let nanos = |at: chrono::DateTime<chrono::Utc>| at.timestamp_nanos_opt().unwrap_or_default().to_string();
    let mut value = json!({
        "traceId": hex::encode(span.context.trace),
        "spanId": hex::encode(span.context.span),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": nanos(span.begun),
        "endTimeUnixNano": nanos(end),
        "attributes": attributes,
        "status": if well { json!({}) } else { json!({ "code": ERROR }) },
    });
    if let Some(parent) = span.context.parent {
        value["parentSpanId"] = hex::encode(parent).into();
    }
    value
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}
