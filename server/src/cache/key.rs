//! Everything that is cached or counted, with its name.

use domain::{BrandId, ConnectionId, UserId};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// Names a cached value or a counter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Something read from a PIM; lives for the brand's time to live.
    Pim {
        /// The connection that it was read through.
        connection: ConnectionId,
        /// The connection's generation; raising it forgets everything of the connection at once.
        generation: i32,
        /// What was read, such as `families` or `product/{uuid}`.
        what: String,
    },
    /// The bytes of a picture or document that a live passport shows, by their SHA-256; lives as long as what was read.
    Media(BrandId, [u8; 32]),
    /// A finished page, or a picture in one of its sizes, named by everything that its bytes depend on.
    Page(String),
    /// Times in a minute that live pages asked the PIM of a connection.
    LiveReads(ConnectionId),
    /// Second factors that a user tried in the last minutes.
    Codes(UserId),
    /// The same over an hour.
    CodesOfHour(UserId),
    /// The same over a day.
    CodesOfDay(UserId),
    /// Attempts at the account forms from one place; lives for the window of the limit.
    Attempts(IpAddr),
    /// The same from the network around it, for whoever changes addresses.
    Network(IpAddr),
    /// API keys that were none, from one place.
    ApiKeys(IpAddr),
    /// Questions for a passkey that were sent to one place; lives for the window of the limit.
    Questions(IpAddr),
    /// Failed attempts at one account, named by a digest of its address, its owner or a device of theirs.
    Account([u8; 32]),
    /// Grants from one place that opened nothing.
    Grants(IpAddr),
    /// Invitations that a brand has mailed; lives for the window of the limit.
    Invitations(BrandId),
    /// The same of a person, whatever the brand.
    InvitationsBy(UserId),
    /// Tests of connections that a person has asked for; lives for the window of the limit.
    Tests(UserId),
    /// Previews and searches, which may ask a PIM; lives for the window of the limit.
    PimCalls(UserId),
    /// What was sent to a connection's address for events; lives for the window of the limit.
    Events(ConnectionId),
}

impl Key {
    /// The kind, for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Pim { .. } => "pim",
            Self::Media(..) => "media",
            Self::Page(_) => "page",
            Self::LiveReads(_) => "live-reads",
            Self::Codes(_) => "codes",
            Self::CodesOfHour(_) => "codes-of-hour",
            Self::CodesOfDay(_) => "codes-of-day",
            Self::Attempts(_) => "attempts",
            Self::ApiKeys(_) => "api-keys",
            Self::Network(_) => "network",
            Self::Questions(_) => "questions",
            Self::Account(_) => "account",
            Self::Grants(_) => "grants",
            Self::Invitations(_) => "invitations",
            Self::InvitationsBy(_) => "invitations-by",
            Self::Tests(_) => "tests",
            Self::PimCalls(_) => "pim-calls",
            Self::Events(_) => "events",
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tessera:{}:", self.kind())?;
        match self {
            Self::Pim {
                connection,
                generation,
                what,
            } => write!(f, "{connection}:{generation}:{what}"),
            Self::Media(brand, sha256) => write!(f, "{brand}:{}", hex::encode(sha256)),
            Self::LiveReads(connection) | Self::Events(connection) => write!(f, "{connection}"),
            Self::Attempts(ip) | Self::ApiKeys(ip) | Self::Questions(ip) | Self::Grants(ip) => {
                write!(f, "{}", place(*ip))
            }
            Self::Codes(user)
            | Self::CodesOfHour(user)
            | Self::CodesOfDay(user)
            | Self::InvitationsBy(user)
            | Self::Tests(user)
            | Self::PimCalls(user) => write!(f, "{user}"),
            Self::Network(ip) => write!(f, "{}", network(*ip)),
            // In braces: the keys that a script touches together live on one node of a cluster.
            Self::Account(digest) => write!(f, "{{{}}}", hex::encode(digest)),
            Self::Page(name) => write!(f, "{name}"),
            Self::Invitations(brand) => write!(f, "{brand}"),
        }
    }
}

/// The address, or for IPv6 its /64: whoever has one address there has all of them.
pub fn place(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

/// The /24 or /48 around an address.
pub fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Ipv4Addr::new(a, b, c, 0).into()
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_ipv4_address_and_ipv6_network() {
        let name = |ip: &str| Key::Attempts(ip.parse().unwrap()).to_string();
        assert_eq!(name("192.0.2.7"), "tessera:attempts:192.0.2.7");
        assert_eq!(name("::ffff:192.0.2.7"), "tessera:attempts:192.0.2.7");
        assert_eq!(name("2001:db8:1:2:3::9"), name("2001:db8:1:2:ffff::1"));
        assert_ne!(name("2001:db8:1:2::9"), name("2001:db8:1:3::9"));
    }

    #[test]
    fn networks_are_a_24_or_a_48() {
        let name = |ip: &str| Key::Network(ip.parse().unwrap()).to_string();
        assert_eq!(name("192.0.2.7"), "tessera:network:192.0.2.0");
        assert_eq!(name("2001:db8:1:2::9"), name("2001:db8:1:ffff::1"));
        assert_ne!(name("2001:db8:1::9"), name("2001:db8:2::9"));
    }
}
