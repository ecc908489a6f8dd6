//! What anybody may read: passports, their pictures, the front page; and where PIMs tell of changes. This router has no session layer and sets no cookie.

mod did;
mod finer;
mod home;
mod media;
pub(super) mod negotiate;
mod passport;
mod rendered;
mod store;
mod webhooks;
mod well_known;

pub use store::PageStore;

use crate::app::App;
use axum::{Router, routing::get};

/// The public router. The paths of passports end in a wildcard, so that what follows an identifier is answered here too.
pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/", get(home::front_page))
        .route("/robots.txt", get(home::robots))
        .route("/favicon.ico", get(home::icon))
        .route("/.well-known/security.txt", get(well_known::security_txt))
        .route("/.well-known/change-password", get(well_known::change_password))
        .route("/01/{*rest}", get(passport::by_gtin))
        .route("/p/{*rest}", get(passport::by_short_id))
        .route("/media/{name}", get(media::file))
        .route("/b/{brand}/did.json", get(did::document))
        .merge(webhooks::router())
        .fallback(home::not_found)
        .with_state(app)
}
