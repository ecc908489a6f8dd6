//! The simulated Event Platform.

use crate::helpers::{Session, answer, session};
use akeneo_sim::credentials::CLIENT_ID;
use reqwest::Method;
use serde_json::{Value, json};

/// A management call with the three headers.
async fn call(s: &Session, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}{path}", s.sim.events_url());
    let request = s.client.request(method, url).json(&body);
    let request = request
        .header("X-PIM-URL", s.sim.base_url())
        .header("X-PIM-TOKEN", &s.token)
        .header("X-PIM-CLIENT-ID", CLIENT_ID);
    let (status, body) = answer(request).await;
    (status.as_u16(), body)
}

async fn subscribed(s: &Session, url: &str) -> (String, String) {
    let contact = json!({ "technical_email": "a@example.com", "notification_channels": ["webhook"],
        "notification_webhook_url": format!("{}/notices", s.sim.base_url()), "notification_webhook_secret": "0123456789abcdef" });
    let body = json!({ "name": "test", "contact": contact });
    let (status, made) = call(s, Method::POST, "/subscribers", body).await;
    assert_eq!(status, 201, "{made}");
    let subscriber = made["id"].as_str().unwrap().to_owned();
    let body = json!({ "source": "pim", "subject": s.sim.base_url(), "type": "https",
        "events": ["com.akeneo.pim.v1.product.updated", "com.akeneo.pim.v1.product.deleted"],
        "config": { "url": url, "secret": { "primary": "one", "secondary": "two" } } });
    let (status, made) = call(
        s,
        Method::POST,
        &format!("/subscribers/{subscriber}/subscriptions"),
        body,
    )
    .await;
    assert_eq!(status, 201, "{made}");
    (subscriber, made["id"].as_str().unwrap().to_owned())
}

async fn some_product(s: &Session) -> String {
    let request = s
        .client
        .get(format!("{}/api/rest/v1/products?limit=1", s.sim.base_url()));
    let (_, page) = answer(request.bearer_auth(&s.token)).await;
    page["_embedded"]["items"][0]["identifier"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn changes_become_signed_events() {
    let s = session().await;
    let (_, subscription) = subscribed(&s, "http://127.0.0.1:9/hook").await;
    let product = some_product(&s).await;
    s.sim.set_enabled(&product, false);
    s.sim.delete_product(&product);
    let events = s.sim.take_events();
    let kinds: Vec<Value> = events
        .iter()
        .map(|event| serde_json::from_str::<Value>(&event.body).unwrap())
        .map(|event| {
            assert_eq!(event["subject"], json!(subscription));
            assert!(event["data"]["product"]["uuid"].is_string(), "{event}");
            event["type"].clone()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "com.akeneo.pim.v1.product.updated",
            "com.akeneo.pim.v1.product.deleted"
        ]
    );
    let names: Vec<&str> = events[0].headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "X-AKENEO-SIGNATURE-PRIMARY",
            "X-AKENEO-SIGNATURE-ALGORITHM",
            "X-AKENEO-SIGNATURE-SECONDARY"
        ]
    );
    assert!(s.sim.take_events().is_empty());
}

#[tokio::test]
async fn who_answers_404_is_suspended_at_once() {
    let s = session().await;
    let nowhere = format!("{}/nowhere", s.sim.base_url());
    let (subscriber, id) = subscribed(&s, &nowhere).await;
    let product = some_product(&s).await;
    s.sim.set_enabled(&product, false);
    assert_eq!(s.sim.deliver_events().await, [404]);
    let path = format!("/subscribers/{subscriber}/subscriptions/{id}");
    let (_, found) = call(&s, Method::GET, &path, json!({})).await;
    assert_eq!(found["status"], "suspended");
    let notices = s.sim.take_events();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].body.contains("subscription.suspended.system"));
}

#[tokio::test]
async fn strangers_and_small_editions_get_no_subscriber() {
    let mut s = session().await;
    s.sim.faults().no_event_platform = true;
    let (status, _) = call(&s, Method::POST, "/subscribers", json!({})).await;
    assert_eq!(status, 403);
    s.token = "another".to_owned();
    let (status, _) = call(&s, Method::POST, "/subscribers", json!({})).await;
    assert_eq!(status, 401);
}
