//! The configuration: one documented struct per section, read from the environment once, at start.
//!
//! [`Config::read`] looks every variable up through a closure, so tests need no environment, and it collects all
//! mistakes instead of stopping at the first. Docs/operator.md and .env.example list the same variables.

mod cdn;
mod country;
mod database;
mod keys;
mod legal;
mod limits;
mod log;
mod mail;
mod mistakes;
mod oidc;
mod outbound;
mod reader;
mod server;
#[cfg(test)]
mod tests;
mod watch;

pub use cdn::Cdn;
pub use country::Country;
pub use database::Database;
pub use keys::{KeySource, Keys};
pub use legal::Legal;
pub use limits::Limits;
pub use log::{Log, LogFormat};
pub use mail::{Carrier, Mail};
pub use mistakes::{Mistake, Mistakes};
pub use oidc::{Authority, Oidc, OidcClient, Tenant};
pub use outbound::Outbound;
pub use server::{Server, Site};
pub use watch::{Errors, Traces, Watch};

use ipnet::IpNet;
use leptos::config::{Env, LeptosOptions};
use reader::Reader;
use secrecy::SecretString;
use std::path::PathBuf;
use url::Url;

/// Whether real people depend on this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine, a test or a demo: conveniences are allowed.
    Development,
    /// The conveniences are refused.
    Production,
}

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// `TESSERA_ENV`: `development` (default) or `production`.
    pub environment: Environment,
    /// `TESSERA_DATA_DIR`: where the embedded database, generated keys and the demo's notes live; default `.data`.
    pub data_dir: PathBuf,
    /// Addresses: ours and the built site's.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// `TESSERA_REDIS_URL`: `redis://` or `rediss://`; without it every process caches and counts for itself.
    pub redis_url: Option<SecretString>,
    /// The keys of the secret columns.
    pub keys: Keys,
    /// How mail leaves.
    pub mail: Mail,
    /// What is logged, and how.
    pub log: Log,
    /// Which addresses a PIM or a logo may have.
    pub outbound: Outbound,
    /// Sign-in with other providers.
    pub oidc: Oidc,
    /// How the country of a visitor is known.
    pub country: Country,
    /// How much is too much.
    pub limits: Limits,
    /// The legal pages.
    pub legal: Legal,
    /// Numbers for whoever runs the house.
    pub watch: Watch,
    /// The cache in front of the site, where it can be told what to forget.
    pub cdn: Option<Cdn>,
}

impl Config {
    /// Reads every variable through `lookup`; an empty one counts as absent.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, Mistakes> {
        let mut reader = Reader::new(lookup);
        let environment = environment(&mut reader);
        reader.production = environment == Environment::Production;
        let data_dir = PathBuf::from(
            reader
                .text("TESSERA_DATA_DIR")
                .unwrap_or_else(|| ".data".to_owned()),
        );
        let server = server::read(&mut reader);
        let config = Self {
            environment,
            watch: watch::read(&mut reader, &server),
            server,
            database: database::read(&mut reader),
            redis_url: redis_url(&mut reader),
            keys: keys::read(&mut reader, &data_dir),
            mail: mail::read(&mut reader),
            log: log::read(&mut reader),
            outbound: outbound::read(&mut reader),
            oidc: oidc::read(&mut reader),
            country: country::read(&mut reader),
            limits: limits::read(&mut reader),
            legal: legal::read(&mut reader),
            cdn: cdn::read(&mut reader),
            data_dir,
        };
        reader.finish(config)
    }

    /// Reads the process's environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> Result<Self, Mistakes> {
        Self::read(&|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Whether real people depend on this process.
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Whether the conveniences for developers are on.
    pub fn is_development(&self) -> bool {
        !self.is_production()
    }

    /// The address that people and printed codes use; ends with a slash.
    pub fn base_url(&self) -> &Url {
        &self.server.base_url
    }

    /// The base URL followed by `path`, which begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url.as_str().trim_end_matches('/'))
    }

    /// The address of a passport: on a brand's own host, which is always reached by https, or on ours.
    pub fn address(&self, host: Option<&str>, path: &str) -> String {
        match host {
            Some(host) => format!("https://{host}{path}"),
            None => self.link(path),
        }
    }

    /// Where weaknesses are reported and stolen accounts are told of, as an address with its scheme.
    pub fn security_contact(&self) -> Option<String> {
        let contact = self.server.security_contact.as_deref()?;
        let has_scheme = contact.starts_with("https://") || contact.starts_with("mailto:");
        Some(if has_scheme {
            contact.to_owned()
        } else {
            format!("mailto:{contact}")
        })
    }

    /// Networks whose `X-Forwarded-For` is believed.
    pub fn trusted_proxies(&self) -> &[IpNet] {
        &self.server.trusted_proxies
    }

    /// Whether mail stays in the house, readable at `/dev/outbox`.
    pub fn has_local_outbox(&self) -> bool {
        self.mail.stays_in_outbox()
    }

    /// Whether `/dev/outbox` is there: never on a server that another machine can reach, because the mails sign people in.
    pub fn shows_outbox(&self) -> bool {
        self.has_local_outbox() && self.server.bind.ip().is_loopback() && oidc::is_loopback(self.base_url())
    }

    /// Where the built site lies, in the words of leptos.
    pub fn leptos_options(&self) -> LeptosOptions {
        let site = &self.server.site;
        LeptosOptions::builder()
            .output_name(site.output_name.as_str())
            .site_root(site.root.as_str())
            .site_pkg_dir(site.pkg_dir.as_str())
            .env(if self.is_production() { Env::PROD } else { Env::DEV })
            .site_addr(self.server.bind)
            .reload_port(u32::from(site.reload_port))
            .build()
    }
}

fn environment(reader: &mut Reader<'_>) -> Environment {
    match reader.text("TESSERA_ENV").as_deref() {
        None | Some("development") => Environment::Development,
        Some("production") => Environment::Production,
        Some(_) => {
            reader.mistake(
                "TESSERA_ENV",
                "is neither development nor production",
                "Use one of the two.",
            );
            Environment::Development
        }
    }
}

fn redis_url(reader: &mut Reader<'_>) -> Option<SecretString> {
    let url = reader.secret("TESSERA_REDIS_URL")?;
    let known = [
        "redis://",
        "rediss://",
        "redis-cluster://",
        "rediss-cluster://",
        "unix://",
        "redis+unix://",
    ];
    reader.require_scheme(
        "TESSERA_REDIS_URL",
        &url,
        &known,
        "Write redis://host:6379 or rediss://host:6379.",
    );
    Some(url)
}
