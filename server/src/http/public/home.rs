//! The front page, and what is answered where nothing is.

use super::negotiate::{accept_language, locale_of};
use crate::http::{
    error::with_status,
    page::{account_policy, html, plain_policy},
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

/// `/robots.txt`: passports may be found, the dashboard has nothing to find.
pub(super) async fn robots() -> Response {
    "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /dev/\n".into_response()
}

/// `/favicon.ico`: pages carry no icon of the platform's; browsers ask all the same.
pub(super) async fn no_icon() -> Response {
    with_status(&Error::NotFound(Kind::Page), ().into_response())
}

/// Everything else.
pub(super) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let error = Error::NotFound(Kind::Page);
    if uri.path().starts_with("/api/") {
        return crate::http::error::Failure(error).into_response();
    }
    missing(&headers, &error)
}

/// The page that says that there is nothing.
pub(super) fn missing(headers: &HeaderMap, error: &Error) -> Response {
    let locale = locale_of(&[], None, accept_language(headers));
    with_status(error, html(not_found_page(&locale), plain_policy()))
}
