//! One call to the PIM: limits, retries, tokens, and what the answer means.

use std::time::Duration;

use bytes::Bytes;
use chrono::TimeDelta;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use super::{Akeneo, MAX_JSON, sentences};
use crate::outbound::{OutboundError, OutboundResponse};
use crate::retry::retry_after;
use crate::{Outbound, PimError};

/// However long a PIM asks to be left alone, it is asked again after this.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// A request, repeatable.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Call {
    pub(super) fn get(url: Url, accept: &'static str) -> Self {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        Self {
            method: Method::GET,
            url,
            headers,
            body: Bytes::new(),
        }
    }

    fn authorise(&mut self, token: &SecretString) -> Result<(), PimError> {
        let value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()));
        let mut value = value.map_err(|_| PimError::malformed("the access token"))?;
        value.set_sensitive(true);
        self.headers.insert(AUTHORIZATION, value);
        Ok(())
    }
}

impl Akeneo {
    /// Reads JSON from the API as the connection's user. `what` names the resource for people ("attribute groups").
    pub(super) async fn json(&self, url: Url, what: &str) -> Result<Value, PimError> {
        let call = Call::get(url, "application/json");
        let response = self.authorised(&self.shared.outbound, call, MAX_JSON).await?;
        if !response.status.is_success() {
            return Err(refusal(&response, what));
        }
        let value: Value = serde_json::from_slice(&response.body).map_err(|_| unreadable(&response, what))?;
        // A disabled catalogue answers 200 with an error inside (contracts.md 1.2.10).
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(PimError::Invalid {
                message: sentences::known(error)
                    .unwrap_or("the PIM reports an error without a known reason")
                    .to_owned(),
            }),
            None => Ok(value),
        }
    }

    /// Sends a call with a token; on 401 renews the token once and tries once more.
    pub(super) async fn authorised(
        &self,
        outbound: &Outbound,
        mut call: Call,
        max_bytes: usize,
    ) -> Result<OutboundResponse, PimError> {
        let token = self.token().await?;
        call.authorise(&token)?;
        let response = self.exchange(outbound, &call, max_bytes).await?;
        if response.status != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        stop_if_disconnected(&response)?;
        let token = self.token_instead_of(&token).await?;
        call.authorise(&token)?;
        let response = self.exchange(outbound, &call, max_bytes).await?;
        if response.status != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        stop_if_disconnected(&response)?;
        Err(PimError::NeedsAttention {
            reason: "it refuses even a token it has just issued".to_owned(),
        })
    }

    /// Sends a call, repeating it while it fails for a passing reason. Any other answer is returned as it is.
    pub(super) async fn exchange(
        &self,
        outbound: &Outbound,
        call: &Call,
        max_bytes: usize,
    ) -> Result<OutboundResponse, PimError> {
        let pass = self.shared.breaker.enter(self.now(), self.insistent)?;
        // A probe is one call: whoever waits for it had better learn soon.
        let attempts = if pass.is_probe() { 1 } else { self.retry.attempts };
        let outcome = self.repeated(outbound, call, max_bytes, attempts).await;
        match &outcome {
            Err(PimError::Unavailable { why } | PimError::Unreachable { why } | PimError::Tls { why }) => {
                pass.failed(self.now(), why);
            }
            Err(PimError::RateLimited { .. }) => pass.answered(),
            // Our own refusal says nothing about the PIM.
            Err(_) => drop(pass),
            Ok(response) => {
                self.shared.meter.note_time(&response.headers, self.now());
                pass.succeeded();
            }
        }
        outcome
    }

    async fn repeated(
        &self,
        outbound: &Outbound,
        call: &Call,
        max_bytes: usize,
        attempts: u32,
    ) -> Result<OutboundResponse, PimError> {
        let mut spent = self.wait_for_pause().await?;
        let mut attempt = 1;
        loop {
            let started = Instant::now();
            let outcome = self.once(outbound, call, max_bytes).await;
            spent += started.elapsed();
            let Some(asked) = self.passing(&outcome) else {
                return Ok(outcome?);
            };
            self.note_limit(&outcome, asked);
            let delay = asked.unwrap_or_else(|| self.retry.delay(attempt));
            if attempt >= attempts || spent + delay > self.retry.total {
                return Err(give_up(outcome, asked));
            }
            tracing::debug!(
                attempt,
                ?delay,
                path = call.url.path(),
                "the PIM call failed for a passing reason"
            );
            (self.retry.sleep)(delay).await;
            spent += delay;
            attempt += 1;
        }
    }

    /// Another call of this connection may have been told to wait; then this one waits as well, or gives up.
    async fn wait_for_pause(&self) -> Result<Duration, PimError> {
        let left = self
            .shared
            .breaker
            .pause_left(self.now())
            .filter(|_| !self.insistent);
        let Some(left) = left else {
            return Ok(Duration::ZERO);
        };
        if left > self.retry.total {
            return Err(PimError::RateLimited {
                retry_after_s: Some(left.as_secs()),
            });
        }
        (self.retry.sleep)(left).await;
        Ok(left)
    }

    /// Counts a 429, and tells the other calls of the connection how long the PIM wants to be left alone.
    fn note_limit(&self, outcome: &Result<OutboundResponse, OutboundError>, asked: Option<Duration>) {
        let limited = |response: &OutboundResponse| response.status == StatusCode::TOO_MANY_REQUESTS;
        if !outcome.as_ref().is_ok_and(limited) {
            return;
        }
        self.shared.meter.note_limit();
        if let Some(pause) = asked.and_then(|wait| TimeDelta::from_std(wait.min(LONGEST_PAUSE)).ok()) {
            self.shared.breaker.pause(self.now() + pause);
        }
    }

    async fn once(
        &self,
        outbound: &Outbound,
        call: &Call,
        max_bytes: usize,
    ) -> Result<OutboundResponse, OutboundError> {
        // Held during the call only: a call that waits to be repeated does not keep others from theirs.
        let _permit = self.shared.permits.acquire().await;
        self.shared.meter.note_call(self.now());
        let outcome = outbound
            .send(
                call.method.clone(),
                &call.url,
                call.headers.clone(),
                call.body.clone(),
                max_bytes,
            )
            .await;
        crate::tally::note(&outcome);
        outcome
    }

    /// `None` when the outcome is final; else what the PIM said about waiting.
    #[expect(
        clippy::option_option,
        reason = "outer: worth repeating; inner: with a wait the PIM asked for"
    )]
    fn passing(&self, outcome: &Result<OutboundResponse, OutboundError>) -> Option<Option<Duration>> {
        match outcome {
            Err(OutboundError::Timeout | OutboundError::Broken | OutboundError::Unreachable { .. }) => {
                Some(None)
            }
            Ok(response) if is_passing(response.status) => {
                let header = response
                    .headers
                    .get(RETRY_AFTER)
                    .and_then(|value| value.to_str().ok());
                Some(retry_after(header, self.now()))
            }
            _ => None,
        }
    }
}

fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500..=599)
}

fn give_up(outcome: Result<OutboundResponse, OutboundError>, asked: Option<Duration>) -> PimError {
    match outcome {
        Err(error) => error.into(),
        Ok(response) if response.status == StatusCode::TOO_MANY_REQUESTS => PimError::RateLimited {
            retry_after_s: asked.map(|wait| wait.as_secs()),
        },
        Ok(response) => PimError::Unavailable {
            why: format!("it answers with status {}", response.status.as_u16()),
        },
    }
}

/// What a final answer other than success means.
pub(super) fn refusal(response: &OutboundResponse, what: &str) -> PimError {
    let message = sentences::message(&response.body).unwrap_or_default();
    let known = sentences::known(&message).map(str::to_owned);
    match response.status.as_u16() {
        300..=399 => elsewhere(),
        403 => PimError::Forbidden {
            resource: what.to_owned(),
            message: known.unwrap_or_default(),
        },
        404 => PimError::NotFound {
            what: what.to_owned(),
        },
        status => match sentences::gone(&message) {
            Some(gone) if status == 422 => PimError::Gone(gone),
            _ => {
                let unknown = || format!("it answers with status {status} when asked for {what}");
                PimError::Invalid {
                    message: known.unwrap_or_else(unknown),
                }
            }
        },
    }
}

fn stop_if_disconnected(response: &OutboundResponse) -> Result<(), PimError> {
    let message = sentences::message(&response.body);
    if message.is_some_and(|message| sentences::is_disconnection(&message)) {
        return Err(PimError::Disconnected);
    }
    Ok(())
}

/// The error for a redirect: following it could carry the token to another server.
pub(super) fn elsewhere() -> PimError {
    PimError::NotAkeneo {
        why: "it redirects to another address".to_owned(),
    }
}

pub(super) fn is_html(response: &OutboundResponse) -> bool {
    response
        .content_type
        .as_deref()
        .is_some_and(|kind| kind.contains("html"))
}

fn unreadable(response: &OutboundResponse, what: &str) -> PimError {
    if is_html(response) {
        return PimError::NotAkeneo {
            why: "it answers with a web page instead of data".to_owned(),
        };
    }
    PimError::malformed(what)
}
