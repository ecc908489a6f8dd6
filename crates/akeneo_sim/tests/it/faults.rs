//! Every fault, and what a caller sees of it.

use std::time::{Duration, Instant};

use akeneo_sim::Faults;
use serde_json::{Value, json};

use crate::helpers::{answer, items, password_grant, session, token_request};

#[tokio::test]
async fn forced_failures_come_in_order_and_pass() {
    let session = session().await;
    session.sim.faults().fail_next = [401, 403, 404, 422, 500, 503].into();
    for status in [401, 403, 404, 422, 500, 503] {
        assert_eq!(session.error("channels").await.0, status);
    }
    session.get("channels").await;
    assert_eq!(session.sim.requests().len(), 7);
}

#[tokio::test]
async fn too_many_requests_says_when_to_return() {
    let session = session().await;
    session.sim.faults().fail_next = [429, 429].into();
    let first = session.call("channels").send().await.unwrap();
    assert_eq!(
        (
            first.status().as_u16(),
            first.headers()["retry-after"].to_str().unwrap()
        ),
        (429, "1")
    );
    assert!(
        first
            .text()
            .await
            .unwrap()
            .contains("You have exceeded the limit of API requests per second.")
    );
    session.sim.faults().retry_after = Some("soon".to_owned());
    session.sim.faults().plain_text_errors = true;
    let second = session.call("channels").send().await.unwrap();
    assert_eq!(second.headers()["retry-after"], "soon");
    assert!(second.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn unavailable_means_everything() {
    let session = session().await;
    session.sim.faults().unavailable = true;
    assert_eq!(session.error("channels").await.0, 503);
    assert_eq!(
        answer(token_request(&session.sim, &session.client).json(&password_grant()))
            .await
            .0,
        503
    );
    session.sim.faults().unavailable = false;
    session.get("channels").await;
}

#[tokio::test]
async fn forbidden_resources_are_named() {
    let session = session().await;
    session.sim.faults().forbidden = ["products", "families", "attribute-options"]
        .map(Into::into)
        .into();
    for (path, what) in [
        ("products-uuid", "products"),
        ("products", "products"),
        ("families/desk_chair", "families"),
        ("attributes/colour/options", "attribute options"),
    ] {
        let message = format!("Access forbidden. You are not allowed to list {what}.");
        assert_eq!(session.error(path).await, (403, message));
    }
    session.get("attributes").await;
}

#[tokio::test]
async fn expired_tokens_can_be_refreshed_until_revoked() {
    let session = session().await;
    let (_, tokens) = answer(token_request(&session.sim, &session.client).json(&password_grant())).await;
    session.sim.faults().expire_access_tokens = true;
    assert_eq!(
        session.error("channels").await,
        (401, "The access token provided has expired.".to_owned())
    );
    let refresh = |token: &Value| {
        let body = json!({"grant_type": "refresh_token", "refresh_token": token});
        answer(token_request(&session.sim, &session.client).json(&body))
    };
    let (status, renewed) = refresh(&tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    session.sim.faults().revoke_refresh_tokens = true;
    let (status, body) = refresh(&renewed["refresh_token"]).await;
    assert_eq!(
        (status.as_u16(), &body["message"]),
        (422, &json!("Refresh token is invalid or has expired"))
    );
    session.sim.faults().password_changed = true;
    assert_eq!(
        answer(token_request(&session.sim, &session.client).json(&password_grant()))
            .await
            .0,
        422
    );
}

#[tokio::test]
async fn a_disconnected_app_is_told_so() {
    let session = session().await;
    session.sim.faults().disconnected = true;
    let message = "The access token provided is invalid. Your app has been disconnected from that PIM.";
    assert_eq!(session.error("channels").await, (401, message.to_owned()));
}

#[tokio::test]
async fn an_older_pim_has_no_uuids() {
    let session = session().await;
    session.sim.faults().no_uuid_endpoints = true;
    assert_eq!(session.error("products-uuid").await.0, 404);
    let page = session.get("products?limit=1").await;
    let product = &items(&page)[0];
    assert!(product["identifier"].is_string() && product.get("uuid").is_none());
    assert!(product["values"]["brand"][0].get("attribute_type").is_none());
}

#[tokio::test]
async fn maps_can_be_maps_and_links_can_be_foreign() {
    let session = session().await;
    assert_eq!(
        session.get("channels/ecommerce").await["conversion_units"],
        json!([])
    );
    *session.sim.faults() = Faults {
        empty_maps_as_arrays: false,
        foreign_next_link: true,
        ..Faults::default()
    };
    assert_eq!(
        session.get("channels/ecommerce").await["conversion_units"],
        json!({})
    );
    let page = session.get("products-uuid").await;
    let next = page.pointer("/_links/next/href").and_then(Value::as_str).unwrap();
    assert!(next.starts_with("http://pim.internal.example/api/rest/v1/products-uuid?"));
}

#[tokio::test]
async fn broken_answers_are_broken() {
    let session = session().await;
    session.sim.faults().truncate_body = true;
    let text = session
        .call("channels")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_err());
    *session.sim.faults() = Faults {
        html_instead_of_json: true,
        ..Faults::default()
    };
    let page = session.call("channels").send().await.unwrap();
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    *session.sim.faults() = Faults {
        redirect: true,
        ..Faults::default()
    };
    assert_eq!(session.call("channels").send().await.unwrap().status(), 302);
}

#[tokio::test]
async fn latency_is_felt() {
    let session = session().await;
    session.sim.faults().latency_ms = 80;
    let start = Instant::now();
    session.get("channels").await;
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn people_can_switch_faults_by_http() {
    let session = session().await;
    let url = format!("{}/_sim/faults", session.sim.base_url());
    let (status, set) = answer(session.client.post(&url).json(&json!({"unavailable": true}))).await;
    assert_eq!(
        (status.as_u16(), &set["unavailable"], &set["empty_maps_as_arrays"]),
        (200, &json!(true), &json!(true))
    );
    assert!(session.sim.faults().unavailable);
    assert_eq!(
        answer(session.client.post(&url).json(&json!({"typo": 1})))
            .await
            .0,
        400
    );
    assert_eq!(answer(session.client.get(&url)).await.1, set);
    let index = session
        .client
        .get(session.sim.base_url())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(index.contains("1_tessera_demo_client"));
    assert!(session.sim.requests().is_empty(), "control calls are not logged");
}

#[tokio::test]
async fn other_methods_and_formats_are_refused() {
    let session = session().await;
    let url = format!("{}/api/rest/v1/channels", session.sim.base_url());
    let (status, body) = answer(session.client.delete(url)).await;
    assert_eq!((status.as_u16(), &body["code"]), (405, &json!(405)));
    assert_eq!(
        answer(session.call("channels").header("accept", "text/html"))
            .await
            .0,
        406
    );
}
