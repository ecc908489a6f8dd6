//! Where the bytes come from: a file, or an address.

use crate::cli::CliError;
use ::verify::{Fetched, MEDIA_TYPE, SUFFIX};
use formats::did::DidWeb;
use http::{HeaderMap, HeaderValue, header};
use pim::outbound::{Outbound, OutboundPolicy, OutboundResponse};
use url::Url;

/// The largest file that is read, in bytes.
const MAX: usize = 64 * 1024 * 1024;

/// A file or an address, and what is there.
pub(super) struct Source {
    /// As it was typed.
    pub(super) name: String,
    /// Where it is an address.
    pub(super) url: Option<Url>,
    /// What is there.
    pub(super) bytes: Vec<u8>,
}

impl Source {
    /// Reads the file, or fetches the address.
    pub(super) async fn open(name: &str) -> Result<Self, String> {
        let url = Url::parse(name)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let bytes = match &url {
            Some(url) => {
                let fetcher = Fetcher::like(Some(url)).map_err(|error| error.to_string())?;
                fetcher
                    .passport(url)
                    .await
                    .map_err(|why| format!("{name}: {why}."))?
            }
            None => read(name).await?,
        };
        Ok(Self {
            name: name.to_owned(),
            url,
            bytes,
        })
    }
}

async fn read(name: &str) -> Result<Vec<u8>, String> {
    let words = |error: std::io::Error| format!("{name} cannot be read: {error}.");
    let size = tokio::fs::metadata(name).await.map_err(words)?.len();
    if size > MAX as u64 {
        return Err(format!("{name} is larger than any passport."));
    }
    tokio::fs::read(name).await.map_err(words)
}

/// Fetches what the checks need.
pub(super) struct Fetcher {
    outbound: Outbound,
    /// Plain HTTP, which the policy allows towards this very machine alone.
    plain: bool,
}

impl Fetcher {
    /// Whoever types an address of their own machine may reach it; what a file names may not.
    pub(super) fn like(typed: Option<&Url>) -> Result<Self, CliError> {
        let host = typed.and_then(Url::host_str).unwrap_or_default();
        let policy = OutboundPolicy {
            allow_loopback: matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
            ..OutboundPolicy::default()
        };
        let agent = concat!("Tessera/", env!("CARGO_PKG_VERSION"));
        let outbound = Outbound::new(policy, agent).map_err(|error| CliError::Other(format!("{error}.")))?;
        let plain = typed.is_some_and(|url| url.scheme() == "http");
        Ok(Self { outbound, plain })
    }

    /// The saved passport of an address, with or without its suffix.
    async fn passport(&self, url: &Url) -> Result<Vec<u8>, String> {
        let mut url = url.clone();
        url.set_fragment(None);
        if url.path().strip_suffix(".json").is_none() {
            let path = format!("{}{SUFFIX}", url.path().trim_end_matches('/'));
            url.set_path(&path);
        }
        Ok(self.get(&url, MEDIA_TYPE).await?.body.to_vec())
    }

    /// The did document of an issuer, from where its name leads.
    pub(super) async fn did_document(&self, issuer: &str) -> Result<Fetched, String> {
        let did: DidWeb = issuer.parse().map_err(|error| format!("{error}"))?;
        let mut url = Url::parse(&did.url()).map_err(|error| error.to_string())?;
        if self.plain && did.host() == "localhost" {
            let _ = url.set_scheme("http");
        }
        let answer = self
            .get(&url, "application/did+ld+json, application/json")
            .await?;
        let document =
            serde_json::from_slice(&answer.body).map_err(|_| format!("{url} is not a did document"))?;
        Ok(Fetched {
            url: url.to_string(),
            document,
        })
    }

    async fn get(&self, url: &Url, accept: &'static str) -> Result<OutboundResponse, String> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        let answer = self
            .outbound
            .get(url, headers, MAX)
            .await
            .map_err(|error| error.to_string())?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let to = answer
            .headers
            .get(header::LOCATION)
            .and_then(|to| to.to_str().ok());
        Err(match to {
            Some(to) => format!("{url} leads on to {to}; give that address"),
            None => format!("{url} answers {}", answer.status.as_u16()),
        })
    }
}
