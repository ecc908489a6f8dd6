//! Which router answers what, and the layers that all share.

use crate::{
    app::App,
    http::{
        account, admin, desk, error, health, middleware, public,
        site::{Sites, by_host},
    },
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

/// The largest body that any request may have, in bytes: a template with 300 fields in 30 languages fits.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// How long a request may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The whole site.
pub fn router(app: App) -> Router {
    let probes = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(app.clone());
    let sites = Sites {
        app: app.clone(),
        of_brands: public::router_of_brands(app.clone()),
    };
    public::router(app.clone())
        .merge(account::router(app.clone()))
        .merge(admin::router(app.clone()))
        .merge(desk::router(app.clone()))
        .merge(probes)
        .layer(from_fn_with_state(sites, by_host))
        .layer(RequestBodyLimitLayer::new(BODY_MAX))
        .layer(TimeoutLayer::with_status_code(error::timed_out(), PATIENCE))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(middleware::security_headers))
        .layer(from_fn_with_state(app.clone(), middleware::access_log))
        .layer(from_fn_with_state(app, middleware::request_ids))
}
