//! What happens to every API call before and after its handler: log, faults, token, permissions.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::error::ApiError;
use crate::state::{RequestLogEntry, Shared};
use crate::tokens::TokenState;

/// A simulator that runs for days forgets its oldest calls.
const LONGEST_LOG: usize = 100_000;
const TOKEN: &str = "/api/oauth/v1/token";
const NEEDS_NO_TOKEN: [&str; 3] = [TOKEN, "/api/rest/v1", "/api/rest/v1/system-information"];

/// Lets a call through to its handler, or answers in its place.
pub(crate) async fn pass(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    note(&shared, &request);
    let latency = shared.faults().latency_ms;
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let is_token = request.uri().path() == TOKEN;
    if let Some(answer) = fault(&shared, is_token) {
        return answer;
    }
    if let Err(error) = authorise(&shared, &request) {
        return error.into_response();
    }
    let truncate = shared.faults().truncate_body;
    let answer = next.run(request).await;
    if truncate && answer.status().is_success() {
        truncated(answer).await
    } else {
        answer
    }
}

fn note(shared: &Shared, request: &Request) {
    let mut log = shared.log();
    if log.len() >= LONGEST_LOG {
        log.drain(..LONGEST_LOG / 2);
    }
    log.push(RequestLogEntry {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
    });
}

/// Faults that answer in the place of the PIM. Those about tokens take effect here and switch themselves off.
fn fault(shared: &Shared, is_token: bool) -> Option<Response> {
    let mut faults = shared.faults();
    if std::mem::take(&mut faults.expire_access_tokens) {
        shared.tokens().expire_access();
    }
    if std::mem::take(&mut faults.revoke_refresh_tokens) {
        shared.tokens().revoke_refresh();
    }
    let calls = shared.count_call();
    let chance = faults.fail_every > 0 && calls.is_multiple_of(faults.fail_every);
    let forced = if faults.unavailable || chance {
        Some(503)
    } else {
        faults.fail_next.pop_front()
    };
    if let Some(code) = forced {
        return Some(forced_answer(
            code,
            faults.plain_text_errors,
            faults.retry_after.as_deref(),
        ));
    }
    if faults.redirect {
        return Some((StatusCode::FOUND, [(LOCATION, "http://login.example/sso")]).into_response());
    }
    if faults.error_in_body && !is_token {
        let message = "No products to synchronize. The catalog \"65f5a521-e65c-4d7b-8be8-1f267fa2729c\" has been \
            disabled on the PIM side. Note that you can get catalogs status with the GET /api/rest/v1/catalogs endpoint.";
        return Some(Json(json!({"error": message})).into_response());
    }
    faults.html_instead_of_json.then(|| {
        Html("<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1><p>Your company's proxy asks who you are.</p>")
            .into_response()
    })
}

fn forced_answer(code: u16, plain: bool, retry_after: Option<&str>) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = match code {
        401 => "The access token provided is invalid.",
        403 => "Access forbidden. You are not allowed to list products.",
        404 => "Resource `x` does not exist.",
        422 => "Attribute \"x\" does not exist.",
        429 => "You have exceeded the limit of API requests per second.",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    let mut answer = if plain || code == 502 {
        (
            status,
            Html(format!("<html><body><h1>{message}</h1></body></html>")),
        )
            .into_response()
    } else {
        (status, Json(json!({"code": code, "message": message}))).into_response()
    };
    let retry_after = match code {
        429 => retry_after.or(Some("1")),
        503 => retry_after,
        _ => None,
    };
    if let Some(value) = retry_after.and_then(|value| HeaderValue::from_str(value).ok()) {
        answer.headers_mut().insert(RETRY_AFTER, value);
    }
    answer
}

fn authorise(shared: &Shared, request: &Request) -> Result<(), ApiError> {
    let path = request.uri().path().trim_end_matches('/');
    if NEEDS_NO_TOKEN.contains(&path) {
        return Ok(());
    }
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok());
    let token = header
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else {
        return Err(ApiError::unauthorized("Authentication is required"));
    };
    if shared.faults().disconnected {
        return Err(ApiError::unauthorized(
            "The access token provided is invalid. Your app has been disconnected from that PIM.",
        ));
    }
    match shared.tokens().state(token.trim()) {
        TokenState::Valid => {}
        TokenState::Expired => return Err(ApiError::unauthorized("The access token provided has expired.")),
        TokenState::Unknown => return Err(ApiError::unauthorized("The access token provided is invalid.")),
    }
    acceptable(request)?;
    let faults = shared.faults();
    let resource = resource(path);
    if faults.forbidden.contains(resource) {
        let what = resource.replace('-', " ");
        let message = format!("Access forbidden. You are not allowed to list {what}.");
        return Err(ApiError::new(StatusCode::FORBIDDEN, message));
    }
    let enterprise = ["reference-entit", "asset-"];
    let enterprise = enterprise
        .iter()
        .any(|start| path.starts_with(&format!("/api/rest/v1/{start}")));
    if faults.community_edition && enterprise {
        return Err(ApiError::not_found(format!(
            "No route found for \"{} {path}\"",
            request.method()
        )));
    }
    if faults.no_uuid_endpoints && path.starts_with("/api/rest/v1/products-uuid") {
        return Err(ApiError::not_found(format!(
            "No route found for \"{} {path}\"",
            request.method()
        )));
    }
    Ok(())
}

/// The API only writes JSON; files come as they are.
fn acceptable(request: &Request) -> Result<(), ApiError> {
    let Some(accept) = request
        .headers()
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
    else {
        return Ok(());
    };
    let fine = ["*/*", "application/json", "application/*"]
        .iter()
        .any(|range| accept.contains(range));
    if fine || request.uri().path().contains("media-files/") {
        return Ok(());
    }
    let message =
        format!("\"{accept}\" in \"Accept\" header is not valid. Only \"application/json\" is allowed.");
    Err(ApiError::new(StatusCode::NOT_ACCEPTABLE, message))
}

/// The resource whose permission a path needs.
fn resource(path: &str) -> &str {
    let parts: Vec<&str> = path.trim_start_matches("/api/rest/v1/").split('/').collect();
    match (parts[0], parts.get(2).copied()) {
        ("products-uuid" | "products", _) => "products",
        ("attributes", Some("options")) => "attribute-options",
        ("families", Some("variants")) => "family-variants",
        ("reference-entities", Some("records")) => "reference-entity-records",
        ("asset-families", Some("assets")) => "assets",
        (first, _) => first,
    }
}

async fn truncated(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}
