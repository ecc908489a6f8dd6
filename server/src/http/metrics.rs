//! `/metrics` and `/healthz` at a port of their own, which nobody else is let to.

use crate::{app::App, http::health, metrics::scrape};
use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

/// What whoever watches a process may ask it.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(health::healthz))
        .with_state(app)
}

async fn metrics(State(app): State<App>) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (kind, scrape(&app).await).into_response()
}

/// Answers on `listener` until the process is asked to stop.
pub async fn serve_metrics(app: App, listener: TcpListener) {
    let shutdown = app.shutdown.clone();
    let serving = axum::serve(listener, metrics_router(app))
        .with_graceful_shutdown(async move { shutdown.requested().await });
    if let Err(error) = serving.await {
        tracing::error!(%error, "the metrics are served no longer");
    }
}
