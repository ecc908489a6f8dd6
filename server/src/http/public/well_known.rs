//! `/.well-known/`: where weaknesses are reported (RFC 9116), and where password managers find the form.

use super::home;
use crate::{app::App, http::site::Site};
use ::app::routes::Route;
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{SecondsFormat, TimeDelta};

/// The standard wants less than a year.
const VALID: TimeDelta = TimeDelta::days(300);

/// The operator's contact; nothing where there is none, because the standard knows no file without one.
pub(super) async fn security_txt(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(contact) = app.config.security_contact() else {
        return home::missing_page(&site, &uri, &headers);
    };
    let expires = (app.clock.now() + VALID).to_rfc3339_opts(SecondsFormat::Secs, true);
    let canonical = app.config.link("/.well-known/security.txt");
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, de\nCanonical: {canonical}\n"
    );
    let caching = [(header::CACHE_CONTROL, "public, max-age=86400")];
    (caching, text).into_response()
}

/// The form stands in the settings; whoever is not signed in comes there by signing in.
pub(super) async fn change_password() -> Redirect {
    Redirect::temporary(&Route::Settings.href())
}
