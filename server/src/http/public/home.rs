//! The front page, and what is answered where nothing is.

use super::negotiate::{accept_language, locale_of};
use crate::http::{
    error::with_status,
    page::{account_policy, html, plain_policy},
    site::Site,
};
use app::public::{home_page, not_found_page};
use axum::{
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use domain::{Error, Kind};

/// `/`
pub(super) async fn front_page() -> Response {
    let mut response = html(home_page(), account_policy("'none'"));
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("public, max-age=300"),
    );
    response
}

/// The mark: a mosaic of four tiles, one of them turned.
const MARK: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"#0f6b66\"><path d=\"M2 2h9v9H2zM2 13h9v9H2zM13 13h9v9h-9zM17.5.6l5.9 5.9-5.9 5.9-5.9-5.9z\"/></svg>";

/// `/favicon.ico`: browsers ask for it whether or not a page names it.
pub(super) async fn icon() -> Response {
    let caching = "public, max-age=86400";
    (
        [
            (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
            (header::CACHE_CONTROL, caching),
        ],
        MARK,
    )
        .into_response()
}

/// What is told of an address where nothing is.
pub(super) fn missing_page(site: &Site, uri: &Uri, headers: &HeaderMap) -> Response {
    let error = Error::NotFound(Kind::Page);
    if uri.path().starts_with("/api/") {
        return crate::http::error::Failure(error).into_response();
    }
    missing(site, headers, &error)
}

/// The page that says that there is nothing.
pub(super) fn missing(site: &Site, headers: &HeaderMap, error: &Error) -> Response {
    let locale = locale_of(&[], None, accept_language(headers));
    let page = not_found_page(&locale, site.has_front_page());
    with_status(error, html(page, plain_policy()))
}
