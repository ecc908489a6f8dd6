//! Which IP addresses the outbound client may connect to.
//!
//! The list follows RFC 6890 and the IANA special-purpose registries (contracts.md 6.7). An IPv6 address that carries
//! an IPv4 address inside (mapped, compatible, NAT64) is judged by the inner one: otherwise `::ffff:127.0.0.1` walks
//! around every IPv4 rule.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// True when the address is reachable over the public internet and special in no way.
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_global_v4(v4),
        IpAddr::V6(v6) => embedded_v4(v6).map_or_else(|| is_global_v6(v6), is_global_v4),
    }
}

/// The address as the operating system will really use it: `::ffff:a.b.c.d` becomes `a.b.c.d`.
pub fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn is_global_v4(address: Ipv4Addr) -> bool {
    !DENIED_V4.iter().any(|net| net.contains(&address))
}

fn is_global_v6(address: Ipv6Addr) -> bool {
    !DENIED_V6.iter().any(|net| net.contains(&address))
}

/// The IPv4 address inside a v4-mapped (`::ffff:0:0/96`), v4-compatible (`::/96`) or NAT64 (`64:ff9b::/96`) address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = address.to_bits();
    let prefix = bits >> 32;
    let carries_v4 = prefix == 0 || prefix == 0xffff || prefix == 0x0064_ff9b << 64;
    carries_v4.then(|| Ipv4Addr::from_bits((bits & 0xffff_ffff) as u32))
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

const DENIED_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
    v4(255, 255, 255, 255, 32),
];

// `::`, `::1` and everything else in ::/96 is judged as IPv4 0.0.0.0/8 and friends by `embedded_v4`.
const DENIED_V6: [Ipv6Net; 11] = [
    v6(0x64, 0xff9b, 1, 48),
    v6(0x100, 0, 0, 64),
    v6(0x2001, 0, 0, 23),
    v6(0x2001, 0xdb8, 0, 32),
    v6(0x2002, 0, 0, 16),
    v6(0x3fff, 0, 0, 20),
    v6(0x5f00, 0, 0, 16),
    v6(0xfc00, 0, 0, 7),
    v6(0xfe80, 0, 0, 10),
    v6(0xfec0, 0, 0, 10),
    v6(0xff00, 0, 0, 8),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> bool {
        is_global(text.parse().unwrap())
    }

    #[test]
    fn public_addresses_pass() {
        for text in [
            "8.8.8.8",
            "34.140.80.128",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(judged(text), "{text} should pass");
        }
    }

    #[test]
    fn special_addresses_are_refused() {
        let v4 = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.9.9",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ];
        let v6 = [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for text in v4.into_iter().chain(v6) {
            assert!(!judged(text), "{text} should be refused");
        }
    }
}
