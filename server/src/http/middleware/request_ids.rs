//! A request id for the log and for the answer, made here: one that a client sends is not believed.

use crate::app::App;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

/// Draws an id from the application's random source, in place of any that came with the request.
pub(in crate::http) async fn request_ids(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut bytes = [0u8; 8];
    app.random.fill(&mut bytes);
    let id = HeaderValue::from_str(&hex::encode(bytes)).unwrap_or(HeaderValue::from_static("-"));
    let name = HeaderName::from_static("x-request-id");
    request.headers_mut().insert(name.clone(), id.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(name, id);
    response
}
