//! Who sent a request, as far as the network tells.

use crate::{app::App, context::Visitor, country};
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, header, request::Parts},
};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The visitor behind a request.
pub(in crate::http) fn visitor(app: &App, parts: &Parts) -> Visitor {
    let (headers, peer) = (&parts.headers, peer(parts));
    Visitor {
        ip: address(app, headers, peer),
        country: country_of(app, headers, peer),
        user_agent: user_agent(headers),
        request_id: request_id(headers),
    }
}

/// The client's address: the peer's, or what the nearest configured proxy says.
pub(in crate::http) fn client_ip(app: &App, parts: &Parts) -> IpAddr {
    address(app, &parts.headers, peer(parts))
}

/// From which country a request comes, where a trusted proxy or the database of countries tells. The address is needed for that
/// and forgotten here.
pub(in crate::http) fn country_of(app: &App, headers: &HeaderMap, peer: IpAddr) -> Option<String> {
    named_country(app, headers, peer).or_else(|| app.countries.of(address(app, headers, peer)))
}

/// The same of a request whose other end is known.
pub(in crate::http) fn address(app: &App, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .collect();
    nearest_untrusted(peer, &forwarded, app.config.trusted_proxies())
}

/// Whether an address is that of a proxy that is trusted.
pub(in crate::http) fn is_proxy(app: &App, ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    app.config.trusted_proxies().iter().any(|net| net.contains(&ip))
}

/// Whether a request was handed over by such a proxy.
pub(super) fn came_by_proxy(app: &App, extensions: &Extensions) -> bool {
    is_proxy(app, other_end(extensions))
}

/// The other end of the connection.
pub(in crate::http) fn peer(parts: &Parts) -> IpAddr {
    other_end(&parts.extensions)
}

fn other_end(extensions: &Extensions) -> IpAddr {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(Ipv4Addr::UNSPECIFIED.into(), |c| c.0.ip())
}

/// The country that a trusted proxy names; anybody else may write into the header what they like.
fn named_country(app: &App, headers: &HeaderMap, peer: IpAddr) -> Option<String> {
    let name = app.config.country.header.as_deref()?;
    if !is_proxy(app, peer) {
        return None;
    }
    country::code(headers.get(name)?.to_str().ok()?)
}

/// Walks from the peer backwards through the proxies that are trusted, to the first address that is not one of them.
fn nearest_untrusted(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let mut at = peer.to_canonical();
    for hop in forwarded.iter().rev() {
        if !trusted.iter().any(|net| net.contains(&at)) {
            break;
        }
        let Ok(before) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        at = before.to_canonical();
    }
    at
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    text.chars().take(300).collect()
}

/// The id that the outermost layer gave the request.
pub(in crate::http) fn request_id(headers: &HeaderMap) -> String {
    headers
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .unwrap_or("-")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_counts_only_behind_a_trusted_proxy() {
        let ip = |s: &str| s.parse::<IpAddr>().unwrap();
        let trusted = ["10.0.0.0/8".parse::<IpNet>().unwrap()];
        let at = |peer, chain: &[&str]| nearest_untrusted(ip(peer), chain, &trusted);
        assert_eq!(at("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"));
        assert_eq!(at("10.0.0.1", &["1.1.1.1", " 198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(at("10.0.0.1", &["198.51.100.1", "10.0.0.2"]), ip("198.51.100.1"));
        assert_eq!(at("10.0.0.1", &["junk"]), ip("10.0.0.1"));
        assert_eq!(
            at("::ffff:10.0.0.1", &["::ffff:198.51.100.1"]),
            ip("198.51.100.1")
        );
    }
}
