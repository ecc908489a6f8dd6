//! An answer, read to its end.

use axum::{
    body::Body,
    http::{HeaderMap, Response},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;

/// Status, headers and body.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Reads an answer.
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body
            .collect()
            .await
            .expect("the body arrives")
            .to_bytes()
            .to_vec();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes,
        }
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as data, after a success.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The domain error that a server function answered with.
    #[track_caller]
    pub fn error(&self) -> domain::Error {
        serde_json::from_slice::<app::AppError>(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text()))
            .0
    }

    /// Asserts the status.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Asserts a redirect to `location`.
    #[track_caller]
    pub fn assert_redirect(&self, location: &str) -> &Self {
        assert_eq!(
            (self.status, self.header("location")),
            (303, Some(location)),
            "{}",
            self.text()
        );
        self
    }

    /// Asserts that the body has all of these texts.
    #[track_caller]
    pub fn assert_has(&self, texts: &[&str]) -> &Self {
        let body = self.text();
        for text in texts {
            assert!(body.contains(text), "{text:?} is missing in:\n{body}");
        }
        self
    }
}
