//! Name resolution that refuses private answers. The client connects to exactly the addresses judged here, so a name
//! cannot be harmless when checked and private when used (DNS rebinding).

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{OutboundError, OutboundPolicy};

/// Where host names become addresses: the operating system, or a stub in tests.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// All addresses of a host name.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
pub(super) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0))
            .await?
            .map(|address| address.ip())
            .collect())
    }
}

/// Resolves, judges, and hands only judged addresses to the connector.
pub(super) struct VettingResolver {
    pub(super) policy: Arc<OutboundPolicy>,
    pub(super) lookup: Arc<dyn Lookup>,
}

impl Resolve for VettingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.policy);
        let lookup = Arc::clone(&self.lookup);
        Box::pin(async move {
            let name = name.as_str();
            let found = lookup
                .lookup(name)
                .await
                .map_err(|_| OutboundError::Unreachable {
                    why: "the host name does not resolve".to_owned(),
                })?;
            policy.check_resolved(name, &found)?;
            // Port 0 means "the port of the URL" to the connector.
            let addresses: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}
