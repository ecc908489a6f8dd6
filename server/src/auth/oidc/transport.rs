//! The library's requests, over the one client for the outside world.

use super::Trouble;
use http::{HeaderMap, HeaderValue, header::ACCEPT};
use openidconnect::{HttpRequest, HttpResponse};
use pim::outbound::{Outbound, OutboundError};
use serde::de::DeserializeOwned;
use url::Url;

/// The largest answer that is read: key sets and tokens are a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// Sends one request of the library.
pub(super) async fn call(outbound: Outbound, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
    let (parts, body) = request.into_parts();
    let url: Url = parts
        .uri
        .to_string()
        .parse()
        .map_err(|_| OutboundError::refused("the address cannot be read"))?;
    let answer = outbound
        .send(parts.method, &url, parts.headers, body.into(), LARGEST)
        .await?;
    if answer.status.is_server_error() {
        let why = format!("status {}", answer.status);
        return Err(OutboundError::Unreachable { why });
    }
    let mut response = HttpResponse::new(answer.body.to_vec());
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    Ok(response)
}

/// Fetches a document.
pub(super) async fn fetch<T: DeserializeOwned>(
    outbound: &Outbound,
    url: &Url,
    what: &str,
) -> Result<T, Trouble> {
    let down = |why: String| Trouble::Down(format!("{what}: {why}"));
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
    let answer = outbound
        .get(url, headers, LARGEST)
        .await
        .map_err(|error| down(error.to_string()))?;
    if !answer.status.is_success() {
        return Err(down(format!("status {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|error| down(error.to_string()))
}
