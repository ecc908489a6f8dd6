//! What anybody may read: passports, their pictures, the front page; and where PIMs tell of changes. This router has no session layer and sets no cookie.

mod address;
mod asked;
mod conformance;
mod data;
mod did;
mod dpp_api;
mod dress;
mod finer;
mod follow;
mod found;
mod grant;
mod heads;
mod home;
mod kept;
mod legal;
mod link_type;
mod media;
pub(super) mod negotiate;
mod openapi;
pub(super) mod opened;
mod packing;
mod passport;
mod past;
mod purge;
pub(super) mod quick;
mod refusal;
mod rendered;
mod resolver;
mod shared;
mod sitemap;
mod sized;
mod store;
mod tls;
mod verifier;
mod warm;
mod webhooks;
mod well_known;

pub use follow::follow;
pub use store::PageStore;
pub use warm::warm_up;

use crate::app::App;
use ::app::routes::Route;
use axum::{Router, middleware::from_fn, routing::get};

/// The public router. The paths of passports end in a wildcard, so that what follows an identifier is answered here too.
pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/", get(home::front_page))
        .route(&Route::Conformance.href(), get(conformance::page))
        .route("/legal/{page}", get(legal::page))
        .route("/robots.txt", get(sitemap::robots))
        .route("/favicon.ico", get(home::icon))
        .route("/verify", get(verifier::page))
        .route("/.well-known/security.txt", get(well_known::security_txt))
        .route("/.well-known/change-password", get(well_known::change_password))
        .route("/.well-known/did.json", get(did::of_host))
        .route(
            "/.well-known/gs1resolver",
            get(resolver::description).options(dress::options),
        )
        .route("/01/{*rest}", get(passport::by_gtin).options(dress::options))
        .route("/p/{*rest}", get(passport::by_short_id).options(dress::options))
        .route("/media/{name}", get(media::file))
        .route("/b/{brand}/did.json", get(did::document))
        .route("/b/{brand}/sitemap.xml", get(sitemap::on_platform))
        .route("/b/{brand}/sitemap/{part}", get(sitemap::part_on_platform))
        .route("/internal/tls-allowed", get(tls::allowed))
        .route("/api/openapi.json", get(openapi::serve).options(dress::options))
        .merge(dpp_api::router())
        .merge(webhooks::router())
        .fallback(resolver::elsewhere)
        .layer(from_fn(grant::private_where_shown))
        .with_state(app)
}

/// What is served at brands' own hosts: passports, their files, and who the brand is to a machine. No page of ours, nothing
/// that anybody signs in to.
pub(super) fn router_of_brands(app: App) -> Router {
    Router::new()
        .route("/robots.txt", get(sitemap::robots))
        .route("/sitemap.xml", get(sitemap::of_host))
        .route("/sitemap/{part}", get(sitemap::part_of_host))
        .route("/favicon.ico", get(home::icon))
        .route("/verify", get(verifier::page))
        .route("/.well-known/security.txt", get(well_known::security_txt))
        .route(
            "/.well-known/gs1resolver",
            get(resolver::description).options(dress::options),
        )
        .route("/.well-known/did.json", get(did::of_host))
        .route("/01/{*rest}", get(passport::by_gtin).options(dress::options))
        .route("/p/{*rest}", get(passport::by_short_id).options(dress::options))
        .route("/media/{name}", get(media::file))
        .fallback(resolver::elsewhere)
        .layer(from_fn(grant::private_where_shown))
        .with_state(app)
}
