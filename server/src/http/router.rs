//! Which router answers what, and the layers that all share.

use crate::{
    app::App,
    http::{
        account, admin, desk, error, health,
        middleware::{self, Crowd, Room, crowd, readers},
        public,
        site::{Sites, by_host},
    },
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

/// The largest body that any request may have, in bytes: a template with 300 fields in 30 languages fits.
pub(super) const BODY_MAX: usize = 2 * 1024 * 1024;

/// The whole site.
pub fn router(app: App) -> Router {
    let probes = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(app.clone());
    let for_all = from_fn_with_state(Crowd::new(Room::PUBLIC, Some(app.clone())), crowd);
    // Outside: who has read enough takes no place.
    let limited = from_fn_with_state(app.clone(), readers);
    let for_desk = from_fn_with_state(Crowd::new(Room::DESK, Some(app.clone())), crowd);
    let sites = Sites {
        app: app.clone(),
        of_brands: public::router_of_brands(app.clone())
            .layer(for_all.clone())
            .layer(limited.clone()),
    };
    let desk = account::router(app.clone())
        .merge(admin::router(app.clone()))
        .merge(desk::router(app.clone()))
        .layer(for_desk);
    public::router(app.clone())
        .layer(for_all)
        .layer(limited)
        .merge(desk)
        .merge(probes)
        .layer(from_fn_with_state(sites, by_host))
        .layer(RequestBodyLimitLayer::new(BODY_MAX))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(middleware::security_headers))
        .layer(from_fn_with_state(app.clone(), middleware::access_log))
        .layer(from_fn_with_state(app, middleware::request_ids))
}
