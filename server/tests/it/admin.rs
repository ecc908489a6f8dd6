//! `/admin`: the pages of the dashboard.

use crate::support::{TestApp, shop};

const PAGES: [&str; 9] = [
    "/admin",
    "/admin/products",
    "/admin/passports",
    "/admin/templates",
    "/admin/templates/new",
    "/admin/connections",
    "/admin/connections/new",
    "/admin/settings",
    "/admin/connections/00000000-0000-7000-8000-000000000000",
];

#[tokio::test]
async fn a_page_that_does_not_exist_is_missing_inside_the_dashboard() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let reply = ada.get("/admin/no/such/page").await;
    reply
        .assert_status(404)
        .assert_has(&["There is no such page", "Nordlicht"]);
}

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_page() {
    let t = TestApp::start().await;
    for path in PAGES {
        let reply = t.visitor().get(path).await;
        assert_eq!(reply.status, 303, "{path}");
        assert!(reply.header("location").unwrap().starts_with("/sign-in?next="));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn every_page_renders_on_the_server_under_a_fresh_nonce() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut nonces = std::collections::BTreeSet::new();
    for path in PAGES {
        let reply = ada.get(path).await;
        assert!(matches!(reply.status, 200 | 404), "{path}: {}", reply.status);
        reply.assert_has(&["<h1"]);
        let policy = reply.header("content-security-policy").unwrap().to_owned();
        let nonce = policy
            .split("script-src 'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        assert!(reply.text().contains(&format!("nonce=\"{nonce}\"")), "{path}");
        assert!(!reply.text().contains("style=\""), "{path} has an inline style");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), PAGES.len());
}

#[tokio::test]
async fn a_name_is_text_in_the_title_too() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["name"]);
    cmd.design.name = "</title><meta http-equiv=refresh content=0> & more".into();
    let template = shop.template(&cmd).await;
    let page = shop.owner.get(&format!("/admin/templates/{}", template.id)).await;
    page.assert_status(200).assert_has(&[
        "<title>&lt;/title>&lt;meta http-equiv=refresh content=0> &amp; more \u{b7} Tessera</title>",
    ]);
    assert!(!page.text().contains("<meta http-equiv=refresh"));
}
