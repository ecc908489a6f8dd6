//! Failures as envelopes for Sentry. What is sent is written here member by member: an allow-list by construction.

use super::{panics::Place, traces::Work};
use crate::app::App;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Something that went wrong on our side.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) id: [u8; 16],
    pub(super) at: DateTime<Utc>,
    pub(super) work: Work,
    pub(super) place: Option<Place>,
}

/// The envelope of one failure.
pub(super) fn envelope(app: &App, fault: &Fault) -> Bytes {
    let event = event(app, fault).to_string();
    let head = json!({ "event_id": hex::encode(fault.id) });
    let item = json!({ "type": "event", "length": event.len() });
    format!("{head}\n{item}\n{event}\n").into()
}

fn event(app: &App, fault: &Fault) -> Value {
    let (transaction, message, mut tags) = match fault.work {
        Work::Request { verb, route, status } => {
            let route = app.metrics.route_name(route);
            let tags = json!({ "method": verb.name(), "route": route, "status": status.to_string() });
            let message = if fault.place.is_some() {
                "a part of the program panicked"
            } else {
                "a request was answered with a failure"
            };
            (format!("{} {route}", verb.name()), message, tags)
        }
        Work::Job { name, .. } => (format!("job {name}"), "a job panicked", json!({ "job": name })),
    };
    let place = fault
        .place
        .as_ref()
        .map(|place| format!("{}:{}", place.file, place.line));
    if let Some(place) = &place {
        tags["place"] = place.as_str().into();
    }
    json!({
        "event_id": hex::encode(fault.id),
        "timestamp": fault.at.timestamp(),
        "platform": "other",
        "level": "error",
        "logger": "tessera",
        "release": concat!("tessera@", env!("CARGO_PKG_VERSION")),
        "environment": if app.config.is_production() { "production" } else { "development" },
        "transaction": transaction,
        "message": { "formatted": message },
        "fingerprint": [transaction, message, place.unwrap_or_default()],
        "tags": tags,
    })
}
