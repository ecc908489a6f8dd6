//! What may be forgotten: fetched values and counters, in Redis where there is one, in this process otherwise.
//!
//! The only importer of fred and moka. Nothing that a caller waits for depends on Redis being up: while it is away, this
//! process caches and counts for itself.

mod key;
mod local;
mod memory;
mod redis;
#[cfg(test)]
mod tests;

pub use key::{Key, network, place};
pub use local::Local;

use crate::clock::Clock;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use memory::Memory;
use moka::future::Cache as Flights;
use redis::Redis;
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::sleep,
};

/// How often is looked for what another process makes.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A value with the time at which it was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aged<T> {
    /// When it was fetched from its source.
    pub fetched_at: DateTime<Utc>,
    /// The value.
    pub value: T,
}

/// How often something happened in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hits {
    /// Times, this one included.
    pub count: u32,
    /// When counting starts anew.
    pub resets_in: Duration,
}

/// How the pauses between failed attempts grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// Attempts before the first pause.
    pub free: u32,
    /// The first pause; each one after it is twice as long.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// Attempts are forgotten this long after the last.
    pub memory: Duration,
}

impl Pauses {
    /// The pause after the `count`th attempt.
    fn after(&self, count: u32) -> Duration {
        let Some(beyond) = count.checked_sub(self.free) else {
            return Duration::ZERO;
        };
        let factor = 2_u32.saturating_pow(beyond.min(31));
        self.first.saturating_mul(factor).min(self.longest)
    }
}

/// The cache of the process. Clones share it.
#[derive(Clone)]
pub struct Cache {
    redis: Option<Redis>,
    memory: Memory,
    flights: Flights<String, Arc<Mutex<()>>>,
    clock: Arc<dyn Clock>,
}

impl Cache {
    /// Connects to Redis in the background where an address is given; never fails and never waits long.
    pub async fn connect(url: Option<&SecretString>, clock: Arc<dyn Clock>) -> Self {
        let redis = match url {
            Some(url) => Redis::connect(url).await,
            None => None,
        };
        // A flight is needed no longer than the slowest source answers.
        let flights = Flights::builder().time_to_idle(Duration::from_mins(2)).build();
        Self {
            redis,
            memory: Memory::new(Arc::clone(&clock)),
            flights,
            clock,
        }
    }

    /// Waits until nobody else of this process works on `key`, and keeps the others waiting as long as the guard lives.
    pub async fn alone(&self, key: &Key) -> OwnedMutexGuard<()> {
        self.flight(key).await.lock_owned().await
    }

    /// The same for whoever has something else to do: none where somebody works on `key`.
    pub async fn alone_now(&self, key: &Key) -> Option<OwnedMutexGuard<()>> {
        self.flight(key).await.try_lock_owned().ok()
    }

    async fn flight(&self, key: &Key) -> Arc<Mutex<()>> {
        let new = async { Arc::default() };
        self.flights.get_with(key.to_string(), new).await
    }

    /// The value under `key` with its age, where it is there and still readable.
    pub async fn get_json<T: DeserializeOwned>(&self, key: &Key) -> Option<Aged<T>> {
        let name = key.to_string();
        let text = match self.redis() {
            Some(redis) => match redis.get(&name).await {
                Ok(text) => text,
                Err(_) => self.memory.get(&name).await,
            },
            None => self.memory.get(&name).await,
        };
        // A value of an older program's shape is as good as none.
        serde_json::from_str(&text?).ok()
    }

    /// Keeps `value` as fetched now.
    pub async fn put_json<T: Serialize>(&self, key: &Key, value: &T, ttl: Duration) {
        let aged = Aged {
            fetched_at: self.clock.now(),
            value,
        };
        let Ok(text) = serde_json::to_string(&aged) else {
            tracing::error!(kind = key.kind(), "a value cannot be cached");
            return;
        };
        let name = key.to_string();
        if let Some(redis) = self.redis()
            && redis.put(&name, &text, ttl).await.is_ok()
        {
            return;
        }
        self.memory.put(name, text, ttl).await;
    }

    /// Bytes that another process has put under `key`. Where none has, or there is no Redis, it is up to this one, and others that
    /// ask meanwhile wait for it, no longer than `patience`.
    pub async fn shared_or_ours(&self, key: &Key, patience: Duration) -> Option<Bytes> {
        let name = key.to_string();
        let begun = Instant::now();
        loop {
            let redis = self.redis()?;
            if let Some(found) = redis.get_bytes(&name).await.ok()? {
                return Some(found);
            }
            let ours = redis.claim(&claim_of(&name), patience).await.ok()?;
            if ours || begun.elapsed() >= patience {
                return None;
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Lets others make what this process could not.
    pub async fn give_up(&self, key: &Key) {
        if let Some(redis) = self.redis() {
            // Where Redis is away the claim ends by itself.
            let _ = redis.forget(&claim_of(&key.to_string())).await;
        }
    }

    /// Shows bytes to the other processes for as long as `ttl`.
    pub async fn put_shared(&self, key: &Key, bytes: Bytes, ttl: Duration) {
        if let Some(redis) = self.redis() {
            // Where Redis is away, the others make their own; the log has told that it is.
            let _ = redis.put_bytes(&key.to_string(), bytes, ttl).await;
        }
    }

    /// Whether there is somebody to share with.
    pub fn is_shared(&self) -> bool {
        self.redis.is_some()
    }

    /// Forgets the value under `key`.
    pub async fn forget(&self, key: &Key) {
        let name = key.to_string();
        self.memory.forget(&name).await;
        if let Some(redis) = self.redis() {
            // Where Redis is away the value stays for its time to live; the log has told that Redis is away.
            let _ = redis.forget(&name).await;
        }
    }

    /// The value under `key`, or what `fetch` answers; callers of this process that come meanwhile wait for the one
    /// fetch. A failed fetch is not kept.
    pub async fn try_get_with<T, E, F>(&self, key: &Key, ttl: Duration, fetch: F) -> Result<Aged<T>, E>
    where
        T: Serialize + DeserializeOwned,
        F: Future<Output = Result<T, E>>,
    {
        if let Some(found) = self.get_json(key).await {
            return Ok(found);
        }
        let _alone = self.alone(key).await;
        if let Some(found) = self.get_json(key).await {
            return Ok(found);
        }
        let value = fetch.await?;
        self.put_json(key, &value, ttl).await;
        Ok(Aged {
            fetched_at: self.clock.now(),
            value,
        })
    }

    /// Counts one more occurrence, exactly across all processes. The window starts with the first.
    ///
    /// This process counts along for itself: while Redis is away it goes on from its own count and not from nothing.
    pub async fn hit(&self, key: &Key, window: Duration) -> Hits {
        let name = key.to_string();
        let own = self.memory.hit(name.clone(), window);
        if let Some(redis) = self.redis()
            && let Ok(hits) = redis.hit(&name, window).await
        {
            return hits;
        }
        own
    }

    /// Takes one attempt: `Ok` where it may be made now, else how long to wait. The attempt counts as failed until
    /// [`Cache::succeeded`], so that many at once cannot slip through.
    pub async fn attempt(&self, key: &Key, pauses: &Pauses) -> Result<(), Duration> {
        let name = key.to_string();
        let own = self.memory.attempt(name.clone(), pauses);
        let wait = match self.redis() {
            Some(redis) => redis.attempt(&name, pauses).await.unwrap_or(own),
            None => own,
        };
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// Forgets the failed attempts under `key`.
    pub async fn succeeded(&self, key: &Key) {
        let name = key.to_string();
        self.memory.succeeded(&name);
        if let Some(redis) = self.redis() {
            // Where Redis is away the pauses end by themselves.
            let _ = redis.succeeded(&name).await;
        }
    }

    /// For `/readyz`: `redis`, `redis is away` or `in process`.
    pub async fn status(&self) -> &'static str {
        match &self.redis {
            None => "in process",
            Some(redis) if redis.ping().await.is_ok() => "redis",
            Some(_) => "redis is away",
        }
    }

    /// Redis, unless it failed a moment ago.
    fn redis(&self) -> Option<&Redis> {
        self.redis.as_ref().filter(|redis| redis.is_worth_a_try())
    }
}

/// Who makes what is to be under a name.
fn claim_of(name: &str) -> String {
    format!("{name}:made")
}
