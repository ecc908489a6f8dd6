//! What is told when a method fails: the standard's `Result` with its messages.

use crate::{
    app::App,
    http::{
        error::{bad_address, gone, method_not_allowed, refused_grant, with_status},
        middleware::request_id,
        public::{dress::open_to_all, grant::private},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
};
use chrono::SecondsFormat;
use domain::{Error, Kind, grant::Refusal};
use serde_json::json;

/// Why a method failed.
#[derive(Clone, Debug)]
pub(in crate::http::public) enum Problem {
    /// The request is not of the right form; the text says how.
    BadRequest(String),
    /// Whoever runs the site has taken the passport off it.
    Withdrawn,
    /// What was presented opens nothing.
    Refused(Refusal),
    /// There is no data element at that path.
    NoElement,
    /// There is no such address.
    NoAddress,
    /// The method is not one of this address.
    Method(Method),
    /// Everything else.
    Other(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Problem {
    /// There is no such passport.
    pub(super) const fn not_found() -> Self {
        Self::Other(Error::NotFound(Kind::Passport))
    }

    /// The standard's word for the status.
    const fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) | Self::Other(Error::Invalid(_)) => "ClientErrorBadRequest",
            Self::Withdrawn | Self::NoElement | Self::NoAddress | Self::Other(Error::NotFound(_)) => {
                "ClientErrorResourceNotFound"
            }
            Self::Method(_) => "ClientMethodNotAllowed",
            Self::Other(Error::Conflict { .. }) => "ClientResourceConflict",
            Self::Other(Error::Unauthenticated) => "ClientNotAuthorized",
            Self::Other(Error::Unavailable { .. } | Error::Internal) => "ServerInternalError",
            Self::Refused(_) | Self::Other(_) => "ClientForbidden",
        }
    }

    fn text(&self) -> String {
        match self {
            Self::BadRequest(text) => text.clone(),
            Self::Withdrawn => "Whoever runs this site has taken this passport off it.".to_owned(),
            Self::Refused(why) => why.words().to_owned(),
            Self::NoElement => "The passport has no data element at this path.".to_owned(),
            Self::NoAddress => "There is no such address in this API.".to_owned(),
            Self::Method(method) => format!("{method} is not a method of this address."),
            Self::Other(error) => error.to_string(),
        }
    }

    /// The answer.
    pub(in crate::http::public) fn into_response(self, app: &App, headers: &HeaderMap) -> Response {
        let timestamp = app.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
        let body = Json(json!({
            "statusCode": self.code(),
            "message": [{
                "messageType": "Error",
                "text": self.text(),
                "code": self.code(),
                "correlationId": request_id(headers),
                "timestamp": timestamp,
            }],
        }))
        .into_response();
        open_to_all(match self {
            Self::BadRequest(_) => bad_address(body),
            Self::Withdrawn => gone(body),
            Self::Refused(_) => private(refused_grant(body)),
            Self::NoElement | Self::NoAddress => with_status(&Error::NotFound(Kind::Page), body),
            Self::Method(_) => method_not_allowed(body),
            Self::Other(error) => with_status(&error, body),
        })
    }
}

/// What has an address, but not this method.
pub(super) async fn no_such_method(State(app): State<App>, method: Method, headers: HeaderMap) -> Response {
    Problem::Method(method).into_response(&app, &headers)
}
