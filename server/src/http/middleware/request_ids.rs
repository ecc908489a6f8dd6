//! A request id for the log, made here: one that a client sends is not believed.

use crate::app::App;
use axum::http::{HeaderValue, Request};
use tower_http::request_id::{MakeRequestId, RequestId};

/// Draws ids from the application's random source.
#[derive(Clone)]
pub(in crate::http) struct RequestIds(App);

impl RequestIds {
    /// Ids for this application.
    pub(in crate::http) fn new(app: App) -> Self {
        Self(app)
    }
}

impl MakeRequestId for RequestIds {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let mut bytes = [0u8; 8];
        self.0.random.fill(&mut bytes);
        HeaderValue::from_str(&hex::encode(bytes)).ok().map(RequestId::new)
    }
}
