//! Where outbound calls may go: the URL rules and the judgement of resolved addresses.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use super::{OutboundError, address};

/// The operator's choices. The default is production: https on port 443 to public addresses only.
#[derive(Debug, Clone, Default)]
pub struct OutboundPolicy {
    /// Development and tests only: `http` and any port towards `localhost`, `127.0.0.0/8` and `::1`.
    pub allow_loopback: bool,
    /// Private networks that may be reached nevertheless, for a PIM inside the operator's own network. An IP literal
    /// in one of them may use any port; the scheme stays https.
    pub allowed_cidrs: Vec<IpNet>,
    /// Addresses that the operator's own configuration names, such as a collector of traces beside the server. What has the same scheme, host
    /// and port is reached, wherever it is.
    pub named: Vec<Url>,
}

impl OutboundPolicy {
    /// Judges everything that can be told from the URL alone; names are judged when they resolve.
    pub(super) fn check_url(&self, url: &Url) -> Result<(), OutboundError> {
        let host = url
            .host()
            .ok_or_else(|| OutboundError::refused("the address has no host name"))?;
        if self.named.iter().any(|named| named.origin() == url.origin()) {
            return Ok(());
        }
        let loopback = self.allow_loopback && is_loopback_host(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(OutboundError::refused("the address must start with https://")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::refused(
                "the address must not contain a user name or password",
            ));
        }
        if url.fragment().is_some() {
            return Err(OutboundError::refused("the address must not contain a # part"));
        }
        let literal = literal(&host);
        if !loopback
            && url.port_or_known_default() != Some(443)
            && !literal.is_some_and(|ip| self.is_listed(ip))
        {
            return Err(OutboundError::refused(
                "only the standard https port 443 is allowed",
            ));
        }
        match host {
            Host::Domain(name) if name.ends_with('.') => {
                Err(OutboundError::refused("the host name must not end with a dot"))
            }
            Host::Domain(_) => Ok(()),
            Host::Ipv4(ip) => self.check_address(ip.into(), loopback),
            Host::Ipv6(ip) => self.check_address(ip.into(), loopback),
        }
    }

    /// Judges what a name resolved to: one bad address spoils the name, because the next connection may pick it.
    pub(super) fn check_resolved(&self, name: &str, addresses: &[IpAddr]) -> Result<(), OutboundError> {
        if addresses.is_empty() {
            return Err(OutboundError::Unreachable {
                why: "the host name does not resolve".to_owned(),
            });
        }
        if self.named.iter().any(|named| named.host_str() == Some(name)) {
            return Ok(());
        }
        let loopback = self.allow_loopback && is_loopback_name(name);
        addresses
            .iter()
            .try_for_each(|ip| self.check_address(*ip, loopback))
    }

    fn check_address(&self, ip: IpAddr, loopback_ok: bool) -> Result<(), OutboundError> {
        let ip = address::canonical(ip);
        if address::is_global(ip) || self.is_listed(ip) || (loopback_ok && ip.is_loopback()) {
            return Ok(());
        }
        Err(OutboundError::refused(
            "the address belongs to a private or reserved network",
        ))
    }

    fn is_listed(&self, ip: IpAddr) -> bool {
        let ip = address::canonical(ip);
        self.allowed_cidrs.iter().any(|net| net.contains(&ip))
    }
}

fn literal(host: &Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Domain(_) => None,
        Host::Ipv4(ip) => Some((*ip).into()),
        Host::Ipv6(ip) => Some((*ip).into()),
    }
}

fn is_loopback_host(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_loopback_name(name),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

fn is_loopback_name(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &OutboundPolicy, text: &str) -> Result<(), OutboundError> {
        policy.check_url(&Url::parse(text).unwrap())
    }

    fn development() -> OutboundPolicy {
        OutboundPolicy {
            allow_loopback: true,
            ..OutboundPolicy::default()
        }
    }

    #[test]
    fn what_the_operator_has_named_is_reached_and_nothing_beside_it() {
        let policy = OutboundPolicy {
            named: vec![Url::parse("http://collector:4318/v1/traces").unwrap()],
            ..OutboundPolicy::default()
        };
        assert_eq!(check(&policy, "http://collector:4318/other"), Ok(()));
        for text in [
            "http://collector/",
            "https://collector:4318/",
            "http://other:4318/",
            "http://10.0.0.1:4318/",
        ] {
            assert!(check(&policy, text).is_err(), "{text}");
        }
        let inside = ["10.0.0.1".parse().unwrap()];
        assert_eq!(policy.check_resolved("collector", &inside), Ok(()));
        assert!(policy.check_resolved("other", &inside).is_err());
    }

    #[test]
    fn production_takes_public_https_only() {
        let policy = OutboundPolicy::default();
        assert_eq!(check(&policy, "https://pim.example.com/"), Ok(()));
        assert_eq!(check(&policy, "https://pim.example.com:443/x?y=1"), Ok(()));
        assert_eq!(check(&policy, "https://8.8.8.8/"), Ok(()));
        for text in [
            "http://pim.example.com/",
            "ftp://pim.example.com/",
            "file:///etc/passwd",
            "data:text/plain,x",
            "https://user@pim.example.com/",
            "https://:pw@pim.example.com/",
            "https://pim.example.com/#x",
            "https://pim.example.com:8443/",
            "https://pim.example.com./",
            "http://localhost/",
            "http://127.0.0.1:9000/",
        ] {
            assert!(check(&policy, text).is_err(), "{text} should be refused");
        }
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        for text in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://127.0.0.1./",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/",
            "https://0/",
            "https://[fd00::1]/",
            "https://127\u{3002}0\u{3002}0\u{3002}1/",
        ] {
            assert!(
                check(&OutboundPolicy::default(), text).is_err(),
                "{text} should be refused"
            );
        }
    }

    #[test]
    fn development_opens_loopback_and_nothing_else() {
        let policy = development();
        assert_eq!(check(&policy, "http://127.0.0.1:4321/"), Ok(()));
        assert_eq!(check(&policy, "http://localhost:4321/"), Ok(()));
        assert_eq!(check(&policy, "http://[::1]:4321/"), Ok(()));
        assert!(check(&policy, "http://10.0.0.1/").is_err());
        assert!(check(&policy, "http://pim.example.com/").is_err());
        assert!(check(&policy, "https://169.254.169.254/").is_err());
    }

    #[test]
    fn one_private_answer_spoils_a_name() {
        let policy = development();
        let public: IpAddr = "8.8.8.8".parse().unwrap();
        let loopback: IpAddr = "127.0.0.1".parse().unwrap();
        assert_eq!(policy.check_resolved("pim.example.com", &[public]), Ok(()));
        assert!(
            policy
                .check_resolved("pim.example.com", &[public, loopback])
                .is_err()
        );
        assert!(policy.check_resolved("pim.example.com", &[]).is_err());
        assert_eq!(policy.check_resolved("localhost", &[loopback]), Ok(()));
        assert!(
            OutboundPolicy::default()
                .check_resolved("localhost", &[loopback])
                .is_err()
        );
    }

    #[test]
    fn a_listed_network_is_reachable_over_https() {
        let policy = OutboundPolicy {
            allow_loopback: false,
            allowed_cidrs: vec!["10.20.0.0/16".parse().unwrap()],
            ..OutboundPolicy::default()
        };
        assert_eq!(check(&policy, "https://10.20.3.4:8443/"), Ok(()));
        assert_eq!(check(&policy, "https://[::ffff:10.20.3.4]/"), Ok(()));
        assert!(check(&policy, "http://10.20.3.4/").is_err());
        assert!(check(&policy, "https://10.21.0.1/").is_err());
    }
}
