//! What all requests of one simulator share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use bytes::Bytes;

use crate::catalogue::World;
use crate::events::Platform;
use crate::faults::Faults;
use crate::tokens::TokenStore;

/// One API call the simulator has seen, whatever it answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RequestLogEntry {
    /// HTTP method, upper case.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Raw query, empty when there is none.
    pub query: String,
}

/// The simulator's memory.
pub(crate) struct Shared {
    world: RwLock<World>,
    faults: Mutex<Faults>,
    platform: Mutex<Platform>,
    tokens: Mutex<TokenStore>,
    log: Mutex<Vec<RequestLogEntry>>,
    media: Mutex<HashMap<String, Bytes>>,
    calls: AtomicU64,
    /// Lifetime of an access token.
    pub(crate) token_ttl: Duration,
}

impl Shared {
    pub(crate) fn new(world: World, token_ttl: Duration) -> Self {
        Self {
            world: RwLock::new(world),
            faults: Mutex::default(),
            platform: Mutex::default(),
            tokens: Mutex::default(),
            log: Mutex::default(),
            media: Mutex::default(),
            calls: AtomicU64::new(0),
            token_ttl,
        }
    }

    /// Counts an API call; the first one is 1.
    pub(crate) fn count_call(&self) -> u64 {
        self.calls.fetch_add(1, Ordering::Relaxed) + 1
    }

    // A panicking test must not take the other requests with it, hence no poisoning anywhere below.

    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn platform(&self) -> MutexGuard<'_, Platform> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, TokenStore> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Vec<RequestLogEntry>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rendered files by media code: a picture takes a while to draw.
    pub(crate) fn media(&self) -> MutexGuard<'_, HashMap<String, Bytes>> {
        self.media.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
