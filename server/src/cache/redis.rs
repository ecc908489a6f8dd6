//! The cache that all processes share.

use super::{Hits, Pauses};
use bytes::Bytes;
use fred::{
    clients::WithOptions,
    prelude::{
        Builder, Client, ClientLike, Config, Error, Expiration, KeysInterface, LuaInterface, Options,
        ReconnectPolicy, SetOptions,
    },
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// How long an answer may take before the process helps itself.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long it may take to count.
const COUNTING_PATIENCE: Duration = Duration::from_secs(2);
/// How long a failed Redis is left alone.
const REST: Duration = Duration::from_secs(2);
/// Pause between attempts to connect, in milliseconds.
const RECONNECT_MS: u32 = 1_000;

/// Counts and answers `{count, milliseconds to the end of the window}`, in one step.
const HIT: &str = "local n = redis.call('INCR', KEYS[1]) \
    local left = redis.call('PTTL', KEYS[1]) \
    if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) left = tonumber(ARGV[1]) end \
    return {n, left}";

/// Takes an attempt unless a pause is on, in one step; answers the milliseconds to wait, 0 where it is taken.
const ATTEMPT: &str = "local left = redis.call('PTTL', KEYS[2]) \
    if left > 0 then return left end \
    local n = redis.call('INCR', KEYS[1]) \
    redis.call('PEXPIRE', KEYS[1], ARGV[4]) \
    local beyond = n - tonumber(ARGV[1]) \
    if beyond >= 0 then \
        local pause = math.min(tonumber(ARGV[2]) * 2 ^ math.min(beyond, 31), tonumber(ARGV[3])) \
        redis.call('SET', KEYS[2], '1', 'PX', string.format('%.0f', pause)) \
    end \
    return 0";

/// A connection that heals itself.
#[derive(Clone)]
pub(super) struct Redis {
    client: Client,
    /// This process, as others see it.
    me: Arc<str>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_away: AtomicBool,
    failed_at: Mutex<Option<Instant>>,
}

impl Redis {
    /// Starts to connect; `None` where the address is not understood.
    pub(super) async fn connect(url: &SecretString) -> Option<Self> {
        let client = match client(url) {
            Ok(client) => client,
            Err(error) => {
                tracing::error!(%error, "TESSERA_REDIS_URL is not understood; this process caches for itself");
                return None;
            }
        };
        let redis = Self {
            client,
            me: format!("{:x}", RandomState::new().hash_one(std::process::id())).into(),
            state: Arc::default(),
        };
        redis.client.connect();
        let ready = tokio::time::timeout(PATIENCE, redis.client.wait_for_connect()).await;
        if !matches!(ready, Ok(Ok(()))) {
            redis.note(&"no connection yet");
        }
        Some(redis)
    }

    /// Whether it answered lately, or has rested since it failed.
    pub(super) fn is_worth_a_try(&self) -> bool {
        let failed_at = self
            .state
            .failed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        failed_at.is_none_or(|at| at.elapsed() > REST)
    }

    pub(super) async fn get(&self, name: &str) -> Result<Option<String>, Error> {
        self.judge(self.client.get(name).await)
    }

    pub(super) async fn put(&self, name: &str, text: &str, ttl: Duration) -> Result<(), Error> {
        let expiry = Expiration::PX(millis(ttl));
        self.judge(self.client.set(name, text, Some(expiry), None, false).await)
    }

    pub(super) async fn get_bytes(&self, name: &str) -> Result<Option<Bytes>, Error> {
        self.judge(self.client.get(name).await)
    }

    pub(super) async fn put_bytes(&self, name: &str, bytes: Bytes, ttl: Duration) -> Result<(), Error> {
        let expiry = Expiration::PX(millis(ttl));
        self.judge(self.client.set(name, bytes, Some(expiry), None, false).await)
    }

    /// Takes a name for a time, unless another process has it.
    pub(super) async fn claim(&self, name: &str, time: Duration) -> Result<bool, Error> {
        let expiry = Expiration::PX(millis(time));
        let none_has = Some(SetOptions::NX);
        let taken: Result<Option<String>, Error> = self
            .client
            .set(name, &*self.me, Some(expiry), none_has, false)
            .await;
        if self.judge(taken)?.is_some() {
            return Ok(true);
        }
        let whose = self.get(name).await?;
        Ok(whose.is_some_and(|whose| whose == *self.me))
    }

    pub(super) async fn forget(&self, name: &str) -> Result<(), Error> {
        self.judge(self.client.del(name).await)
    }

    pub(super) async fn hit(&self, name: &str, window: Duration) -> Result<Hits, Error> {
        let answer: Result<(u32, u64), Error> = self.counting().eval(HIT, name, millis(window)).await;
        let (count, left) = self.judge(answer)?;
        Ok(Hits {
            count,
            resets_in: Duration::from_millis(left),
        })
    }

    /// How long to wait; zero where the attempt is taken.
    pub(super) async fn attempt(&self, name: &str, pauses: &Pauses) -> Result<Duration, Error> {
        let arguments = vec![
            i64::from(pauses.free),
            millis(pauses.first),
            millis(pauses.longest),
            millis(pauses.memory),
        ];
        let keys = vec![name.to_owned(), pause_of(name)];
        let left: Result<u64, Error> = self.counting().eval(ATTEMPT, keys, arguments).await;
        self.judge(left).map(Duration::from_millis)
    }

    pub(super) async fn succeeded(&self, name: &str) -> Result<(), Error> {
        let keys = vec![name.to_owned(), pause_of(name)];
        self.judge(self.client.del(keys).await)
    }

    /// Counting waits longer for an answer than caching: a count that is made twice, here and there, is no count.
    fn counting(&self) -> WithOptions<Client> {
        self.client.with_options(&Options {
            timeout: Some(COUNTING_PATIENCE),
            max_attempts: Some(1),
            ..Options::default()
        })
    }

    pub(super) async fn ping(&self) -> Result<(), Error> {
        let answer: Result<String, Error> = self.client.ping(None).await;
        self.judge(answer).map(drop)
    }

    /// Notes failures and recoveries; the log tells of each change once.
    fn judge<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        match &answer {
            Ok(_) => {
                *self
                    .state
                    .failed_at
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = None;
                if self.state.is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!("Redis is back");
                }
            }
            Err(error) => self.note(error),
        }
        answer
    }

    fn note(&self, error: &dyn std::fmt::Display) {
        *self
            .state
            .failed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        if !self.state.is_away.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "Redis is away; this process caches and counts for itself");
        }
    }
}

fn client(url: &SecretString) -> Result<Client, Error> {
    let mut config = Config::from_url(url.expose_secret())?;
    // A Redis that is not there at our start is waited for like one that goes away later.
    config.fail_fast = false;
    Builder::from_config(config)
        .with_performance_config(|config| config.default_command_timeout = PATIENCE)
        .with_connection_config(|config| {
            config.connection_timeout = Duration::from_secs(3);
            config.internal_command_timeout = Duration::from_secs(3);
            config.max_command_attempts = 1;
        })
        .set_policy(ReconnectPolicy::new_constant(0, RECONNECT_MS))
        .build()
}

fn pause_of(name: &str) -> String {
    format!("{name}:pause")
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).max(1)
}
