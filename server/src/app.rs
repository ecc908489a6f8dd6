//! Everything a process needs at run time, built once at start and cloned freely.

use crate::{
    auth::{Passwords, oidc::Oidc},
    cache::Cache,
    clock::{Clock, Random, SystemClock, SystemRandom},
    config::{Config, Mistakes},
    country::{Countries, CountryError},
    crypto::{KeyRing, KeyRingError},
    dns::{self, Dns},
    http::PageStore,
    mail::{self, Transport},
    metrics::Metrics,
    readers::Readers,
    services::{connections::Connectors, domains::KnownHosts, scans::Scans},
    shutdown::Shutdown,
    telemetry::Telemetry,
};
use db::{DbError, Doors};
use pim::outbound::{Outbound, OutboundPolicy};
use secrecy::ExposeSecret;
use std::{ops::Deref, sync::Arc};
use tokio::sync::watch;
use uuid::Uuid;

/// A handle to [`Inner`]; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What a process holds: pools, clients, keys, the clock and the source of randomness.
pub struct Inner {
    /// The configuration it was started with.
    pub config: Config,
    /// The three doors to the database.
    pub db: Doors,
    /// Redis, or the cache of this process.
    pub cache: Cache,
    /// Finished public pages.
    pub pages: PageStore,
    /// Scans that are not written yet.
    pub scans: Scans,
    /// The keys of the secret columns.
    pub keys: KeyRing,
    /// The one client for the outside world.
    pub outbound: Outbound,
    /// The same for addresses that stand in the data of a PIM: it reaches public addresses alone, whatever is allowed otherwise.
    pub links: Outbound,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Carries mail out of the house.
    pub mailer: Arc<dyn Transport>,
    /// Hashes and judges passwords.
    pub passwords: Passwords,
    /// The countries of addresses.
    pub countries: Countries,
    /// One PIM client per connection.
    pub connectors: Connectors,
    /// Looks names up in the DNS.
    pub dns: Arc<dyn Dns>,
    /// Whose hosts requests come by.
    pub hosts: KnownHosts,
    /// What is known of the providers that sign people in.
    pub oidc: Oidc,
    /// The same for the collectors that whoever runs the house has named.
    pub collectors: Outbound,
    /// How much each network may read.
    pub readers: Readers,
    /// What goes to collectors.
    pub telemetry: Telemetry,
    /// What is counted.
    pub metrics: Metrics,
    /// Asks background work to finish.
    pub shutdown: Shutdown,
    bell: watch::Sender<u64>,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Starts from a configuration that names a database.
    pub fn builder(config: Config) -> Builder {
        Builder {
            config,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            mailer: None,
            passwords: None,
            shutdown: Shutdown::default(),
        }
    }

    /// A new id that sorts by time.
    pub fn new_id(&self) -> Uuid {
        crate::clock::uuid_v7(&*self.clock, &*self.random)
    }

    /// Ends the rest of this process's background work: there is something to do.
    pub fn wake(&self) {
        self.bell.send_modify(|rung| *rung += 1);
    }

    /// Changes whenever somebody calls [`App::wake`].
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }
}

/// Puts an [`App`] together; tests replace its effects here.
pub struct Builder {
    config: Config,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    mailer: Option<Arc<dyn Transport>>,
    passwords: Option<Passwords>,
    shutdown: Shutdown,
}

impl Builder {
    /// Takes the time from `clock`.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Takes randomness from `random`.
    #[must_use]
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.random = random;
        self
    }

    /// Sends mail by `mailer` instead of the configured way.
    #[must_use]
    pub fn mailer(mut self, mailer: Arc<dyn Transport>) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// Hashes passwords with other parameters, for tests that sign in a thousand times.
    #[must_use]
    pub fn passwords(mut self, passwords: Passwords) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Ends with `shutdown`.
    #[must_use]
    pub fn shutdown(mut self, shutdown: Shutdown) -> Self {
        self.shutdown = shutdown;
        self
    }

    /// Opens pools and clients. The database itself need not answer yet; `readyz` tells.
    pub async fn build(self) -> Result<App, StartError> {
        let config = self.config;
        let url = config.database.url.as_ref().ok_or(StartError::NoDatabase)?;
        let (outbound, links) = (outbound(policy(&config))?, outbound(OutboundPolicy::default())?);
        let mailer = match self.mailer {
            Some(mailer) => mailer,
            None => mail::transport(&config.mail, &outbound)?,
        };
        Ok(App(Arc::new(Inner {
            db: Doors::connect(url.expose_secret(), config.database.pool)?,
            cache: Cache::connect(config.redis_url.as_ref(), Arc::clone(&self.clock)).await,
            pages: PageStore::new(config.limits.page_memory),
            scans: Scans::default(),
            keys: KeyRing::open(&config.keys, Arc::clone(&self.random))?,
            collectors: collectors(&config, &links)?,
            outbound,
            links,
            clock: self.clock,
            random: self.random,
            mailer,
            passwords: self.passwords.unwrap_or_default(),
            countries: Countries::open(config.country.database.as_deref())?,
            connectors: Connectors::default(),
            oidc: Oidc::default(),
            dns: dns::dns(&config.outbound.dns_servers),
            hosts: KnownHosts::default(),
            telemetry: Telemetry::new(&config.watch),
            readers: Readers::new(config.limits.public_reads),
            metrics: Metrics::default(),
            shutdown: self.shutdown,
            bell: watch::Sender::new(0),
            config,
        })))
    }
}

fn policy(config: &Config) -> OutboundPolicy {
    OutboundPolicy {
        allow_loopback: config.outbound.allow_loopback,
        allowed_cidrs: config.outbound.allowed_networks.clone(),
        named: Vec::new(),
    }
}

/// A client that reaches what the configuration names, wherever that is; any other where it names nothing.
fn collectors(config: &Config, other: &Outbound) -> Result<Outbound, StartError> {
    let named = config.watch.collectors();
    if named.is_empty() {
        return Ok(other.clone());
    }
    outbound(OutboundPolicy {
        named,
        ..OutboundPolicy::default()
    })
}

fn outbound(policy: OutboundPolicy) -> Result<Outbound, StartError> {
    let agent = concat!("Tessera/", env!("CARGO_PKG_VERSION"));
    Outbound::new(policy, agent).map_err(|error| StartError::Client(error.to_string()))
}

/// Why a process cannot start; each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration has mistakes.
    #[error(transparent)]
    Config(#[from] Mistakes),
    /// A program part needs a database address and was given none.
    #[error(
        "There is no database address. Set TESSERA_DATABASE_URL, or start `tessera serve`, which brings its own database."
    )]
    NoDatabase,
    /// The database address is not usable.
    #[error("The database cannot be used: {0}")]
    Database(#[from] DbError),
    /// The key ring cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// The database of countries cannot be read.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// The outbound client or the mail transport cannot be built.
    #[error("An outbound client cannot be built: {0}")]
    Client(String),
}
