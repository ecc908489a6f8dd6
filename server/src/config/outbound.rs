//! Which addresses a PIM, a logo or a picture may have.

use super::{reader::Reader, server::network};
use ipnet::IpNet;
use std::net::SocketAddr;
use url::Url;

/// Where Akeneo runs it for everybody.
const EVENTS: &str = "https://event.prd.sdk.akeneo.cloud/api/v1";

/// Exceptions from "public addresses over https only".
#[derive(Clone, Debug)]
pub struct Outbound {
    /// `TESSERA_ALLOW_LOOPBACK_PIM`: `true` allows http and any port on this machine, for the simulator; refused in
    /// production.
    pub allow_loopback: bool,
    /// `TESSERA_PIM_NETWORKS`: private networks, separated by commas, in which a PIM may live; https all the same.
    pub allowed_networks: Vec<IpNet>,
    /// `TESSERA_AKENEO_EVENTS_URL`: the base address of Akeneo's Event Platform; default
    /// `https://event.prd.sdk.akeneo.cloud/api/v1`. The PIMs' access tokens are sent there.
    pub events_url: Url,
    /// `TESSERA_DNS_SERVERS`: IP addresses with ports, separated by commas, that are asked for the records of brands' own hosts;
    /// default those of the machine.
    pub dns_servers: Vec<SocketAddr>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Outbound {
    let allow_loopback = reader.flag("TESSERA_ALLOW_LOOPBACK_PIM");
    if allow_loopback && reader.production {
        let remedy = "Remove it, or name the PIM's network in TESSERA_PIM_NETWORKS.";
        reader.mistake("TESSERA_ALLOW_LOOPBACK_PIM", "is true in production", remedy);
    }
    let remedy = "Write networks separated by commas, such as 10.20.0.0/16.";
    let allowed_networks: Vec<IpNet> = reader.list("TESSERA_PIM_NETWORKS", network, remedy);
    if reader.production
        && allowed_networks
            .iter()
            .any(|net| net.addr().is_loopback() || net.prefix_len() == 0)
    {
        let remedy = "Name the PIM's own network alone.";
        reader.mistake(
            "TESSERA_PIM_NETWORKS",
            "opens this machine or the whole internet",
            remedy,
        );
    }
    Outbound {
        allow_loopback,
        allowed_networks,
        events_url: events_url(reader),
        dns_servers: reader.list(
            "TESSERA_DNS_SERVERS",
            |text| text.parse().ok(),
            "Write IP addresses with ports separated by commas, such as 192.0.2.53:53.",
        ),
    }
}

fn events_url(reader: &mut Reader<'_>) -> Url {
    const VARIABLE: &str = "TESSERA_AKENEO_EVENTS_URL";
    const REMEDY: &str = "Write a base address such as https://event.prd.sdk.akeneo.cloud/api/v1.";
    let text = reader.text(VARIABLE).unwrap_or_else(|| EVENTS.to_owned());
    let known = |url: &Url| {
        let plain = url.scheme() == "http" && !reader.production;
        (url.scheme() == "https" || plain)
            && url.host().is_some()
            && url.query().is_none()
            && url.fragment().is_none()
    };
    let url = Url::parse(&text).ok().filter(known);
    url.unwrap_or_else(|| {
        reader.mistake(VARIABLE, "is not the address of an event platform", REMEDY);
        Url::parse(EVENTS).expect("the default is an address")
    })
}
