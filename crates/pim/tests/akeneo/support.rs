//! A simulator, a connection to it, and instruments on both.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use akeneo_sim::{Sim, SimConfig, credentials};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use pim::{
    Akeneo, AkeneoCredentials, Clock, Outbound, OutboundPolicy, RetryPolicy, TokenStore, Tokens,
    parse_base_url,
};

/// Everything a test looks at.
pub struct Bench {
    pub sim: Sim,
    pub akeneo: Akeneo,
    pub saved: Arc<Saved>,
    pub waits: Arc<Mutex<Vec<Duration>>>,
    time: Arc<Mutex<DateTime<Utc>>>,
}

/// A token store that remembers.
#[derive(Default)]
pub struct Saved(pub Mutex<Vec<Tokens>>);

#[async_trait]
impl TokenStore for Saved {
    async fn save(&self, tokens: &Tokens) {
        self.0.lock().unwrap().push(tokens.clone());
    }
}

impl Saved {
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Bench {
    pub async fn start() -> Self {
        let sim = Sim::start(SimConfig::default()).await.unwrap();
        let credentials = credentials(&sim.base_url());
        Self::with(sim, credentials)
    }

    pub fn with(sim: Sim, credentials: AkeneoCredentials) -> Self {
        let time = Arc::new(Mutex::new(start()));
        let waits: Arc<Mutex<Vec<Duration>>> = Arc::default();
        let saved = Arc::new(Saved::default());
        let akeneo = Akeneo::new(
            outbound(),
            credentials,
            None,
            clock(&time),
            Arc::clone(&saved) as _,
        );
        let akeneo = akeneo.with_retry(patient(&waits));
        Self {
            sim,
            akeneo,
            saved,
            waits,
            time,
        }
    }

    /// Moves the connection's clock, not the simulator's.
    pub fn advance(&self, by: TimeDelta) {
        *self.time.lock().unwrap() += by;
    }

    /// Calls so far whose path ends like this.
    pub fn calls(&self, path: &str) -> usize {
        self.sim
            .requests()
            .iter()
            .filter(|request| request.path.ends_with(path))
            .count()
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

/// When every test begins. Tokens say how long they last, so the simulator's clock may differ.
pub fn start() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub fn outbound() -> Outbound {
    let policy = OutboundPolicy {
        allow_loopback: true,
        ..OutboundPolicy::default()
    };
    Outbound::new(policy, "tessera-tests").unwrap()
}

pub fn credentials(base_url: &str) -> AkeneoCredentials {
    AkeneoCredentials {
        base_url: parse_base_url(base_url).unwrap(),
        client_id: credentials::CLIENT_ID.to_owned(),
        secret: credentials::SECRET.into(),
        username: credentials::USERNAME.to_owned(),
        password: credentials::PASSWORD.into(),
    }
}

fn clock(time: &Arc<Mutex<DateTime<Utc>>>) -> Clock {
    let time = Arc::clone(time);
    Arc::new(move || *time.lock().unwrap())
}

/// The usual bounds; waiting is noted instead of done.
fn patient(waits: &Arc<Mutex<Vec<Duration>>>) -> RetryPolicy {
    let waits = Arc::clone(waits);
    let sleep = move |delay| {
        waits.lock().unwrap().push(delay);
        Box::pin(std::future::ready(())) as _
    };
    RetryPolicy {
        sleep: Arc::new(sleep),
        ..RetryPolicy::default()
    }
}
