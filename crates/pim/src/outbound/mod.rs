//! The one place where an HTTP client towards the outside is built (architecture invariant 10).
//!
//! Everything that leaves Tessera for an address somebody typed goes through [`Outbound`]: the PIM, logos, the mail
//! API. It implements contracts.md 6.7: https only, vetted addresses, no redirects, no proxies, short timeouts, and a
//! cap on the decompressed body that is enforced while it streams.

mod address;
mod error;
mod policy;
mod resolver;

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use url::Url;

pub use address::is_global;
pub use error::OutboundError;
pub use policy::OutboundPolicy;
pub use resolver::Lookup;

use crate::PimError;
use resolver::{SystemLookup, VettingResolver};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);

/// The guarded HTTP client. Cheap to clone; clones share one connection pool.
#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    policy: Arc<OutboundPolicy>,
    total_timeout: Duration,
}

/// A complete answer, whatever its status; redirects are answers too.
#[derive(Debug, Clone)]
pub struct OutboundResponse {
    /// HTTP status.
    pub status: StatusCode,
    /// Response headers.
    pub headers: HeaderMap,
    /// The body after decompression.
    pub body: Bytes,
    /// The media type without parameters, in lower case.
    pub content_type: Option<String>,
}

impl Outbound {
    /// Builds the client; fails only when the TLS stack cannot start.
    pub fn new(policy: OutboundPolicy, user_agent: &str) -> Result<Self, PimError> {
        Self::with_lookup(policy, user_agent, Arc::new(SystemLookup))
    }

    /// Like [`Outbound::new`] with another source of addresses, for tests of the DNS rules.
    pub fn with_lookup(
        policy: OutboundPolicy,
        user_agent: &str,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, PimError> {
        let policy = Arc::new(policy);
        #[expect(clippy::disallowed_methods, reason = "this is the one guarded client")]
        let client = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .dns_resolver(VettingResolver {
                policy: Arc::clone(&policy),
                lookup,
            })
            .build()
            .map_err(|error| {
                tracing::error!(%error, "the outbound HTTP client cannot be built");
                PimError::Tls {
                    why: "the TLS library of this machine could not start".to_owned(),
                }
            })?;
        Ok(Self {
            client,
            policy,
            total_timeout: TOTAL_TIMEOUT,
        })
    }

    /// The same client with another limit for a whole exchange (default 10 s), for large downloads.
    #[must_use]
    pub fn with_timeout(&self, total: Duration) -> Self {
        Self {
            total_timeout: total,
            ..self.clone()
        }
    }

    /// Judges an address before it is stored or used; names are judged again whenever they resolve.
    pub fn check_url(&self, url: &Url) -> Result<(), OutboundError> {
        self.policy.check_url(url)
    }

    /// Fetches `url`, reading at most `max_bytes` of decompressed body.
    pub async fn get(
        &self,
        url: &Url,
        headers: HeaderMap,
        max_bytes: usize,
    ) -> Result<OutboundResponse, OutboundError> {
        self.send(Method::GET, url, headers, Bytes::new(), max_bytes)
            .await
    }

    /// Sends any request, reading at most `max_bytes` of decompressed body.
    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
        max_bytes: usize,
    ) -> Result<OutboundResponse, OutboundError> {
        self.check_url(url)?;
        let mut request = self
            .client
            .request(method, url.clone())
            .headers(headers)
            .timeout(self.total_timeout);
        if !body.is_empty() {
            request = request.body(body);
        }
        let response = request
            .send()
            .await
            .map_err(|error| OutboundError::from_client(&error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = read_capped(response, max_bytes).await?;
        Ok(OutboundResponse {
            status,
            content_type: media_type(&headers),
            headers,
            body,
        })
    }
}

async fn read_capped(mut response: reqwest::Response, limit: usize) -> Result<Bytes, OutboundError> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(OutboundError::TooLarge { limit });
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| OutboundError::from_client(&error))?
    {
        if body.len() + chunk.len() > limit {
            return Err(OutboundError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next()?.trim().to_ascii_lowercase();
    (!essence.is_empty()).then_some(essence)
}
