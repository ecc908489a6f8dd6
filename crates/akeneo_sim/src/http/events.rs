//! The Event Platform's management calls. In the real system it stands at an address of its own.

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::error::ApiError;
use crate::credentials::CLIENT_ID;
use crate::events::{Subscriber, Subscription};
use crate::state::{RequestLogEntry, Shared};
use crate::tokens::TokenState;

type Answer = Result<(StatusCode, Json<Value>), ApiError>;
type Body = Result<Json<Value>, JsonRejection>;

/// Routes below the platform's base address.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/subscribers", post(subscribe))
        .route("/subscribers/{subscriber}", get(subscriber).delete(unsubscribe))
        .route("/subscribers/{subscriber}/subscriptions", post(add))
        .route(
            "/subscribers/{subscriber}/subscriptions/{subscription}",
            get(one).delete(remove),
        )
}

/// The platform asks the PIM whether the token is good, and whether it has the platform at all.
fn authorise(shared: &Shared, headers: &HeaderMap, call: &str) -> Result<(), ApiError> {
    shared.log().push(RequestLogEntry {
        method: "EVENTS".to_owned(),
        path: call.to_owned(),
        query: String::new(),
    });
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let known = shared.tokens().state(header("x-pim-token")) == TokenState::Valid;
    if !known || header("x-pim-client-id") != CLIENT_ID || !header("x-pim-url").starts_with("http") {
        return Err(ApiError::unauthorized("The PIM credentials are not valid."));
    }
    let faults = shared.faults();
    if faults.no_event_platform || faults.community_edition {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "This connection is not allowed to use the Event Platform.",
        ));
    }
    Ok(())
}

fn read(body: Body) -> Result<Value, ApiError> {
    body.map(|Json(body)| body)
        .map_err(|rejection| ApiError::bad_request(rejection.body_text()))
}

fn text(value: &Value, pointer: &str) -> Result<String, ApiError> {
    let found = value
        .pointer(pointer)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    found
        .map(str::to_owned)
        .ok_or_else(|| ApiError::unprocessable(format!("{pointer} is missing.")))
}

async fn subscribe(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Body) -> Answer {
    authorise(&shared, &headers, "subscribe")?;
    let body = read(body)?;
    text(&body, "/contact/technical_email")?;
    let notice_secret = text(&body, "/contact/notification_webhook_secret")?;
    if !(16..=256).contains(&notice_secret.len()) {
        return Err(ApiError::unprocessable("The secret has 16 to 256 characters."));
    }
    let mut platform = shared.platform();
    if platform.is_full() {
        return Err(ApiError::unprocessable("There are 20 subscribers already."));
    }
    let subscriber = Subscriber {
        id: platform.id(),
        name: text(&body, "/name")?,
        notices_url: text(&body, "/contact/notification_webhook_url")?,
        notice_secret,
        subscriptions: Vec::new(),
    };
    let answer = json!({ "id": subscriber.id, "name": subscriber.name, "status": "active" });
    platform.subscribers.push(subscriber);
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn subscriber(State(shared): State<Arc<Shared>>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    authorise(&shared, &headers, "subscriber")?;
    let platform = shared.platform();
    let found = platform.subscribers.iter().find(|s| s.id == id);
    let found = found.ok_or_else(|| ApiError::missing("Subscriber", &id))?;
    let answer = json!({ "id": found.id, "name": found.name, "status": "active" });
    Ok((StatusCode::OK, Json(answer)))
}

async fn unsubscribe(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    authorise(&shared, &headers, "unsubscribe")?;
    shared.platform().subscribers.retain(|s| s.id != id);
    Ok(StatusCode::NO_CONTENT)
}

async fn add(
    State(shared): State<Arc<Shared>>,
    Path(subscriber): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    authorise(&shared, &headers, "add")?;
    if std::mem::take(&mut shared.faults().refuse_subscription) {
        return Err(ApiError::unprocessable("The destination is not valid."));
    }
    let body = read(body)?;
    let events = body["events"].as_array().into_iter().flatten();
    let events = events.filter_map(Value::as_str).map(str::to_owned).collect();
    let mut platform = shared.platform();
    let subscription = Subscription {
        id: platform.id(),
        status: "active",
        events,
        url: text(&body, "/config/url")?,
        primary: text(&body, "/config/secret/primary")?,
        secondary: text(&body, "/config/secret/secondary").ok(),
    };
    let answer = view(&subscription);
    let found = platform.subscribers.iter_mut().find(|s| s.id == subscriber);
    let found = found.ok_or_else(|| ApiError::missing("Subscriber", &subscriber))?;
    found.subscriptions.push(subscription);
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn one(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    authorise(&shared, &headers, "one")?;
    let mut platform = shared.platform();
    let found = platform.subscription(&id);
    let found = found.ok_or_else(|| ApiError::missing("Subscription", &id))?;
    Ok((StatusCode::OK, Json(view(found))))
}

async fn remove(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    authorise(&shared, &headers, "remove")?;
    for subscriber in &mut shared.platform().subscribers {
        subscriber.subscriptions.retain(|s| s.id != id);
    }
    Ok(StatusCode::NO_CONTENT)
}

fn view(subscription: &Subscription) -> Value {
    json!({ "id": subscription.id, "source": "pim", "type": "https", "status": subscription.status, "events": subscription.events })
}
