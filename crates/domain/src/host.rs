//! Hosts of a brand's own, under which its passports are read.

use crate::DomainId;
use chrono::{DateTime, Utc};
use std::fmt;
use url::Host as UrlHost;

/// The name of the DNS record that proves a host, before the host.
pub const CHALLENGE: &str = "_tessera-challenge";
/// What stands before the token in the record, so that a person sees what it is for.
pub const CHALLENGE_PREFIX: &str = "tessera-domain=";

/// Ends of names that no public DNS answers for (RFC 6761, 6762, 7686, 9476, ICANN's `internal`), so nobody could scan a code there.
const PRIVATE: [&str; 6] = ["localhost", "local", "internal", "invalid", "onion", "arpa"];

/// A host name in its normal form: lower case, `xn--` where it is not ASCII, without a port and a dot at its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    /// Reads what a person typed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const MESSAGE: &str = "Enter a host name alone, such as passports.example.com.";
        let text = text.trim().trim_end_matches('.');
        if text.is_empty() || text.contains(['/', ':', '@', '?', '#', '*', '_', '%']) {
            return Err(MESSAGE);
        }
        let Ok(UrlHost::Domain(name)) = UrlHost::parse(text) else {
            return Err(MESSAGE);
        };
        let labels: Vec<&str> = name.split('.').collect();
        let plain = |label: &&str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let top = labels.last().copied().unwrap_or_default();
        let top_ok = top.len() >= 2 && top.starts_with(|c: char| c.is_ascii_lowercase());
        if labels.len() < 2 || name.len() > 253 || !labels.iter().all(plain) || !top_ok {
            return Err(MESSAGE);
        }
        if PRIVATE.contains(&top) {
            return Err(
                "Enter a host name that everybody can reach. This one works in a network of its own only.",
            );
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the DNS record that proves it.
    pub fn record(&self) -> String {
        format!("{CHALLENGE}.{}", self.0)
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a host stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostState {
    /// Its DNS record was not found yet.
    Waiting,
    /// It is verified.
    Verified,
    /// It is verified, and its record has gone since.
    Failing,
}

/// A host for its brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainView {
    /// Its id.
    pub id: DomainId,
    /// The host.
    pub host: String,
    /// The name of the record to set.
    pub record: String,
    /// What the record has to say.
    pub value: String,
    /// Where it stands.
    pub state: HostState,
    /// Since when its record is missing.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it was looked at last.
    pub checked_at: Option<DateTime<Utc>>,
    /// What was wrong then.
    pub problem: Option<String>,
    /// Whether it leads to this platform, as far as DNS tells; none where it was not looked at.
    pub points_here: Option<bool>,
    /// How many passports have their address there.
    pub passports: u32,
    /// Whether new passports get their address there.
    pub is_current: bool,
}

/// All hosts of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainsView {
    /// The platform's own host.
    pub platform: String,
    /// They, the newest last.
    pub domains: Vec<DomainView>,
    /// Whether search engines are led to the brand's passports.
    pub sitemap: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_one_form() {
        for (typed, host) in [
            ("Passports.Nordlicht.EU.", "passports.nordlicht.eu"),
            (" id.b\u{fc}cher.example ", "id.xn--bcher-kva.example"),
            ("a-1.example.co.uk", "a-1.example.co.uk"),
        ] {
            assert_eq!(HostName::parse(typed).unwrap().as_str(), host, "{typed}");
        }
        assert_eq!(
            HostName::parse("id.nordlicht.eu").unwrap().record(),
            "_tessera-challenge.id.nordlicht.eu"
        );
    }

    #[test]
    fn what_is_no_host_name_is_refused() {
        let long = format!("{}.example", "a".repeat(64));
        for typed in [
            "",
            "localhost",
            "https://id.nordlicht.eu",
            "id.nordlicht.eu/x",
            "id.nordlicht.eu:443",
            "me@nordlicht.eu",
            "*.nordlicht.eu",
            "192.0.2.1",
            "0x7f.1",
            "[2001:db8::1]",
            "a..eu",
            "-a.eu",
            "a-.eu",
            "a b.eu",
            "a.e",
            "a.1",
            "a%2eb.eu",
            "metadata.google.internal",
            "printer.local",
            &long,
        ] {
            assert!(HostName::parse(typed).is_err(), "{typed}");
        }
    }
}
