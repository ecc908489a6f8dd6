//! What can go wrong with a PIM, in terms a brand admin can act on.
//!
//! Texts of the PIM are repeated only when they match one of the sentences we know (`akeneo/sentences.rs`); anything
//! else an outside server says stays out of our errors.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::gone::Gone;
use crate::outbound::OutboundError;

/// A failed call to a PIM.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PimError {
    /// The PIM does not know the client id, or the secret does not belong to it.
    #[error("the PIM rejected the client id or secret")]
    WrongClient,
    /// The PIM does not know the user, or the password is wrong.
    #[error("the PIM rejected the user name or password")]
    WrongUser,
    /// The connection lacks a permission.
    #[error("no permission for {resource}")]
    Forbidden {
        /// What we asked for, in plain words ("attribute groups").
        resource: String,
        /// The PIM's own sentence, when it is one we know; else empty.
        message: String,
    },
    /// The PIM says that its users have removed our app or connection. Definitive.
    #[error("the connection was removed in the PIM")]
    Disconnected,
    /// Authorisation failed in a way only a person can repair.
    #[error("the connection needs attention: {reason}")]
    NeedsAttention {
        /// What happened.
        reason: String,
    },
    /// The PIM does not have it (or does not show it to this connection).
    #[error("not found: {what}")]
    NotFound {
        /// What we asked for, in plain words.
        what: String,
    },
    /// The PIM understood and declined the request, or we knew beforehand that it would.
    #[error("the PIM declined the request: {message}")]
    Invalid {
        /// The reason, fit for a person.
        message: String,
    },
    /// The request named something that the PIM does not have, or not any more.
    #[error("the PIM does not have {0}")]
    Gone(Gone),
    /// Too many requests, and waiting longer is up to the caller.
    #[error("the PIM limits our requests")]
    RateLimited {
        /// How long the PIM asks us to wait, if it said so.
        retry_after_s: Option<u64>,
    },
    /// The PIM answers with errors of its own or not in time, after all retries.
    #[error("the PIM is unavailable: {why}")]
    Unavailable {
        /// What happened.
        why: String,
    },
    /// The PIM failed so often that it is left alone for a while; nothing was sent.
    #[error("the PIM keeps failing, next try at {retry_at}: {why}")]
    CircuitOpen {
        /// When a call is tried again.
        retry_at: DateTime<Utc>,
        /// What happened last.
        why: String,
    },
    /// Nobody answers at the address.
    #[error("the PIM is unreachable: {why}")]
    Unreachable {
        /// What happened.
        why: String,
    },
    /// No encrypted connection is possible.
    #[error("TLS failed: {why}")]
    Tls {
        /// What happened.
        why: String,
    },
    /// Somebody answers, but it is not an Akeneo PIM.
    #[error("not an Akeneo PIM: {why}")]
    NotAkeneo {
        /// What made us think so.
        why: String,
    },
    /// The answer is larger than we accept.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Our own policy forbids the address.
    #[error("address refused: {why}")]
    Refused {
        /// The reason, fit for a person.
        why: String,
    },
    /// The answer does not have the shape it should have.
    #[error("unreadable answer: {what}")]
    Malformed {
        /// What could not be read.
        what: String,
    },
}

impl PimError {
    /// What happened, why, and what to do, for a person. Never contains secrets or unknown upstream text.
    pub fn plain_words(&self) -> String {
        match self {
            Self::WrongClient => "Akeneo does not accept the client ID and secret. Copy both again from Connect → \
                Connection settings in Akeneo; the secret changes whenever somebody regenerates it."
                .to_owned(),
            Self::WrongUser => "Akeneo accepts the client, but not the user name and password. Copy both again from \
                Connect → Connection settings in Akeneo; the password is shown only once and can be regenerated there."
                .to_owned(),
            Self::Forbidden { resource, .. } => format!(
                "Akeneo does not allow this connection to read {resource}. In Akeneo, open System → Roles, choose the \
                 role of the connection's user, and allow it under Web API permissions."
            ),
            Self::Disconnected => "The connection was removed in Akeneo, so Tessera can no longer read from it. \
                Connect again with new credentials."
                .to_owned(),
            Self::NeedsAttention { reason } => {
                format!("Akeneo no longer accepts this connection: {reason}. Check the credentials and connect again.")
            }
            Self::NotFound { what } => {
                format!("Akeneo has no {what}, or does not show it to this connection. Check the code and the permissions.")
            }
            Self::Invalid { message } => format!("Akeneo did not accept the request: {message}"),
            Self::RateLimited { retry_after_s: Some(seconds) } => {
                format!("Akeneo is limiting requests and asks to wait {seconds} seconds. Try again after that.")
            }
            Self::RateLimited { retry_after_s: None } => {
                "Akeneo is limiting requests. Try again in a minute.".to_owned()
            }
            Self::Unavailable { why } => format!("Akeneo is not available right now: {why}. Try again in a few minutes."),
            Self::CircuitOpen { retry_at, why } => format!(
                "Akeneo failed several times in a row ({why}), so Tessera leaves it alone until {} UTC. Then it tries \
                 again by itself.",
                retry_at.format("%H:%M:%S")
            ),
            Self::Gone(gone) => gone.plain_words(),
            Self::Unreachable { why } => format!(
                "Akeneo cannot be reached: {why}. Check the address for typing errors and that it is open to the internet."
            ),
            Self::Tls { why } => format!(
                "No secure connection to Akeneo: {why}. The address must offer https with a valid public certificate."
            ),
            Self::NotAkeneo { why } => format!(
                "This address does not look like an Akeneo PIM: {why}. Enter the address you use to open Akeneo in the \
                 browser, without anything after the host name."
            ),
            Self::TooLarge { limit } => format!(
                "The answer of Akeneo is larger than {} MB and was not read. Choose fewer attributes or a smaller file.",
                limit / 1_000_000
            ),
            Self::Refused { why } => format!("Tessera does not connect to this address: {why}."),
            Self::Malformed { what } => format!(
                "Akeneo answered something that Tessera could not read ({what}). Try again; if it stays, contact support."
            ),
        }
    }

    /// A stable short name for logs, metrics and storage.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongClient => "wrong_client",
            Self::WrongUser => "wrong_user",
            Self::Forbidden { .. } => "forbidden",
            Self::Disconnected => "disconnected",
            Self::NeedsAttention { .. } => "needs_attention",
            Self::NotFound { .. } => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable { .. } => "unavailable",
            Self::CircuitOpen { .. } => "circuit_open",
            Self::Gone(_) => "gone",
            Self::Unreachable { .. } => "unreachable",
            Self::Tls { .. } => "tls",
            Self::NotAkeneo { .. } => "not_akeneo",
            Self::TooLarge { .. } => "too_large",
            Self::Refused { .. } => "refused",
            Self::Malformed { .. } => "malformed",
        }
    }

    /// True when the connection stays broken until a person gives new credentials.
    pub const fn needs_attention(&self) -> bool {
        matches!(
            self,
            Self::WrongClient | Self::WrongUser | Self::Disconnected | Self::NeedsAttention { .. }
        )
    }

    /// True when the same call may well succeed later without anybody doing anything.
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. }
                | Self::Unavailable { .. }
                | Self::Unreachable { .. }
                | Self::CircuitOpen { .. }
        )
    }

    /// True when the failure says something about one request, and nothing about the connection.
    pub const fn is_about_the_request(&self) -> bool {
        matches!(
            self,
            Self::NotFound { .. } | Self::Invalid { .. } | Self::Gone(_) | Self::TooLarge { .. }
        )
    }

    pub(crate) fn malformed(what: impl Into<String>) -> Self {
        Self::Malformed { what: what.into() }
    }
}

impl From<OutboundError> for PimError {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::Refused { why } => Self::Refused { why },
            OutboundError::Unreachable { why } => Self::Unreachable { why },
            OutboundError::Tls { why } => Self::Tls { why },
            OutboundError::Timeout => Self::Unavailable {
                why: "it did not answer in time".to_owned(),
            },
            OutboundError::Broken => Self::Unavailable {
                why: "the connection broke during the answer".to_owned(),
            },
            OutboundError::TooLarge { limit } => Self::TooLarge { limit },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_credentials_need_a_person() {
        assert!(PimError::WrongUser.needs_attention());
        assert!(PimError::Disconnected.needs_attention());
        let busy = PimError::RateLimited {
            retry_after_s: Some(3),
        };
        assert!(!busy.needs_attention() && busy.is_transient());
    }

    #[test]
    fn words_say_what_to_do() {
        let words = PimError::Forbidden {
            resource: "attribute groups".into(),
            message: String::new(),
        }
        .plain_words();
        assert!(
            words.contains("attribute groups") && words.contains("System → Roles"),
            "{words}"
        );
        assert!(
            PimError::RateLimited {
                retry_after_s: Some(7)
            }
            .plain_words()
            .contains("7 seconds")
        );
    }
}
