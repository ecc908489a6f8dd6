//! Access and refresh tokens with their lifetimes and rotation.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::catalogue::ids::mix;
use crate::clock;

/// Lifetime of a refresh token, 14 days as in Akeneo.
const REFRESH_TTL: Duration = Duration::from_hours(14 * 24);

/// A freshly issued pair.
pub(crate) struct TokenPair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// What an access token is worth.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TokenState {
    Valid,
    Expired,
    Unknown,
}

/// All tokens issued by one simulator.
#[derive(Default)]
pub(crate) struct TokenStore {
    issued: u64,
    access: HashMap<String, Instant>,
    refresh: HashMap<String, Instant>,
}

impl TokenStore {
    /// Issues a new pair.
    pub(crate) fn issue(&mut self, ttl: Duration) -> TokenPair {
        let now = Instant::now();
        let pair = TokenPair {
            access: self.secret(),
            refresh: self.secret(),
        };
        self.access.insert(pair.access.clone(), now + ttl);
        self.refresh.insert(pair.refresh.clone(), now + REFRESH_TTL);
        pair
    }

    /// Trades a refresh token for a new pair; the old one is worth nothing afterwards.
    pub(crate) fn rotate(&mut self, refresh: &str, ttl: Duration) -> Option<TokenPair> {
        let until = self.refresh.remove(refresh)?;
        (until > Instant::now()).then(|| self.issue(ttl))
    }

    /// Judges an access token.
    pub(crate) fn state(&self, access: &str) -> TokenState {
        match self.access.get(access) {
            Some(until) if *until > Instant::now() => TokenState::Valid,
            Some(_) => TokenState::Expired,
            None => TokenState::Unknown,
        }
    }

    /// Ends every access token issued so far.
    pub(crate) fn expire_access(&mut self) {
        let now = Instant::now();
        self.access.values_mut().for_each(|until| *until = now);
    }

    /// Forgets every refresh token issued so far.
    pub(crate) fn revoke_refresh(&mut self) {
        self.refresh.clear();
    }

    /// An unrepeated token of Akeneo's length. Guessable, which is fine for a simulator.
    fn secret(&mut self) -> String {
        self.issued += 1;
        let clock = clock::now();
        let seed = clock.timestamp().unsigned_abs().rotate_left(32)
            ^ u64::from(clock.timestamp_subsec_nanos())
            ^ (self.issued << 40);
        let bytes: Vec<u8> = (0..8)
            .flat_map(|part| mix(seed.wrapping_add(part)).to_be_bytes())
            .collect();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}
