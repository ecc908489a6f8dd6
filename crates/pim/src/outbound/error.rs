//! What can go wrong between us and an outside server, before anyone looks at what it said.

use std::error::Error as StdError;

use thiserror::Error;

/// A failed outbound call. The texts are ours: nothing an outside server sent ends up in them, so that an error page
/// can never be used to read answers from inside our network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OutboundError {
    /// Our own policy forbids this address.
    #[error("address refused: {why}")]
    Refused {
        /// The reason, fit for a person.
        why: String,
    },
    /// The name does not resolve or nobody answers there.
    #[error("unreachable: {why}")]
    Unreachable {
        /// The reason, fit for a person.
        why: String,
    },
    /// The encrypted connection could not be established.
    #[error("TLS failed: {why}")]
    Tls {
        /// The reason, fit for a person.
        why: String,
    },
    /// The server did not answer completely within the time limit.
    #[error("no complete answer in time")]
    Timeout,
    /// The connection broke while the answer was on its way, or the answer is not valid HTTP.
    #[error("the connection broke during the answer")]
    Broken,
    /// The answer is larger than the caller accepts, after decompression.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl OutboundError {
    /// A refusal with its reason.
    pub fn refused(why: impl Into<String>) -> Self {
        Self::Refused { why: why.into() }
    }

    /// Sorts an error of the HTTP client by what a person can do about it.
    pub(super) fn from_client(error: &reqwest::Error) -> Self {
        if let Some(refused) = find::<Self>(error) {
            return refused.clone();
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return Self::Tls { why: tls_words(tls) };
        }
        if error.is_dns() {
            return Self::Unreachable {
                why: "the host name does not resolve".to_owned(),
            };
        }
        if error.is_connect() {
            let why = if error.is_timeout() {
                "nobody answered in time"
            } else {
                "the connection was refused"
            };
            return Self::Unreachable { why: why.to_owned() };
        }
        if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Broken
        }
    }
}

/// Finds a typed error anywhere in the chain. `io::Error` hides what it wraps from `source()`, so it is opened here.
fn find<T: StdError + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = current
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => current.source(),
        };
    }
    None
}

fn tls_words(error: &rustls::Error) -> String {
    use rustls::CertificateError as Cert;
    let words = match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            Cert::Expired | Cert::ExpiredContext { .. } => "its certificate has expired",
            Cert::NotValidYet | Cert::NotValidYetContext { .. } => "its certificate is not valid yet",
            Cert::NotValidForName | Cert::NotValidForNameContext { .. } => {
                "its certificate was issued for another host name"
            }
            Cert::Revoked => "its certificate was revoked",
            Cert::UnknownIssuer => "its certificate was not issued by a publicly trusted authority",
            _ => "its certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS at this address",
        rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_) => {
            "the server and Tessera have no TLS version or cipher in common"
        }
        _ => "the encrypted connection could not be established",
    };
    words.to_owned()
}
