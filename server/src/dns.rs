//! Looking names up in the DNS: the only importer of hickory-resolver.
//!
//! Answers are not kept: whoever sets a record wants to see it at once.

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

/// How long one server is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is asked.
const ATTEMPTS: usize = 2;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the DNS does not answer: {0}")]
pub struct DnsError(String);

/// Looks names up.
#[async_trait]
pub trait Dns: Send + Sync {
    /// The texts of a name's TXT records; none where there is no such record.
    async fn texts(&self, name: &str) -> Result<Vec<String>, DnsError>;
    /// The addresses of a name; none where it has none.
    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, DnsError>;
}

/// Where the machine names its servers.
const RESOLV_CONF: &str = "/etc/resolv.conf";
/// More of them are not asked, as the C library does it.
const SERVERS_MAX: usize = 3;

/// Asks these servers, or those of the machine where none are named.
pub fn dns(servers: &[SocketAddr]) -> Arc<dyn Dns> {
    let own = || std::fs::read_to_string(RESOLV_CONF).map(|text| name_servers(&text));
    let resolver = if servers.is_empty() {
        match own() {
            Ok(servers) if !servers.is_empty() => named(&servers),
            _ => Err(NetError::from("the machine names no DNS server")),
        }
    } else {
        named(servers)
    };
    if let Err(error) = &resolver {
        tracing::warn!(%error, "the DNS servers of this machine are not known: hosts of brands cannot be verified. Set TESSERA_DNS_SERVERS.");
    }
    Arc::new(Resolver(resolver.ok()))
}

/// The servers of a `resolv.conf` (resolver(5)).
fn name_servers(text: &str) -> Vec<SocketAddr> {
    let server = |line: &str| {
        let mut words = line.split_whitespace();
        let address = words
            .next()
            .filter(|word| *word == "nameserver")
            .and(words.next())?;
        // A link-local address names its interface, which is of no use to us.
        Some(SocketAddr::new(address.parse().ok()?, 53))
    };
    text.lines().filter_map(server).take(SERVERS_MAX).collect()
}

fn named(servers: &[SocketAddr]) -> Result<TokioResolver, NetError> {
    let server = |address: &SocketAddr| {
        let connection = |mut connection: ConnectionConfig| {
            connection.port = address.port();
            connection
        };
        let ways = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(connection);
        NameServerConfig::new(address.ip(), true, ways.to_vec())
    };
    let config = ResolverConfig::from_name_servers(servers.iter().map(server).collect());
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    tune(builder.options_mut());
    builder.build()
}

fn tune(options: &mut ResolverOpts) {
    options.timeout = PATIENCE;
    options.attempts = ATTEMPTS;
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
}

struct Resolver(Option<TokioResolver>);

impl Resolver {
    fn resolver(&self) -> Result<&TokioResolver, DnsError> {
        let unknown = || DnsError("its servers are not known".to_owned());
        self.0.as_ref().ok_or_else(unknown)
    }
}

/// The dot keeps the machine's search list out.
fn whole(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

/// That there is no such record is an answer.
fn or_none<T: Default>(error: &NetError) -> Result<T, DnsError> {
    if error.is_no_records_found() || error.is_nx_domain() {
        Ok(T::default())
    } else {
        Err(DnsError(error.to_string()))
    }
}

#[async_trait]
impl Dns for Resolver {
    async fn texts(&self, name: &str) -> Result<Vec<String>, DnsError> {
        let found = match self.resolver()?.txt_lookup(whole(name)).await {
            Ok(found) => found,
            Err(error) => return or_none(&error),
        };
        let text = |data: &RData| match data {
            // A long text stands in several pieces.
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        };
        Ok(found
            .answers()
            .iter()
            .filter_map(|record| text(&record.data))
            .collect())
    }

    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, DnsError> {
        match self.resolver()?.lookup_ip(whole(name)).await {
            Ok(found) => Ok(found.iter().collect()),
            Err(error) => or_none(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_of_the_machine_are_read() {
        let text = "# made by a program\nsearch corp.example\nnameserver 192.0.2.53\n nameserver\t2001:db8::53 # second\n\
                    nameserver fe80::1%eth0\noptions edns0\nnameservers 192.0.2.1\n";
        let expected = ["192.0.2.53:53", "[2001:db8::53]:53"].map(|address| address.parse().unwrap());
        assert_eq!(name_servers(text), expected);
        assert_eq!(name_servers(""), []);
    }
}
