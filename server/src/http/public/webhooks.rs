//! `/webhooks/akeneo/{connection}`: where Akeneo's Event Platform sends events, and below it notices about the subscription.
//! There is no session; the signature over the body tells whose it is (contracts.md 1.6).

use crate::{
    app::App,
    http::{
        error::{Failure, unsigned},
        page::private,
    },
    services::connections::events::{self, Signatures},
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{ConnectionId, Error};
use tower_http::limit::RequestBodyLimitLayer;

/// An event names a product and whoever changed it.
const EVENT_MAX: usize = 64 * 1024;

/// Both addresses.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/webhooks/akeneo/{id}", post(event))
        .route("/webhooks/akeneo/{id}/notices", post(notice))
        .layer(RequestBodyLimitLayer::new(EVENT_MAX))
}

async fn event(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    answer(events::event(&app, connection(&id), &signatures(&headers), &body).await)
}

async fn notice(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    answer(events::notice(&app, connection(&id), &signatures(&headers), &body).await)
}

/// What is no id is no connection, and answered like one that does not exist.
fn connection(id: &str) -> Option<ConnectionId> {
    id.parse().ok()
}

fn signatures(headers: &HeaderMap) -> Signatures {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    Signatures {
        primary: text("x-akeneo-signature-primary"),
        secondary: text("x-akeneo-signature-secondary"),
        algorithm: text("x-akeneo-signature-algorithm"),
    }
}

fn answer(taken: Result<(), Error>) -> Response {
    private(match taken {
        Ok(()) => ().into_response(),
        Err(Error::Unauthenticated) => unsigned(),
        Err(error) => Failure(error).into_response(),
    })
}
