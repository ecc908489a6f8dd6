//! `POST /api/oauth/v1/token`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::call::Answer;
use super::error::ApiError;
use crate::credentials::{CLIENT_ID, PASSWORD, SECRET, USERNAME};
use crate::state::Shared;
use crate::tokens::TokenPair;

/// Akeneo refuses longer token requests.
const MAX_BODY: usize = 300;

/// Issues tokens for a password or a refresh token.
pub(crate) async fn issue(State(shared): State<Arc<Shared>>, request: Request) -> Answer {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY).await.map_err(|_| {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("Request content exceeded the maximum allowed size of {MAX_BODY} bytes"),
        )
    })?;
    let fields = fields(&head.headers, &body)?;
    let field = |name: &str| {
        fields
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    if !knows_client(&head.headers) {
        return Err(ApiError::unprocessable(
            "Parameter \"client_id\" is missing or does not match any client, or secret is invalid",
        ));
    }
    let pair = match field("grant_type") {
        Some("password") => password(&shared, field("username"), field("password"))?,
        Some("refresh_token") => refresh(&shared, field("refresh_token"))?,
        Some("client_credentials" | "authorization_code") => {
            return Err(ApiError::unprocessable(
                "This grant type is not authorized for this client",
            ));
        }
        _ if fields.contains_key("refresh_token") => {
            return Err(ApiError::unprocessable(
                "Parameter \"grant_type\" or \"refresh_token\" is missing or empty",
            ));
        }
        _ => return Err(incomplete()),
    };
    Ok(Json(json!({
        "access_token": pair.access,
        "expires_in": shared.token_ttl.as_secs(),
        "token_type": "bearer",
        "scope": null,
        "refresh_token": pair.refresh,
    })))
}

fn password(shared: &Shared, user: Option<&str>, password: Option<&str>) -> Result<TokenPair, ApiError> {
    let (Some(user), Some(password)) = (user, password) else {
        return Err(incomplete());
    };
    if user != USERNAME || password != PASSWORD || shared.faults().password_changed {
        return Err(ApiError::unprocessable(
            "No user found for the given username and password",
        ));
    }
    Ok(shared.tokens().issue(shared.token_ttl))
}

fn refresh(shared: &Shared, token: Option<&str>) -> Result<TokenPair, ApiError> {
    let token = token.ok_or_else(|| {
        ApiError::unprocessable("Parameter \"grant_type\" or \"refresh_token\" is missing or empty")
    })?;
    let pair = shared.tokens().rotate(token, shared.token_ttl);
    pair.ok_or_else(|| ApiError::unprocessable("Refresh token is invalid or has expired"))
}

fn incomplete() -> ApiError {
    ApiError::unprocessable(
        "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid",
    )
}

/// The fields of a JSON or form body.
fn fields(headers: &HeaderMap, body: &[u8]) -> Result<BTreeMap<String, String>, ApiError> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => {
            let parsed: Value = serde_json::from_slice(body)
                .map_err(|_| ApiError::bad_request("Invalid json message received"))?;
            let fields = parsed.as_object().into_iter().flatten();
            Ok(fields
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect())
        }
        "application/x-www-form-urlencoded" => Ok(form_urlencoded::parse(body).into_owned().collect()),
        other => Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!(
                "\"{other}\" in \"Content-Type\" header is not valid. \
                 Only \"application/json\" or \"application/x-www-form-urlencoded\" are allowed."
            ),
        )),
    }
}

fn knows_client(headers: &HeaderMap) -> bool {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let encoded = header.strip_prefix("Basic ").unwrap_or_default();
    STANDARD
        .decode(encoded)
        .is_ok_and(|pair| pair == format!("{CLIENT_ID}:{SECRET}").into_bytes())
}
