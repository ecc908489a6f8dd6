//! The dashboard and everything under `/api/admin`: nothing here answers an anonymous caller.

mod assets;
mod label;
mod pages;
mod ports;
mod preview;
mod qr;
mod report;

use crate::{
    app::App,
    http::middleware::{refuse_cross_site, require_session},
};
use ::app::routes::Route;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};

/// The dashboard behind its session layer.
pub(super) fn router(app: App) -> Router {
    let root = assets::root(&app);
    let resources = Router::new()
        .route(&Route::Preview.href(), post(preview::render))
        .route("/api/admin/passports/{id}/label.svg", get(label::svg))
        .route("/api/admin/passports/{id}/label.png", get(label::png))
        .route("/api/admin/passports/{id}/label.pdf", get(label::pdf))
        .route("/api/admin/passports/{id}/qr.svg", get(qr::svg))
        .route("/api/admin/passports/{id}/qr.png", get(qr::png))
        .route("/api/admin/jobs/{id}/report.csv", get(report::csv))
        .with_state(app.clone());
    resources
        .merge(pages::router(&app, root.clone()).layer(from_fn(pages::data_only)))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), require_session))
        .layer(from_fn_with_state(app.clone(), refuse_cross_site))
        .merge(assets::router(&app, &root))
}
