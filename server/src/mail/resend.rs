//! Mail over Resend's HTTP interface (contracts.md 3.1).

use super::transport::{Parcel, SendError, Transport};
use async_trait::async_trait;
use http::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use pim::outbound::{Outbound, OutboundError, OutboundResponse};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// The longest answer that is read, in bytes.
const ANSWER_MAX: usize = 64 * 1024;

pub(super) struct Resend {
    outbound: Outbound,
    url: Url,
    api_key: SecretString,
    from: String,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    name: String,
}

impl Resend {
    pub(super) fn new(outbound: Outbound, url: Url, api_key: SecretString, from: String) -> Self {
        Self {
            outbound,
            url,
            api_key,
            from,
        }
    }

    /// The id is the idempotency key: a mail that is handed over twice within a day is sent once.
    fn headers(&self, parcel: &Parcel) -> Result<HeaderMap, SendError> {
        let refused = |_| SendError::never("TESSERA_RESEND_API_KEY is not a key");
        let mut key =
            HeaderValue::from_str(&format!("Bearer {}", self.api_key.expose_secret())).map_err(refused)?;
        key.set_sensitive(true);
        let id = HeaderValue::from_str(&format!("mail/{}", parcel.id)).map_err(refused)?;
        Ok(HeaderMap::from_iter([
            (AUTHORIZATION, key),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("idempotency-key"), id),
        ]))
    }
}

#[async_trait]
impl Transport for Resend {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        let body = serde_json::json!({
            "from": self.from, "to": [parcel.to], "subject": parcel.subject, "text": parcel.text, "html": parcel.html,
        });
        let headers = self.headers(parcel)?;
        let answer = self
            .outbound
            .send(
                Method::POST,
                &self.url,
                headers,
                body.to_string().into(),
                ANSWER_MAX,
            )
            .await;
        judge(&answer.map_err(unsent)?)
    }
}

fn unsent(error: OutboundError) -> SendError {
    SendError::later(format!("Resend cannot be reached: {error}"))
}

fn judge(answer: &OutboundResponse) -> Result<(), SendError> {
    if answer.status.is_success() {
        return Ok(());
    }
    let refusal: Refusal = serde_json::from_slice(&answer.body).unwrap_or_default();
    let known = refusal.name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && refusal.name.len() <= 60;
    let name = if known { refusal.name.as_str() } else { "" };
    let why = format!("Resend answered {} {name}", answer.status.as_u16())
        .trim_end()
        .to_owned();
    let is_passing = match answer.status.as_u16() {
        409 => name == "concurrent_idempotent_requests" || name == "resource_locked",
        429 | 500..=599 => true,
        _ => false,
    };
    if is_passing {
        Err(SendError::Later {
            why,
            after: retry_after(&answer.headers),
        })
    } else {
        Err(SendError::Never { why })
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()
        .map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Json, Router, http::StatusCode, routing::post};
    use domain::MailId;
    use pim::outbound::OutboundPolicy;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn parcel() -> Parcel {
        Parcel {
            id: MailId(Uuid::from_u128(7)),
            to: "ada@example.com".to_owned(),
            subject: "Hello".to_owned(),
            text: "text".to_owned(),
            html: "html".to_owned(),
        }
    }

    /// Checks the request as Resend does, then answers as the subject's number says.
    async fn resend(
        headers: axum::http::HeaderMap,
        Json(mail): Json<Value>,
    ) -> (StatusCode, HeaderMap, Json<Value>) {
        assert_eq!(headers["authorization"], "Bearer re_1");
        assert_eq!(
            headers["idempotency-key"],
            "mail/00000000-0000-0000-0000-000000000007"
        );
        assert_eq!(mail["to"], json!(["ada@example.com"]));
        let wanted = mail["subject"].as_str().unwrap().to_owned();
        let (code, name) = wanted.split_once(' ').unwrap_or(("200", ""));
        let out = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("7"))]);
        (
            code.parse().unwrap(),
            out,
            Json(json!({ "name": name, "message": "about ada@example.com" })),
        )
    }

    async fn send(subject: &str) -> Result<(), SendError> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/emails", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        tokio::spawn(axum::serve(listener, Router::new().route("/emails", post(resend))).into_future());
        let policy = OutboundPolicy {
            allow_loopback: true,
            ..OutboundPolicy::default()
        };
        let outbound = Outbound::new(policy, "test").unwrap();
        let resend = Resend::new(
            outbound,
            url,
            SecretString::from("re_1"),
            "no-reply@example.com".to_owned(),
        );
        resend
            .send(&Parcel {
                subject: subject.to_owned(),
                ..parcel()
            })
            .await
    }

    #[tokio::test]
    async fn what_passes_is_tried_again_and_what_does_not_is_given_up() {
        assert_eq!(send("Hello").await, Ok(()));
        for passing in [
            "429 rate_limit_exceeded",
            "409 concurrent_idempotent_requests",
            "503 service_unavailable",
        ] {
            let error = send(passing).await.unwrap_err();
            let after = Some(Duration::from_secs(7));
            assert_eq!(
                error,
                SendError::Later {
                    why: format!("Resend answered {passing}"),
                    after
                }
            );
        }
        for lasting in [
            "422 missing_required_field",
            "409 invalid_idempotent_request",
            "403 invalid_api_key",
        ] {
            assert_eq!(
                send(lasting).await.unwrap_err(),
                SendError::never(format!("Resend answered {lasting}"))
            );
        }
    }
}
