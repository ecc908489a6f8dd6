//! Signing in and staying signed in: contracts.md 1.1.
//!
//! Refresh tokens work once, so renewing is single-flight: whoever needs a token while another call renews waits for
//! that renewal. A refused refresh falls back to one sign-in with the password; a refused sign-in needs a person.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::address::root_url;
use super::exchange::{Call, elsewhere, is_html};
use super::{Akeneo, sentences};
use crate::PimError;
use crate::connector::Tokens;
use crate::outbound::OutboundResponse;

const TOKEN_PATH: &str = "/api/oauth/v1/token";
/// Akeneo answers 413 to longer token requests.
const MAX_TOKEN_REQUEST: usize = 300;
/// A token this close to its end is renewed before it is used.
const EXPIRY_MARGIN: TimeDelta = TimeDelta::seconds(30);
/// After a refused sign-in, further calls fail at once for this long, so that a page full of calls does not lock the
/// user out of the PIM.
const REFUSAL_MEMORY: TimeDelta = TimeDelta::seconds(30);

pub(super) struct AuthState {
    tokens: Option<Tokens>,
    refused: Option<(DateTime<Utc>, PimError)>,
}

impl AuthState {
    pub(super) fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }

    pub(super) fn new(tokens: Option<Tokens>) -> Self {
        Self {
            tokens,
            refused: None,
        }
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

impl Akeneo {
    /// A token that should work.
    pub(super) async fn token(&self) -> Result<SecretString, PimError> {
        let mut state = self.shared.auth.lock().await;
        if let Some(tokens) = &state.tokens
            && tokens.expires_at > self.now() + EXPIRY_MARGIN
        {
            return Ok(tokens.access_token.clone());
        }
        self.renew(&mut state).await
    }

    /// A token other than the one the PIM just refused. Somebody else may have renewed it meanwhile.
    pub(super) async fn token_instead_of(&self, refused: &SecretString) -> Result<SecretString, PimError> {
        let mut state = self.shared.auth.lock().await;
        if let Some(tokens) = &state.tokens
            && tokens.access_token.expose_secret() != refused.expose_secret()
        {
            return Ok(tokens.access_token.clone());
        }
        self.renew(&mut state).await
    }

    /// Signs in with the password, whatever tokens there are.
    pub(super) async fn sign_in(&self) -> Result<(), PimError> {
        let mut state = self.shared.auth.lock().await;
        state.refused = None;
        self.sign_in_with_password(&mut state).await.map(drop)
    }

    async fn renew(&self, state: &mut AuthState) -> Result<SecretString, PimError> {
        if let Some((since, error)) = &state.refused
            && self.now() < *since + REFUSAL_MEMORY
        {
            return Err(error.clone());
        }
        let refresh = state
            .tokens
            .as_ref()
            .and_then(|tokens| tokens.refresh_token.clone());
        if let Some(refresh) = refresh {
            let grant = json!({ "grant_type": "refresh_token", "refresh_token": refresh.expose_secret() });
            match self.grant(&grant).await {
                Ok(tokens) => return Ok(self.keep(state, tokens).await),
                // The password may still be good; nobody needs to know that the refresh token was not.
                Err(error) if error.needs_attention() || matches!(error, PimError::Invalid { .. }) => {
                    tracing::info!(
                        code = error.code(),
                        "the PIM refused to refresh, signing in again"
                    );
                }
                Err(error) => return Err(error),
            }
        }
        self.sign_in_with_password(state).await
    }

    async fn sign_in_with_password(&self, state: &mut AuthState) -> Result<SecretString, PimError> {
        let credentials = &self.shared.credentials;
        let grant = json!({ "grant_type": "password", "username": credentials.username,
            "password": credentials.password.expose_secret() });
        match self.grant(&grant).await {
            Ok(tokens) => Ok(self.keep(state, tokens).await),
            Err(error) => {
                if error.needs_attention() {
                    state.refused = Some((self.now(), error.clone()));
                }
                Err(error)
            }
        }
    }

    async fn keep(&self, state: &mut AuthState, tokens: Tokens) -> SecretString {
        self.shared.token_store.save(&tokens).await;
        let access = tokens.access_token.clone();
        *state = AuthState::new(Some(tokens));
        access
    }

    async fn grant(&self, grant: &serde_json::Value) -> Result<Tokens, PimError> {
        let body = grant.to_string();
        if body.len() > MAX_TOKEN_REQUEST {
            return Err(PimError::Invalid {
                message: format!(
                    "the user name and password are too long: Akeneo accepts {MAX_TOKEN_REQUEST} bytes for the whole \
                     sign-in request, and these need {}",
                    body.len()
                ),
            });
        }
        let url = root_url(self.base(), TOKEN_PATH);
        let headers = self.token_headers();
        let call = Call {
            method: Method::POST,
            url,
            headers,
            body: Bytes::from(body),
        };
        let response = self
            .exchange(&self.shared.outbound, &call, super::MAX_JSON)
            .await?;
        self.read_tokens(&response)
    }

    fn token_headers(&self) -> HeaderMap {
        let credentials = &self.shared.credentials;
        let pair = format!("{}:{}", credentials.client_id, credentials.secret.expose_secret());
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        // Base64 is always a valid header value.
        if let Ok(mut basic) = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))) {
            basic.set_sensitive(true);
            headers.insert(AUTHORIZATION, basic);
        }
        headers
    }

    fn read_tokens(&self, response: &OutboundResponse) -> Result<Tokens, PimError> {
        if response.status != StatusCode::OK {
            return Err(refusal(response));
        }
        let answer: TokenAnswer =
            serde_json::from_slice(&response.body).map_err(|_| PimError::NotAkeneo {
                why: "it does not answer sign-in requests as Akeneo does".to_owned(),
            })?;
        // A year at most: keeps the addition within the calendar whatever the PIM says.
        let lifetime = TimeDelta::seconds(answer.expires_in.unwrap_or(3600).clamp(0, 31_536_000));
        Ok(Tokens {
            access_token: answer.access_token.into(),
            refresh_token: answer.refresh_token.map(SecretString::from),
            expires_at: self.now() + lifetime,
        })
    }
}

/// Why a token request was refused: Akeneo says so with 422 and a sentence.
fn refusal(response: &OutboundResponse) -> PimError {
    let message = sentences::message(&response.body).unwrap_or_default();
    let needs_attention = |reason: &str| PimError::NeedsAttention {
        reason: reason.to_owned(),
    };
    match response.status.as_u16() {
        300..=399 => elsewhere(),
        _ if is_html(response) => PimError::NotAkeneo {
            why: "it answers sign-in requests with a web page".to_owned(),
        },
        404 | 405 => PimError::NotAkeneo {
            why: "it has no sign-in for connections".to_owned(),
        },
        413 => PimError::Invalid {
            message: "the user name and password are too long for Akeneo".to_owned(),
        },
        _ if message.starts_with("Parameter \"client_id\"") => PimError::WrongClient,
        _ if message.starts_with("No user found") => PimError::WrongUser,
        _ if message.starts_with("Parameter \"grant_type\", \"username\"") => PimError::WrongUser,
        _ if message.starts_with("Refresh token is invalid") => needs_attention("the session has expired"),
        _ if message.starts_with("This grant type") => {
            needs_attention("the client is not allowed to sign in with a user name and password")
        }
        401 => PimError::WrongClient,
        status => needs_attention(&format!("it refused to sign in, with status {status}")),
    }
}
