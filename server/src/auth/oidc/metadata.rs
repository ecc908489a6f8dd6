//! What a provider publishes of itself, fetched when it is first needed and kept for an hour.

use super::{Instant, Trouble, issuer, transport::fetch};
use crate::config::Authority;
use chrono::TimeDelta;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet};
use pim::outbound::Outbound;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;

/// How long what was fetched counts.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it counts while the provider does not answer.
const STALE: TimeDelta = TimeDelta::hours(24);
/// How long a failure counts: a crowd at the door does not wait for one time-out after another.
const DOWN: TimeDelta = TimeDelta::seconds(10);
/// How often the keys are asked for because of a token with an unknown one.
const KEYS_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// The part of the provider's metadata that is used (OpenID Connect Discovery 3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Document {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    /// The prompts that it knows, where it says so.
    #[serde(default)]
    prompt_values_supported: Option<Vec<String>>,
}

impl Document {
    /// Whether the provider can be asked to let its user choose an account. One that does not say what it knows is taken to.
    pub(super) fn lets_choose(&self) -> bool {
        let known = self.prompt_values_supported.as_deref();
        known.is_none_or(|known| known.iter().any(|prompt| prompt == "select_account"))
    }
}

/// A key and, where it says so, whom it signs for.
#[derive(Clone)]
pub(super) struct Key {
    issuer: Option<String>,
    key: CoreJsonWebKey,
}

/// The keys that the provider signs with.
#[derive(Clone)]
pub(super) struct Keys(Vec<Key>);

impl Keys {
    /// Those that may sign for `issuer`.
    pub(super) fn of(&self, issuer: &str) -> CoreJsonWebKeySet {
        let may = |key: &&Key| issuer::may_sign_for(key.issuer.as_deref(), issuer);
        CoreJsonWebKeySet::new(self.0.iter().filter(may).map(|key| key.key.clone()).collect())
    }
}

/// What was fetched.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) document: Document,
    pub(super) keys: Keys,
    fetched_at: Instant,
    keys_at: Instant,
}

impl Slot {
    fn younger_than(&self, age: TimeDelta, now: Instant) -> Option<Arc<Known>> {
        self.known.clone().filter(|known| now - known.fetched_at < age)
    }
}

/// What is known of one provider. The lock is held while it is asked, so that it is asked once.
#[derive(Default)]
pub(super) struct Directory(Mutex<Slot>);

#[derive(Default)]
struct Slot {
    known: Option<Arc<Known>>,
    failure: Option<(Instant, Trouble)>,
}

impl Directory {
    /// The provider's metadata and keys.
    pub(super) async fn get(
        &self,
        outbound: &Outbound,
        now: Instant,
        authority: &Authority,
    ) -> Result<Arc<Known>, Trouble> {
        let mut slot = self.0.lock().await;
        if let Some(known) = slot.younger_than(FRESH, now) {
            return Ok(known);
        }
        if let Some((at, trouble)) = slot.failure.clone()
            && now - at < DOWN
        {
            return slot.younger_than(STALE, now).ok_or(trouble);
        }
        match Box::pin(discover(outbound, now, authority)).await {
            Ok(known) => {
                let known = Arc::new(known);
                *slot = Slot {
                    known: Some(Arc::clone(&known)),
                    failure: None,
                };
                Ok(known)
            }
            Err(trouble) => {
                slot.failure = Some((now, trouble.clone()));
                slot.younger_than(STALE, now).ok_or(trouble)
            }
        }
    }

    /// The same with keys that were asked for just now, or up to a minute ago.
    pub(super) async fn renew_keys(&self, outbound: &Outbound, now: Instant) -> Result<Arc<Known>, Trouble> {
        let mut slot = self.0.lock().await;
        let Some(known) = slot.known.clone() else {
            return Err(Trouble::Down("nothing is known of the provider".to_owned()));
        };
        if now - known.keys_at < KEYS_AGAIN && known.keys_at != known.fetched_at {
            return Ok(known);
        }
        let renewed = Arc::new(Known {
            keys: Box::pin(fetch_keys(outbound, &known.document.jwks_uri)).await?,
            keys_at: now,
            ..Known::clone(&known)
        });
        slot.known = Some(Arc::clone(&renewed));
        Ok(renewed)
    }
}

async fn discover(outbound: &Outbound, now: Instant, authority: &Authority) -> Result<Known, Trouble> {
    let document: Document = fetch(outbound, &issuer::discovery_url(authority)?, "metadata").await?;
    issuer::check_metadata(authority, &document)?;
    for url in [
        &document.authorization_endpoint,
        &document.token_endpoint,
        &document.jwks_uri,
    ] {
        outbound
            .check_url(url)
            .map_err(|error| Trouble::Misconfigured(format!("an address of the metadata: {error}")))?;
    }
    Ok(Known {
        keys: fetch_keys(outbound, &document.jwks_uri).await?,
        document,
        fetched_at: now,
        keys_at: now,
    })
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

async fn fetch_keys(outbound: &Outbound, url: &Url) -> Result<Keys, Trouble> {
    let set: KeySet = fetch(outbound, url, "keys").await?;
    let keys = set.keys.into_iter().filter_map(|value| {
        let issuer = value.get("issuer").and_then(Value::as_str).map(str::to_owned);
        // Keys of a kind that we do not know are none of ours.
        let key = serde_json::from_value(value).ok()?;
        Some(Key { issuer, key })
    });
    Ok(Keys(keys.collect()))
}

#[cfg(test)]
impl Document {
    pub(super) fn of(issuer: &str) -> Self {
        let url: Url = "https://id.example.com/x".parse().unwrap();
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: url.clone(),
            token_endpoint: url.clone(),
            jwks_uri: url,
            authorization_response_iss_parameter_supported: false,
            prompt_values_supported: None,
        }
    }
}
