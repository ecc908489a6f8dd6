//! The error that server functions carry to the browser.

use domain::Error;
use leptos::server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::fmt;

/// [`domain::Error`] on its way between server and browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError(pub Error);

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// Transport errors: only a lost connection is something that a person can act on.
    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        Self(match value {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => {
                Error::unavailable("The server could not be reached. Check your connection and try again.")
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::MissingArg(_) => Error::invalid(
                "",
                "The request was not understood. Reload the page and try again.",
            ),
            _ => Error::Internal,
        })
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for AppError {}
