//! Akeneo's Event Platform: asking it to tell of changes at once (contracts.md 1.6). It stands beside the PIM, at one address
//! for all of them, and is offered for some editions only. The PIM's token goes there and nowhere else.

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use thiserror::Error;
use url::Url;

use super::Akeneo;
use super::address::escape;
use crate::PimError;
use crate::outbound::{OutboundError, OutboundResponse};

const PIM_URL: HeaderName = HeaderName::from_static("x-pim-url");
const PIM_TOKEN: HeaderName = HeaderName::from_static("x-pim-token");
const PIM_CLIENT_ID: HeaderName = HeaderName::from_static("x-pim-client-id");
/// What it answers is short.
const MAX_ANSWER: usize = 1_000_000;
/// What may make a passport say something else than the PIM.
const EVENTS: [&str; 5] = [
    "com.akeneo.pim.v1.product.created",
    "com.akeneo.pim.v1.product.updated",
    "com.akeneo.pim.v1.product.deleted",
    "com.akeneo.pim.v1.product-model.updated",
    "com.akeneo.pim.v1.product-model.deleted",
];

/// What is asked of the platform.
#[derive(Debug, Clone)]
pub struct SubscribeTo {
    /// A name for people.
    pub name: String,
    /// Who is written to where our address for notices does not answer.
    pub contact: String,
    /// Where events are sent.
    pub events_url: Url,
    /// What signs them.
    pub secret: SecretString,
    /// Where notices about the subscription are sent.
    pub notices_url: Url,
    /// What signs those; 16 to 256 characters.
    pub notice_secret: SecretString,
}

/// The platform's names for us and for our subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// For us.
    pub subscriber: String,
    /// For the subscription.
    pub id: String,
}

/// How a subscription does at the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// Events are sent.
    Active,
    /// None are sent until somebody resumes it.
    Suspended,
    /// The connection was removed in the PIM. Definitive.
    Revoked,
    /// There is none. Definitive.
    Gone,
}

/// Why the platform did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventsError {
    /// It does not serve this PIM or this connection.
    #[error("the event platform does not serve this connection (status {0})")]
    NotOffered(u16),
    /// It declined what was asked.
    #[error("the event platform declined with status {0}")]
    Declined(u16),
    /// It does not answer, or not as it should.
    #[error("the event platform is unavailable: {0}")]
    Unavailable(String),
    /// The PIM gave no token to go there with.
    #[error(transparent)]
    Pim(#[from] PimError),
}

impl EventsError {
    /// What happened and what to do, for a person.
    pub fn plain_words(&self) -> String {
        match self {
            Self::NotOffered(_) => "Akeneo's Event Platform does not serve this connection. Akeneo offers it for the Enterprise \
                and Growth editions that it runs itself; there, allow the connection to use the Event Platform under \
                Connect → Connection settings."
                .to_owned(),
            Self::Declined(status) => format!(
                "Akeneo's Event Platform declined with status {status}. It may have as many subscribers as it takes for \
                 this PIM."
            ),
            Self::Unavailable(why) => format!("Akeneo's Event Platform is not available right now: {why}."),
            Self::Pim(error) => error.plain_words(),
        }
    }
}

impl Akeneo {
    /// Has the platform at `platform` tell of changes of products. Nothing stays there where it fails halfway.
    pub async fn subscribe(&self, platform: &Url, to: &SubscribeTo) -> Result<Subscription, EventsError> {
        let subscriber = json!({
            "name": to.name,
            "contact": {
                "technical_email": to.contact,
                "notification_channels": ["webhook"],
                "notification_webhook_url": to.notices_url,
                "notification_webhook_secret": to.notice_secret.expose_secret(),
            },
        });
        let made = self.post_events(platform, &["subscribers"], &subscriber).await?;
        let subscriber = id_of(&made)?;
        let wanted = json!({
            "source": "pim",
            "subject": self.pim_url(),
            "events": EVENTS,
            "type": "https",
            "config": { "url": to.events_url, "secret": { "primary": to.secret.expose_secret() } },
        });
        let path = ["subscribers", &subscriber, "subscriptions"];
        let made = self.post_events(platform, &path, &wanted).await;
        match made.and_then(|answer| id_of(&answer)) {
            Ok(id) => Ok(Subscription { subscriber, id }),
            Err(error) => {
                // A PIM has twenty of them.
                let left = self.delete_events(platform, &["subscribers", &subscriber]).await;
                if let Err(error) = left {
                    tracing::warn!(%error, "a subscriber without a subscription stays at the event platform");
                }
                Err(error)
            }
        }
    }

    /// How a subscription does.
    pub async fn subscription_status(
        &self,
        platform: &Url,
        subscription: &Subscription,
    ) -> Result<SubscriptionStatus, EventsError> {
        let path = path_of(subscription);
        let answer = self
            .call_events(Method::GET, platform, &path, Bytes::new())
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(SubscriptionStatus::Gone);
        }
        let answer = read(&answer)?;
        match answer.get("status").and_then(Value::as_str) {
            Some("active") => Ok(SubscriptionStatus::Active),
            Some("suspended") => Ok(SubscriptionStatus::Suspended),
            Some("revoked") => Ok(SubscriptionStatus::Revoked),
            Some("deleted") => Ok(SubscriptionStatus::Gone),
            _ => Err(EventsError::Unavailable("it answers without a status".to_owned())),
        }
    }

    /// Ends a subscription, and what it was made under. One that is gone already is fine.
    pub async fn unsubscribe(&self, platform: &Url, subscription: &Subscription) -> Result<(), EventsError> {
        self.delete_events(platform, &path_of(subscription)).await?;
        self.delete_events(platform, &["subscribers", &subscription.subscriber])
            .await
    }

    async fn post_events(&self, platform: &Url, path: &[&str], body: &Value) -> Result<Value, EventsError> {
        let body = Bytes::from(body.to_string());
        read(&self.call_events(Method::POST, platform, path, body).await?)
    }

    async fn delete_events(&self, platform: &Url, path: &[&str]) -> Result<(), EventsError> {
        let answer = self
            .call_events(Method::DELETE, platform, path, Bytes::new())
            .await?;
        match answer.status {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            status => Err(refusal(status)),
        }
    }

    /// Calls the platform, and once more with another token where it does not take the first. The address is put together
    /// from the configured one alone, and redirects are not followed, so the token reaches nobody else.
    async fn call_events(
        &self,
        method: Method,
        platform: &Url,
        path: &[&str],
        body: Bytes,
    ) -> Result<OutboundResponse, EventsError> {
        let url = below(platform, path)?;
        let token = self.token().await?;
        let answer = self.send_events(&method, &url, &token, body.clone()).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let token = self.token_instead_of(&token).await?;
        self.send_events(&method, &url, &token, body).await
    }

    async fn send_events(
        &self,
        method: &Method,
        url: &Url,
        token: &SecretString,
        body: Bytes,
    ) -> Result<OutboundResponse, EventsError> {
        let headers = self.events_headers(token)?;
        let sent = self
            .shared
            .outbound
            .send(method.clone(), url, headers, body, MAX_ANSWER);
        sent.await.map_err(|error| match error {
            OutboundError::Timeout => EventsError::Unavailable("it did not answer in time".to_owned()),
            error => EventsError::Unavailable(error.to_string()),
        })
    }

    fn events_headers(&self, token: &SecretString) -> Result<HeaderMap, EventsError> {
        let value = |text: &str| {
            HeaderValue::from_str(text).map_err(|_| PimError::malformed("the access token or the client id"))
        };
        let mut secret = value(token.expose_secret())?;
        secret.set_sensitive(true);
        Ok(HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ACCEPT, HeaderValue::from_static("application/json")),
            (PIM_URL, value(&self.pim_url())?),
            (PIM_TOKEN, secret),
            (PIM_CLIENT_ID, value(&self.shared.credentials.client_id)?),
        ]))
    }

    /// The PIM's origin as the platform knows it, without a slash.
    fn pim_url(&self) -> String {
        self.base().as_str().trim_end_matches('/').to_owned()
    }
}

fn path_of(subscription: &Subscription) -> [&str; 4] {
    [
        "subscribers",
        &subscription.subscriber,
        "subscriptions",
        &subscription.id,
    ]
}

/// An address below the platform's own.
fn below(platform: &Url, path: &[&str]) -> Result<Url, EventsError> {
    let mut url = platform.clone();
    let mut whole = url.path().trim_end_matches('/').to_owned();
    for part in path {
        whole.push('/');
        whole.push_str(&escape(part)?);
    }
    url.set_path(&whole);
    Ok(url)
}

fn read(answer: &OutboundResponse) -> Result<Value, EventsError> {
    if !answer.status.is_success() {
        return Err(refusal(answer.status));
    }
    serde_json::from_slice(&answer.body)
        .map_err(|_| EventsError::Unavailable("it answers something that Tessera cannot read".to_owned()))
}

fn refusal(status: StatusCode) -> EventsError {
    match status.as_u16() {
        401 | 403 | 404 => EventsError::NotOffered(status.as_u16()),
        code @ 400..=499 if code != 408 && code != 429 => EventsError::Declined(code),
        300..=399 => EventsError::Unavailable("it redirects to another address".to_owned()),
        code => EventsError::Unavailable(format!("it answers with status {code}")),
    }
}

fn id_of(answer: &Value) -> Result<String, EventsError> {
    let id = answer
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty() && id.len() <= 200);
    id.map(str::to_owned)
        .ok_or_else(|| EventsError::Unavailable("it answers without an id".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_stays_below_the_platforms_own() {
        let platform = Url::parse("https://event.example/api/v1").unwrap();
        let url = |path: &[&str]| below(&platform, path).map(|url| url.to_string());
        assert_eq!(
            url(&["subscribers"]).unwrap(),
            "https://event.example/api/v1/subscribers"
        );
        for id in ["../../x", "//evil.example", "a?b#c", "a%2e%2e"] {
            match url(&["subscribers", id]) {
                Ok(url) => assert!(
                    url.starts_with("https://event.example/api/v1/subscribers/") && !url.contains(['?', '#']),
                    "{url}"
                ),
                Err(error) => assert!(matches!(error, EventsError::Pim(_)), "{error:?}"),
            }
        }
    }

    #[test]
    fn refusals_say_what_to_do() {
        let words = refusal(StatusCode::FORBIDDEN).plain_words();
        assert!(
            words.contains("Enterprise") && words.contains("Connection settings"),
            "{words}"
        );
        assert!(matches!(
            refusal(StatusCode::UNPROCESSABLE_ENTITY),
            EventsError::Declined(422)
        ));
        assert!(matches!(
            refusal(StatusCode::TOO_MANY_REQUESTS),
            EventsError::Unavailable(_)
        ));
        assert!(matches!(refusal(StatusCode::FOUND), EventsError::Unavailable(_)));
    }
}
