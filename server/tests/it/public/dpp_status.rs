//! Changing the status of a passport with a key, and deleting one.

use super::dpp_write::{assert_code, key};
use crate::support::{Reply, Shop, TestApp, shop};
use axum::{body::Body, http::Method};
use chrono::Duration;
use domain::passport::PassportRow;
use serde_json::{Value as Json, json};

async fn chair(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "desk_chair", &["weight"]).await;
    (shop, passport)
}

/// As a program sends it: without a cookie, from no site.
async fn send(t: &TestApp, method: Method, path: &str, key: &str, body: Json) -> Reply {
    // No two changes happen at the same moment.
    t.advance(Duration::seconds(1));
    let mut program = t.visitor();
    program.site = None;
    let headers = [("content-type", "application/json"), ("authorization", key)];
    let path = format!("/api/dpp/v1/dpps/{path}");
    program
        .send(method, &path, &headers, Body::from(body.to_string()))
        .await
}

async fn delete(t: &TestApp, path: &str, key: &str) -> Reply {
    send(t, Method::DELETE, path, key, Json::Null).await
}

/// What is read of the status without a key.
async fn read(t: &TestApp, passport: &PassportRow) -> String {
    let path = format!("/api/dpp/v1/dpps/{}/elements/$.dppStatus", passport.id);
    t.visitor().get_with(&path, &[]).await.json()
}

#[tokio::test]
async fn deleting_archives_and_keeps_what_was_published() {
    let t = TestApp::start().await;
    let (mut shop, passport) = chair(&t).await;
    let right = key(&mut shop.owner, "status").await;
    let id = passport.id.to_string();
    for _ in 0..2 {
        let deleted = delete(&t, &format!("{id}?reason=End%20of%20sale"), &right).await;
        deleted.assert_status(200);
        assert_eq!(deleted.header("cache-control"), Some("no-store"));
        let told: Json = serde_json::from_slice(&deleted.bytes).unwrap();
        assert_eq!(told["dppStatus"], "archived");
    }
    t.visitor()
        .get(&passport.path)
        .await
        .assert_status(200)
        .assert_has(&["Kept for the record"]);
    assert_eq!(read(&t, &passport).await, "archived");
    let dump = t.dump().await;
    assert_eq!(dump.matches("End of sale").count(), 1, "done once, said once");
    assert!(dump.contains("with the key ERP"));
    // There are no further versions, but it may count again.
    let active = json!({ "dppStatus": "active" });
    let reply = send(
        &t,
        Method::PATCH,
        &format!("{id}?representation=full"),
        &right,
        active,
    )
    .await;
    reply.assert_status(200);
    let told: Json = serde_json::from_slice(&reply.bytes).unwrap();
    assert_eq!(told["dppStatus"], "active");
    assert!(told["elements"].is_array(), "the form that was asked for");
}

#[tokio::test]
async fn the_status_is_an_element_and_what_is_worse_stays() {
    let t = TestApp::start().await;
    let (mut shop, passport) = chair(&t).await;
    let right = key(&mut shop.owner, "status").await;
    let id = passport.id.to_string();
    let element = format!("{id}/elements/$.dppStatus");
    for status in ["inactive", "invalid"] {
        let reply = send(&t, Method::PATCH, &element, &right, json!(status)).await;
        reply.assert_status(200);
        assert_eq!(reply.json::<String>(), status);
        assert_eq!(read(&t, &passport).await, status);
    }
    assert_code(&delete(&t, &id, &right).await, 409, "ClientResourceConflict");
    for wrong in [
        json!("gone"),
        json!(null),
        json!(1),
        json!({ "value": 1, "x": 2 }),
    ] {
        let reply = send(&t, Method::PATCH, &element, &right, wrong).await;
        assert_code(&reply, 400, "ClientErrorBadRequest");
    }
    let long = format!("{element}?reason={}", "x".repeat(401));
    let reply = send(&t, Method::PATCH, &long, &right, json!("active")).await;
    assert_code(&reply, 400, "ClientErrorBadRequest");
    // Of a product that is no more, nothing counts again.
    let ended = shop
        .owner
        .post_form(
            &format!("/passports/{id}/end"),
            &[("how", "recycled"), ("what", "end")],
        )
        .await;
    ended.assert_status(303);
    let reply = send(&t, Method::PATCH, &element, &right, json!("active")).await;
    assert_code(&reply, 409, "ClientResourceConflict");
}

#[tokio::test]
async fn a_status_is_changed_by_the_brand_with_the_right_alone() {
    let t = TestApp::start().await;
    let (mut shop, passport) = chair(&t).await;
    let (units, right) = (
        key(&mut shop.owner, "units").await,
        key(&mut shop.owner, "status").await,
    );
    let mut eve = t.owner("eve@example.com", "Evil").await;
    let theirs = key(&mut eve, "status").await;
    let id = passport.id.to_string();
    let nobody = "00000000-0000-7000-8000-000000000000";
    let archived = || json!({ "dppStatus": "archived" });
    for (wrong, status, code) in [
        ("Bearer tk_x", 401, "ClientNotAuthorized"),
        ("Basic eDp5", 401, "ClientNotAuthorized"),
        (theirs.as_str(), 401, "ClientNotAuthorized"),
        (units.as_str(), 403, "ClientForbidden"),
    ] {
        assert_code(&delete(&t, &id, wrong).await, status, code);
        let reply = send(&t, Method::PATCH, &id, wrong, archived()).await;
        assert_code(&reply, status, code);
        let element = format!("{id}/elements/$.dppStatus");
        let reply = send(&t, Method::PATCH, &element, wrong, json!("archived")).await;
        assert_code(&reply, status, code);
    }
    let not = "ClientErrorResourceNotFound";
    assert_code(&delete(&t, nobody, &right).await, 404, not);
    let reply = send(
        &t,
        Method::PATCH,
        &format!("{nobody}/elements/x"),
        &right,
        json!(1),
    )
    .await;
    assert_code(&reply, 404, not);
    // With this right alone no values are changed.
    let reply = send(&t, Method::PATCH, &id, &right, json!({ "note": "x" })).await;
    assert_code(&reply, 403, "ClientForbidden");
    t.set_role("ada@example.com", "viewer").await;
    assert_code(&delete(&t, &id, &right).await, 403, "ClientForbidden");
    assert_eq!(read(&t, &passport).await, "active");
    let options = t
        .visitor()
        .send(
            Method::OPTIONS,
            &format!("/api/dpp/v1/dpps/{id}"),
            &[],
            Body::empty(),
        )
        .await;
    assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS, PATCH, DELETE"));
}
