//! Where Tessera listens, what its address is, and where the built site lies.

use super::reader::Reader;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use url::Url;

/// Addresses.
#[derive(Clone, Debug)]
pub struct Server {
    /// `TESSERA_BIND`: address and port to listen on; port 0 takes a free one. Default `127.0.0.1:3000`.
    pub bind: SocketAddr,
    /// `TESSERA_BASE_URL`: the address that people and printed codes use, without a path. Default `http://localhost:PORT`.
    pub base_url: Url,
    /// Whether the base URL follows from the port.
    pub base_url_is_derived: bool,
    /// `TESSERA_TRUSTED_PROXIES`: networks, separated by commas, whose `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<IpNet>,
    /// `TESSERA_SECURITY_CONTACT`: where weaknesses are reported and stolen accounts are told of: an e-mail address or an `https://` page.
    pub security_contact: Option<String>,
    /// The built site.
    pub site: Site,
}

/// Where the build put script, style and assets; cargo-leptos sets the same variables.
#[derive(Clone, Debug)]
pub struct Site {
    /// `LEPTOS_SITE_ROOT`: default `target/site`.
    pub root: String,
    /// `LEPTOS_SITE_PKG_DIR`: the folder of script and style below it; default `pkg`.
    pub pkg_dir: String,
    /// `LEPTOS_OUTPUT_NAME`: the name of script and style; default `tessera`.
    pub output_name: String,
    /// `LEPTOS_RELOAD_PORT`: where `cargo leptos watch` tells the browser to reload; default 3001.
    pub reload_port: u16,
}

impl Server {
    /// Takes over the port that was really bound, where the base URL was not given.
    pub fn bound_to(&mut self, address: SocketAddr) {
        self.bind = address;
        if self.base_url_is_derived {
            self.base_url = derived(address.port());
        }
    }
}

/// Passkeys and `Secure` cookies need a host name, so it is `localhost` and not an IP address.
fn derived(port: u16) -> Url {
    format!("http://localhost:{port}")
        .parse()
        .expect("a literal address with a port")
}

pub(super) fn read(reader: &mut Reader<'_>) -> Server {
    let standard = SocketAddr::from(([127, 0, 0, 1], 3000));
    let bind = reader.parse(
        "TESSERA_BIND",
        standard,
        "Write an IP address and a port, such as 127.0.0.1:3000.",
    );
    let given = base_url(reader);
    Server {
        bind,
        base_url_is_derived: given.is_none(),
        base_url: given.unwrap_or_else(|| derived(bind.port())),
        trusted_proxies: reader.list(
            "TESSERA_TRUSTED_PROXIES",
            network,
            "Write IP addresses or networks separated by commas, such as 10.0.0.0/8.",
        ),
        security_contact: security_contact(reader),
        site: site(reader),
    }
}

fn security_contact(reader: &mut Reader<'_>) -> Option<String> {
    const VARIABLE: &str = "TESSERA_SECURITY_CONTACT";
    let text = reader.text(VARIABLE)?;
    let address = text.strip_prefix("mailto:").unwrap_or(&text);
    let known = text.starts_with("https://") || domain::text::Email::parse(address).is_ok();
    if !known || text.contains(char::is_whitespace) {
        reader.mistake(
            VARIABLE,
            "is neither an e-mail address nor an https:// address",
            "Write an address such as security@example.com.",
        );
    }
    Some(text)
}

fn base_url(reader: &mut Reader<'_>) -> Option<Url> {
    const VARIABLE: &str = "TESSERA_BASE_URL";
    const REMEDY: &str = "Write the address that people use, such as https://passports.example.com.";
    let text = reader.text(VARIABLE);
    if text.is_none() && reader.production {
        reader.mistake(VARIABLE, "is missing", REMEDY);
    }
    let Ok(url) = text?.parse::<Url>() else {
        reader.mistake(VARIABLE, "is not an address", REMEDY);
        return None;
    };
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !plain || !url.username().is_empty() || url.password().is_some() || url.host().is_none() {
        reader.mistake(VARIABLE, "has more than scheme, host and port", REMEDY);
    }
    match url.scheme() {
        "https" => {}
        "http" if !reader.production => {}
        "http" => reader.mistake(VARIABLE, "starts with http:// in production", "Use https://."),
        _ => reader.mistake(VARIABLE, "starts neither with https:// nor with http://", REMEDY),
    }
    Some(url)
}

fn site(reader: &mut Reader<'_>) -> Site {
    let or = |value: Option<String>, default: &str| value.unwrap_or_else(|| default.to_owned());
    Site {
        root: or(reader.text("LEPTOS_SITE_ROOT"), "target/site"),
        pkg_dir: or(reader.text("LEPTOS_SITE_PKG_DIR"), "pkg"),
        output_name: or(reader.text("LEPTOS_OUTPUT_NAME"), "tessera"),
        reload_port: reader.parse("LEPTOS_RELOAD_PORT", 3001, "Write a port number."),
    }
}

/// A network, or a single address as the network of itself.
pub(super) fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
