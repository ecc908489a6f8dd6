//! The one place that names status codes, and the one place that logs a failure.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Error;

/// The status of an error.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::ConfirmFirst | Error::SecondFactorNeeded => StatusCode::FORBIDDEN,
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Seconds after which it makes sense to ask again.
pub fn retry_after(error: &Error) -> Option<HeaderValue> {
    match error {
        Error::RateLimited { retry_after_s } => Some(HeaderValue::from(*retry_after_s)),
        Error::Unavailable { .. } => Some(HeaderValue::from(30)),
        _ => None,
    }
}

/// An error as JSON: what server functions answer with, and a sentence for whoever reads it bare.
pub struct Failure(pub Error);

#[derive(serde::Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    error: &'a Error,
    message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = Body {
            error: &self.0,
            message: self.0.to_string(),
        };
        let response = Json(body).into_response();
        with_status(&self.0, response)
    }
}

/// Gives a rendered answer the status, and where it helps the waiting time, of an error.
pub fn with_status(error: &Error, mut response: Response) -> Response {
    *response.status_mut() = status(error);
    if let Some(wait) = retry_after(error) {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

/// 304: what the client holds is still right.
pub fn not_modified() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}

/// 403 for a request that another site caused.
pub fn cross_site() -> Response {
    (
        StatusCode::FORBIDDEN,
        "This request came from another site and was refused.",
    )
        .into_response()
}

/// 400 for an address that cannot be what it claims to be, such as a GTIN with a wrong check digit.
pub fn bad_address(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// 500 after a panic, with the place in our code for the report.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let mut response = Failure(Error::Internal).into_response();
    if let Some(place) = crate::telemetry::take_panic() {
        response.extensions_mut().insert(place);
    }
    response
}

/// 204: there is nothing to say but the headers.
pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// 201: something new is there.
pub fn created(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::CREATED;
    response
}

/// 300: several answers fit, and the client has to choose.
pub fn multiple_choices(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::MULTIPLE_CHOICES;
    response
}

/// 405: the address has other methods; the router names them in `Allow`.
pub fn method_not_allowed(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// 406: the client takes nothing of what there is.
pub fn not_acceptable(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    response
}

/// 410 for a passport that whoever runs the site has taken off it.
pub fn gone(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::GONE;
    response
}

/// 403 for a program whose grant opens nothing.
pub fn refused_grant(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

/// Tells when it makes sense to ask again.
pub fn come_back(mut response: Response, seconds: u32) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// 401 for an event that the platform did not sign, or that is for nobody: the two look the same, and neither is a 404, which
/// would end a subscription at once.
pub fn unsigned() -> Response {
    (StatusCode::UNAUTHORIZED, "This is not signed.").into_response()
}

/// 503 for a process that is not ready.
pub fn not_ready(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// 413 for a body that came in time and is too long, 408 for one that took too long, 400 for one that broke off.
pub fn no_whole_body(in_time: Option<bool>) -> Response {
    let (status, why) = match in_time {
        Some(true) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "This is more than a request may bring.",
        ),
        Some(false) => (StatusCode::REQUEST_TIMEOUT, "This took too long to arrive."),
        None => (StatusCode::BAD_REQUEST, "The body of the request is not whole."),
    };
    (status, why).into_response()
}

/// 503 in full, for a connection that nobody has time for.
pub const TURNED_AWAY: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 3\r\ncache-control: no-store\r\n\
    content-type: text/plain; charset=utf-8\r\ncontent-length: 76\r\nconnection: close\r\n\r\n\
    There are too many connections at the moment. Please come back in a moment.\n";

/// Whether an answer is a failure on our side.
pub fn is_our_fault(status: StatusCode) -> bool {
    status.is_server_error()
}
