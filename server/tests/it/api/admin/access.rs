//! Who may call what: every endpoint, for a stranger, another site, a viewer and an editor.

use crate::support::{TestApp, shop};
use axum::{body::Body, http::Method};
use domain::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NIL: &str = "00000000-0000-7000-8000-000000000000";

/// Every server function, the least role that may call it, and arguments of the right shape.
fn inventory() -> Vec<(&'static str, Role, Value)> {
    let connection = json!({ "id": null, "name": "", "base_url": "", "client_id": "", "secret": "", "username": "", "password": "" });
    let design = json!({ "name": "", "channel": "", "locales": [], "name_attribute": null, "description_attribute": null,
        "image_attribute": null, "gtin_attribute": null, "sections": [], "branding": { "accent": "", "logo_url": "" } });
    let template = json!({ "id": null, "revision": 0, "connection": NIL, "family": "", "design": design });
    vec![
        ("account/me", Role::Viewer, json!({})),
        ("account/overview", Role::Viewer, json!({})),
        (
            "account/update-brand",
            Role::Admin,
            json!({ "cmd": { "name": "", "cache_ttl_s": 1 } }),
        ),
        (
            "account/change-password",
            Role::Viewer,
            json!({ "cmd": { "current": "", "password": "" } }),
        ),
        ("connections/list", Role::Viewer, json!({})),
        ("connections/get", Role::Viewer, json!({ "id": NIL })),
        ("connections/save", Role::Admin, json!({ "cmd": connection })),
        ("connections/test", Role::Admin, json!({ "id": NIL })),
        (
            "connections/test-unsaved",
            Role::Admin,
            json!({ "cmd": connection }),
        ),
        ("connections/clear-cache", Role::Admin, json!({ "id": NIL })),
        (
            "connections/set-events",
            Role::Admin,
            json!({ "id": NIL, "on": true }),
        ),
        ("connections/delete", Role::Admin, json!({ "id": NIL })),
        ("catalog/get", Role::Viewer, json!({ "connection": NIL })),
        (
            "catalog/family-attributes",
            Role::Viewer,
            json!({ "connection": NIL, "family": "x" }),
        ),
        (
            "catalog/products",
            Role::Viewer,
            json!({ "cmd": { "connection": NIL, "search": "", "family": null, "cursor": null } }),
        ),
        ("templates/list", Role::Viewer, json!({})),
        ("templates/get", Role::Viewer, json!({ "id": NIL })),
        ("templates/save", Role::Editor, json!({ "cmd": template })),
        ("templates/delete", Role::Editor, json!({ "id": NIL })),
        (
            "passports/publish",
            Role::Editor,
            json!({ "cmd": { "template": NIL, "products": ["x"] } }),
        ),
        (
            "passports/publish-family",
            Role::Editor,
            json!({ "cmd": { "template": NIL } }),
        ),
        ("passports/job", Role::Viewer, json!({ "id": NIL })),
        ("passports/cancel-job", Role::Editor, json!({ "id": NIL })),
        ("passports/retry-job", Role::Editor, json!({ "id": NIL })),
        (
            "passports/list",
            Role::Viewer,
            json!({ "cmd": { "search": "", "template": null, "page": 1 } }),
        ),
        ("passports/get", Role::Viewer, json!({ "id": NIL })),
    ]
}

#[tokio::test]
async fn the_inventory_names_every_server_function_and_all_are_post() {
    let _app = TestApp::start().await;
    let found: BTreeSet<(String, Method)> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method))
        .collect();
    let listed = inventory()
        .into_iter()
        .map(|(name, ..)| (format!("/api/admin/{name}"), Method::POST))
        .collect();
    assert_eq!(found, listed);
}

#[tokio::test]
async fn strangers_are_told_to_sign_in() {
    let t = TestApp::start().await;
    for (name, _, arguments) in inventory() {
        let reply = t.visitor().call(name, arguments).await;
        assert_eq!(reply.status, 401, "{name}");
        assert_eq!(
            reply.error(),
            domain::Error::Unauthenticated,
            "the browser understands it"
        );
    }
    for path in ["preview", "passports/none/qr.svg"] {
        t.visitor()
            .get(&format!("/api/admin/{path}"))
            .await
            .assert_status(401);
    }
}

#[tokio::test]
async fn another_site_is_refused_even_with_the_cookie() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.site = Some("cross-site");
    for (name, _, arguments) in inventory() {
        assert_eq!(ada.call(name, arguments).await.status, 403, "{name}");
    }
}

#[tokio::test]
async fn a_role_may_do_what_the_table_says_and_no_more() {
    let t = TestApp::start().await;
    let ada = t.owner("ada@example.com", "Nordlicht").await;
    for role in [Role::Viewer, Role::Editor, Role::Admin] {
        t.set_role("ada@example.com", role.word()).await;
        for (name, least, arguments) in inventory() {
            let reply = ada.clone().call(name, arguments).await;
            assert_eq!(
                reply.status == 403,
                role < least,
                "{name} as {role:?}: {} {}",
                reply.status,
                reply.text()
            );
        }
    }
}

#[tokio::test]
async fn what_belongs_to_another_brand_does_not_exist() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let another = shop.products("outdoor_jacket").await.remove(1).key;
    let job = shop.publish(&t, passport.template, &[another]).await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    let c = shop.connection;
    let mut cmd = shop.design("outdoor_jacket", &["materials"]);
    let theirs = json!({ "cmd": { "template": passport.template, "products": ["x"] } });
    for (name, arguments) in [
        ("connections/get", json!({ "id": c })),
        ("connections/test", json!({ "id": c })),
        ("connections/clear-cache", json!({ "id": c })),
        ("connections/delete", json!({ "id": c })),
        ("catalog/get", json!({ "connection": c })),
        (
            "catalog/family-attributes",
            json!({ "connection": c, "family": "outdoor_jacket" }),
        ),
        (
            "catalog/products",
            json!({ "cmd": { "connection": c, "search": "", "family": null, "cursor": null } }),
        ),
        ("templates/get", json!({ "id": passport.template })),
        ("templates/delete", json!({ "id": passport.template })),
        ("templates/save", json!({ "cmd": cmd })),
        ("passports/publish", theirs),
        (
            "passports/publish-family",
            json!({ "cmd": { "template": passport.template } }),
        ),
        ("passports/job", json!({ "id": job.id })),
        ("passports/cancel-job", json!({ "id": job.id })),
        ("passports/retry-job", json!({ "id": job.id })),
        ("passports/get", json!({ "id": passport.id })),
    ] {
        let reply = eve.call(name, arguments).await;
        assert_eq!(reply.status, 404, "{name}: {}", reply.text());
    }
    cmd.id = Some(passport.template);
    assert_eq!(
        eve.call("templates/save", json!({ "cmd": cmd })).await.status,
        404
    );
    eve.get(&format!("/api/admin/passports/{}/qr.svg", passport.id))
        .await
        .assert_status(404);
    for list in ["connections/list", "templates/list"] {
        assert_eq!(
            eve.call(list, json!({})).await.json::<Vec<Value>>(),
            Vec::<Value>::new(),
            "{list}"
        );
    }
    let mut again = shop.owner.clone();
    again
        .call("connections/get", json!({ "id": c }))
        .await
        .assert_status(200);
}

#[tokio::test]
async fn a_server_function_never_redirects_to_where_the_request_says_it_came_from() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let headers = [
        ("content-type", "application/json"),
        ("accept", "text/html"),
        ("referer", "https://evil.example/"),
    ];
    let reply = ada
        .send(Method::POST, "/api/admin/account/me", &headers, Body::from("{}"))
        .await;
    assert_eq!((reply.status, reply.header("location")), (200, None));
}

#[tokio::test]
async fn nonsense_is_refused_without_a_failure_on_our_side() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for (name, ..) in inventory() {
        for body in ["", "[]", "{\"cmd\":{}}", "not json", "{\"id\":\"x\"}"] {
            let headers = [("content-type", "application/json")];
            let reply = ada
                .send(
                    Method::POST,
                    &format!("/api/admin/{name}"),
                    &headers,
                    Body::from(body),
                )
                .await;
            assert!(
                reply.status < 500,
                "{name} {body:?}: {} {}",
                reply.status,
                reply.text()
            );
        }
    }
    ada.call("no/such", json!({})).await.assert_status(400);
}
