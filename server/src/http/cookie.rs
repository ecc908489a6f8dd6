//! The one cookie.

use crate::services::account::NewSession;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub(super) const COOKIE: &str = "__Host-tessera_session";

/// The token in the request's cookie.
pub(super) fn session_token(headers: &HeaderMap) -> Option<String> {
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

/// Hands the browser the token of its session.
pub(super) fn set_session(response: &mut Response, session: &NewSession) {
    set(response, &session.token, 43_200);
}

/// Hands the browser a value that is no session: a sign-in that it begins at a provider must end in it. Half an hour is what
/// the provider and the question that may follow take.
pub(super) fn set_visit(response: &mut Response, token: &str) {
    set(response, token, 2_400);
}

/// Takes the cookie back.
pub(super) fn clear_session(response: &mut Response) {
    set(response, "", 0);
}

fn set(response: &mut Response, token: &str, max_age_s: u32) {
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={max_age_s}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}
