//! The pages of a signed-in person that need no script: security, sessions, brands, team, audit log,
//! readiness.
//!
//! They look like the dashboard and are sent as they are. A form posts to the path of its page (or below it) and is answered
//! with a redirect, or with the page again and what is wrong.

mod access;
mod address;
mod api_keys;
mod audit;
mod brands;
mod confirm;
mod domains;
mod drift;
mod exit_pack;
mod exports;
mod factors;
mod identities;
mod insight;
mod keys;
mod labels;
mod member;
mod ownership;
mod passkeys;
mod passport;
mod policy;
mod readiness;
mod registry;
mod reply;
mod security;
mod sessions;
mod team;
mod units;

use crate::{
    app::App,
    http::{
        account::FORM_MAX,
        middleware::{refuse_cross_site, require_person},
    },
};
use axum::{Router, middleware::from_fn_with_state};
use tower_http::limit::RequestBodyLimitLayer;

/// All of them, behind the session layer.
pub(super) fn router(app: App) -> Router {
    Router::new()
        .merge(access::router())
        .merge(audit::router())
        .merge(brands::router())
        .merge(confirm::router())
        .merge(domains::router())
        .merge(drift::router())
        .merge(insight::router())
        .merge(exit_pack::router())
        .merge(exports::router())
        .merge(labels::router())
        .merge(factors::router())
        .merge(passkeys::router())
        .merge(passport::router())
        .merge(policy::router())
        .merge(identities::router())
        .merge(api_keys::router())
        .merge(keys::router())
        .merge(member::router())
        .merge(ownership::router())
        .merge(security::router())
        .merge(team::router())
        .merge(sessions::router())
        .merge(address::router())
        .layer(RequestBodyLimitLayer::new(FORM_MAX))
        // These have limits of their own.
        .merge(readiness::router())
        .merge(registry::router())
        .merge(units::router())
        .layer(from_fn_with_state(app.clone(), require_person))
        .layer(from_fn_with_state(app.clone(), refuse_cross_site))
        .with_state(app)
}
