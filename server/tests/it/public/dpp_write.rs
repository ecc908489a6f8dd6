//! What programs with a key change through the API.

use crate::support::{Client, Reply, Shop, TestApp, shop};
use axum::{body::Body, http::Method};
use chrono::Duration;
use domain::passport::PassportRow;
use serde_json::{Value as Json, json};

const KEYS: &str = "/settings/api-keys";
const BASE: &str = "http://localhost:3000";

async fn battery(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "ebike_battery", &["capacity"]).await;
    (shop, passport)
}

pub(super) async fn key(owner: &mut Client, right: &str) -> String {
    let form = [("what", "make"), ("name", "ERP"), (right, "yes"), ("days", "30")];
    let html = owner.post_form(KEYS, &form).await.text();
    let (_, rest) = html.split_once("<code>tk_").expect("a secret");
    format!(
        "Bearer tk_{}",
        rest.split('<').next().expect("what the story needs")
    )
}

/// As a program sends it: without a cookie, from no site.
async fn patch(t: &TestApp, passport: &PassportRow, key: Option<&str>, body: Json) -> Reply {
    let path = format!("/api/dpp/v1/dpps/{}", passport.id);
    let mut headers = vec![("content-type", "application/merge-patch+json")];
    headers.extend(key.map(|key| ("authorization", key)));
    let mut program = t.visitor();
    program.site = None;
    program
        .send(Method::PATCH, &path, &headers, Body::from(body.to_string()))
        .await
}

#[track_caller]
pub(super) fn assert_code(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let result: Json = serde_json::from_slice(&reply.bytes).expect("what the story needs");
    assert_eq!(result["statusCode"], code);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn without_a_right_key_nothing_is_changed() {
    let t = TestApp::start().await;
    let (mut shop, model) = battery(&t).await;
    let right = key(&mut shop.owner, "units").await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    let theirs = key(&mut eve, "units").await;
    let item = || json!({ "uniqueProductIdentifier": format!("{BASE}{}/21/7", model.path) });
    let nothing = json!({ "note": "x" });
    for wrong in ["Bearer tk_x", "Basic eDp5", theirs.as_str()] {
        assert_code(&post(&t, wrong, item()).await, 401, "ClientNotAuthorized");
        let reply = patch(&t, &model, Some(wrong), nothing.clone()).await;
        assert_code(&reply, 401, "ClientNotAuthorized");
    }
    let reply = patch(&t, &model, None, nothing.clone()).await;
    assert_code(&reply, 401, "ClientNotAuthorized");
    for body in [
        nothing,
        json!({ "dppStatus": "gone" }),
        json!({ "dppStatus": "archived", "note": "x" }),
        json!([]),
        json!({ "uniqueProductIdentifier": "x" }),
    ] {
        let reply = patch(&t, &model, Some(&right), body).await;
        assert_code(&reply, 400, "ClientErrorBadRequest");
    }
    // A key may never do more than whoever made it.
    t.set_role("ada@example.com", "viewer").await;
    assert_code(&post(&t, &right, item()).await, 403, "ClientForbidden");
    t.set_role("ada@example.com", "owner").await;
    t.advance(Duration::days(31));
    assert_code(&post(&t, &right, item()).await, 401, "ClientNotAuthorized");
    t.visitor()
        .get(&format!("{}/21/7.json", model.path))
        .await
        .assert_status(307);
}

#[tokio::test]
async fn keys_are_not_guessed() {
    let t = TestApp::start().await;
    let (_, passport) = battery(&t).await;
    let path = format!("/api/dpp/v1/dpps/{}", passport.id);
    let mut program = t.visitor();
    let wrong = format!("Bearer tk_{}", "A".repeat(43));
    let mut last = 0;
    for _ in 0..22 {
        let headers = [("authorization", wrong.as_str())];
        let reply = program
            .send(Method::PATCH, &path, &headers, Body::from(r#"{"note":"x"}"#))
            .await;
        last = reply.status;
    }
    assert_eq!(last, 429);
}

async fn post(t: &TestApp, key: &str, body: Json) -> Reply {
    let headers = [("content-type", "application/json"), ("authorization", key)];
    let mut program = t.visitor();
    program.site = None;
    program
        .send(
            Method::POST,
            "/api/dpp/v1/dpps",
            &headers,
            Body::from(body.to_string()),
        )
        .await
}

#[tokio::test]
async fn a_key_makes_an_item_whose_name_may_end_like_a_format_and_whose_links_go_up_to_the_model() {
    let t = TestApp::start().await;
    let (mut shop, model) = battery(&t).await;
    let units = key(&mut shop.owner, "units").await;
    let item = format!("{}/21/A.json", model.path);
    let body = || json!({ "uniqueProductIdentifier": format!("{BASE}{item}") });
    // The name of the scheme is in any case (RFC 9110, 11.1).
    let made = post(&t, &units.replace("Bearer", "bearer"), body()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let place = made.header("location").unwrap().to_owned();
    let mut reader = t.visitor();
    let read: Json = reader
        .get_with(place.strip_prefix(BASE).unwrap(), &[])
        .await
        .json();
    assert_eq!(read["granularity"], "item");
    assert_eq!(read["isVariantOf"]["url"], format!("{BASE}{}", model.path));
    let again = post(&t, &units, body()).await;
    assert_code(&again, 409, "ClientResourceConflict");
    for wrong in [
        json!({ "uniqueProductIdentifier": format!("{BASE}{}", model.path) }),
        json!({ "uniqueProductIdentifier": format!("{BASE}{}/22/2A/21/S1", model.path) }),
        json!({ "uniqueProductIdentifier": format!("https://elsewhere.example{item}") }),
        json!({ "uniqueProductIdentifier": format!("{BASE}{item}b"), "unknown": "x" }),
        json!({ "serial": "A" }),
    ] {
        let reply = post(&t, &units, wrong).await;
        assert_code(&reply, 400, "ClientErrorBadRequest");
    }

    let page = reader.get(&item).await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8"),
        "the very address"
    );
    let dpp: Json = reader.get(&format!("{item}.dpp.json")).await.json();
    assert_eq!(dpp, read);
    let links: Json = reader.get(&format!("{item}?linkType=linkset")).await.json();
    let anchors: Vec<_> = links["linkset"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["anchor"].clone())
        .collect();
    assert_eq!(
        anchors,
        [format!("{BASE}{item}"), format!("{BASE}{}", model.path)]
    );
    let dump = t.dump().await;
    assert!(!dump.contains(&units[10..]), "nobody keeps the key");
    assert!(
        !shop.owner.get(KEYS).await.text().contains("Never"),
        "its use is noted"
    );
    let defaults = links.to_string().matches("voc/defaultLink").count();
    assert_eq!(defaults, 1, "one default link");
}
