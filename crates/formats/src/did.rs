//! `did:web`: an issuer named by its own web address, and the document under that address with its public keys.
//!
//! Sources: did:web Method Specification (W3C CCG, unofficial draft); W3C Decentralized Identifiers 1.0; W3C Controlled
//! Identifiers 1.0 for Multikey with `expires` and `revoked`.

mod document;

pub use document::{DOCUMENT_MEDIA_TYPE, Key, KeyState, LookupError, document, key_of};

use std::{fmt, str::FromStr};

/// A `did:web` identifier: a host name, perhaps a port, perhaps a path.
///
/// The host keeps its case, because identifiers are compared as texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DidWeb {
    host: String,
    port: Option<u16>,
    path: Vec<String>,
}

/// Why a text is no `did:web` identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    /// It does not begin with `did:web:`.
    #[error("this is not a did:web identifier")]
    Method,
    /// It may not be an IP address.
    #[error("the host of a did:web identifier must be a domain name")]
    Host,
    /// 1 to 65535, after `%3A`.
    #[error("the port of a did:web identifier must be a number from 1 to 65535")]
    Port,
    /// Letters, digits, `.`, `-`, `_` and percent-encoded bytes that are no separators.
    #[error("the path of a did:web identifier has a part that no web address has")]
    Path,
}

impl DidWeb {
    /// The identifier of a whole host, on the usual port unless another is named.
    pub fn of_host(host: &str, port: Option<u16>) -> Result<Self, DidError> {
        if port == Some(0) {
            return Err(DidError::Port);
        }
        Ok(Self {
            host: valid_host(host)?.to_owned(),
            port: port.filter(|p| *p != 443),
            path: Vec::new(),
        })
    }

    /// The identifier one level down, such as a brand's on a shared host; `segment` is already percent-encoded.
    pub fn with_segment(mut self, segment: &str) -> Result<Self, DidError> {
        self.path.push(valid_segment(segment)?);
        Ok(self)
    }

    /// The host name.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, where it is not the usual one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path's segments, percent-encoded.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// Where its document is found.
    pub fn url(&self) -> String {
        let port = self.port.map(|p| format!(":{p}")).unwrap_or_default();
        let path = if self.path.is_empty() {
            ".well-known".to_owned()
        } else {
            self.path.join("/")
        };
        format!("https://{}{port}/{path}/did.json", self.host)
    }

    /// The address of one of its keys.
    pub fn key(&self, id: &str) -> String {
        format!("{self}#{id}")
    }
}

impl FromStr for DidWeb {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, DidError> {
        let rest = text.strip_prefix("did:web:").ok_or(DidError::Method)?;
        let mut parts = rest.split(':');
        let authority = parts.next().unwrap_or_default();
        let (host, port) = match authority.split_once('%') {
            None => (authority, None),
            Some((host, port)) => (host, Some(valid_port(port)?)),
        };
        Ok(Self {
            host: valid_host(host)?.to_owned(),
            port,
            path: parts.map(valid_segment).collect::<Result<_, _>>()?,
        })
    }
}

impl fmt::Display for DidWeb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "did:web:{}", self.host)?;
        if let Some(port) = self.port {
            write!(f, "%3A{port}")?;
        }
        self.path.iter().try_for_each(|segment| write!(f, ":{segment}"))
    }
}

/// What follows the `%` of `%3A8443`.
fn valid_port(text: &str) -> Result<u16, DidError> {
    let digits = text
        .strip_prefix("3A")
        .or_else(|| text.strip_prefix("3a"))
        .ok_or(DidError::Port)?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain).ok_or(DidError::Port)
}

fn valid_host(host: &str) -> Result<&str, DidError> {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // The last label of an IPv4 address is a number; that of a domain never is.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit());
    let ok = host.len() <= 253 && host.split('.').all(label_ok) && !numeric;
    if ok { Ok(host) } else { Err(DidError::Host) }
}

/// Dots alone and encoded separators would lead to another document than the identifier shows.
fn valid_segment(segment: &str) -> Result<String, DidError> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next(), bytes.next()].map(|b| b.and_then(|b| char::from(b).to_digit(16)));
                let [Some(high), Some(low)] = digits else {
                    return Err(DidError::Path);
                };
                u8::try_from(high * 16 + low).map_err(|_| DidError::Path)?
            }
            b if b.is_ascii_alphanumeric() || b".-_".contains(&b) => b,
            _ => return Err(DidError::Path),
        });
    }
    let hidden = |b: &u8| b"/\\?#%".contains(b) || b.is_ascii_control();
    let ok = !matches!(decoded.as_slice(), b"" | b"." | b"..") && !decoded.iter().any(hidden);
    if ok {
        Ok(segment.to_owned())
    } else {
        Err(DidError::Path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_method_lead_to_their_documents() {
        for (did, url) in [
            (
                "did:web:w3c-ccg.github.io",
                "https://w3c-ccg.github.io/.well-known/did.json",
            ),
            (
                "did:web:w3c-ccg.github.io:user:alice",
                "https://w3c-ccg.github.io/user/alice/did.json",
            ),
            (
                "did:web:example.com%3A3000:user:alice",
                "https://example.com:3000/user/alice/did.json",
            ),
            (
                "did:web:example.com%3A3000",
                "https://example.com:3000/.well-known/did.json",
            ),
        ] {
            let parsed: DidWeb = did.parse().unwrap();
            assert_eq!(parsed.to_string(), did);
            assert_eq!(parsed.url(), url);
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for (bad, why) in [
            ("did:key:z6Mk", DidError::Method),
            ("DID:web:example.com", DidError::Method),
            ("did:web:", DidError::Host),
            ("did:web:192.0.2.1", DidError::Host),
            ("did:web:-a.com", DidError::Host),
            ("did:web:exa_mple.com", DidError::Host),
            ("did:web:user@example.com", DidError::Host),
            ("did:web:example.com/path", DidError::Host),
            ("did:web:example.com#key", DidError::Host),
            ("did:web:example.com%3A", DidError::Port),
            ("did:web:example.com%3A0", DidError::Port),
            ("did:web:example.com%3A070", DidError::Port),
            ("did:web:example.com%3A65536", DidError::Port),
            ("did:web:example.com%3A80@evil.example", DidError::Port),
            ("did:web:example.com%2Fevil", DidError::Port),
            ("did:web:example.com:", DidError::Path),
            ("did:web:example.com::a", DidError::Path),
            ("did:web:example.com:..", DidError::Path),
            ("did:web:example.com:%2e%2E", DidError::Path),
            ("did:web:example.com:a%2Fb", DidError::Path),
            ("did:web:example.com:a%zz", DidError::Path),
            ("did:web:example.com:a#key-1", DidError::Path),
            ("did:web:example.com:a?b", DidError::Path),
        ] {
            assert_eq!(bad.parse::<DidWeb>(), Err(why), "{bad}");
        }
    }

    #[test]
    fn the_usual_port_is_left_out() {
        let did = DidWeb::of_host("dpp.nordwind.example", Some(443)).unwrap();
        assert_eq!(did.to_string(), "did:web:dpp.nordwind.example");
        let did = DidWeb::of_host("localhost", Some(3000))
            .unwrap()
            .with_segment("nordwind")
            .unwrap();
        assert_eq!(did.key("k1"), "did:web:localhost%3A3000:nordwind#k1");
    }

    proptest! {
        #[test]
        fn identifiers_come_back(
            host in "[a-z]([a-z0-9-]{0,8}[a-z0-9])?(\\.[a-z]([a-z0-9-]{0,8}[a-z0-9])?){0,3}",
            port in proptest::option::of(1..=u16::MAX),
            path in proptest::collection::vec("[A-Za-z0-9_-]{1,8}(%[2-7][0-9])?", 0..4),
        ) {
            let mut did = DidWeb::of_host(&host, port).unwrap();
            for segment in &path {
                prop_assume!(valid_segment(segment).is_ok());
                did = did.with_segment(segment).unwrap();
            }
            prop_assert_eq!(did.to_string().parse::<DidWeb>(), Ok(did));
        }

        #[test]
        fn any_text_is_read_or_refused(rest in ".{0,60}") {
            if let Ok(did) = format!("did:web:{rest}").parse::<DidWeb>() {
                prop_assert_eq!(did.to_string().parse::<DidWeb>(), Ok(did));
            }
        }
    }
}
