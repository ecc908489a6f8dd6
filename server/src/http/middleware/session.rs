//! The session of the dashboard: one opaque cookie, looked up on the server.

use crate::{
    app::App,
    context::OpContext,
    http::{error::Failure, middleware::visitor, page::private},
    services::account,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::Error;

/// The one cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub(in crate::http) const COOKIE: &str = "__Host-tessera_session";

/// The token in the request's cookie.
pub(in crate::http) fn session_token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'));
    cookies
        .filter_map(|c| c.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

/// Puts the caller into the request, or refuses it: pages lead to the sign-in page, everything else is told so.
pub(in crate::http) async fn require_session(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = visitor(&app, &parts);
    let caller = match session_token(&parts.headers) {
        Some(token) => account::authenticate(&app, &token, &visitor).await,
        None => Ok(None),
    };
    let response = match caller {
        Ok(Some(caller)) => {
            parts.extensions.insert(OpContext {
                caller,
                request_id: visitor.request_id,
            });
            next.run(Request::from_parts(parts, body)).await
        }
        Ok(None) if parts.uri.path().starts_with("/api/") => Failure(Error::Unauthenticated).into_response(),
        Ok(None) => Redirect::to(&sign_in_and_back(&parts.uri)).into_response(),
        Err(error) => Failure(error).into_response(),
    };
    private(response)
}

fn sign_in_and_back(uri: &axum::http::Uri) -> String {
    let target = uri.path_and_query().map_or("/admin", |p| p.as_str());
    let query: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
    format!("{}?next={query}", app::routes::Route::SignIn.href())
}
