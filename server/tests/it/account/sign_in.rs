//! `/sign-in`

use crate::support::{PASSWORD, TestApp};
use chrono::Duration;

#[tokio::test]
async fn the_cookie_is_locked_down_and_new_at_each_sign_in() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let first = ada.cookie.clone();
    let reply = ada.sign_in("ada@example.com", PASSWORD).await;
    let cookie = reply.header("set-cookie").unwrap();
    for part in [
        "__Host-tessera_session=",
        "; Path=/",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    assert_ne!(ada.cookie, first);
}

#[tokio::test]
async fn unknown_wrong_and_unconfirmed_get_one_answer() {
    let t = TestApp::start().await;
    t.owner("ada@example.com", "Nordlicht").await;
    let form = [
        ("email", "new@example.com"),
        ("password", PASSWORD),
        ("brand_name", "New"),
    ];
    t.visitor().post_form("/sign-up", &form).await;
    let answers = [
        t.visitor()
            .sign_in("ada@example.com", "not the password at all")
            .await,
        t.visitor().sign_in("new@example.com", PASSWORD).await,
        t.visitor().sign_in("nobody@example.com", PASSWORD).await,
    ];
    let pages: Vec<String> = answers
        .iter()
        .map(|a| {
            a.text()
                .replace("ada@", "x@")
                .replace("new@", "x@")
                .replace("nobody@", "x@")
        })
        .collect();
    assert!(pages.windows(2).all(|w| w[0] == w[1]), "{pages:#?}");
    assert!(
        answers
            .iter()
            .all(|a| a.status == answers[0].status && a.header("set-cookie").is_none())
    );
}

#[tokio::test]
async fn a_session_ends_after_an_idle_hour_and_after_twelve_in_any_case() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for _ in 0..13 {
        t.advance(Duration::minutes(54));
        ada.get("/admin").await.assert_status(200);
    }
    t.advance(Duration::minutes(54));
    ada.get("/admin").await.assert_redirect("/sign-in?next=%2Fadmin");
    ada.sign_in("ada@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    t.advance(Duration::minutes(61));
    ada.get("/admin/products?search=x")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin%2Fproducts%3Fsearch%3Dx");
}

#[tokio::test]
async fn signing_in_leads_back_but_never_to_another_site() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut go = async |next: &str| {
        let form = [
            ("email", "ada@example.com"),
            ("password", PASSWORD),
            ("next", next),
        ];
        ada.post_form("/sign-in", &form)
            .await
            .header("location")
            .unwrap()
            .to_owned()
    };
    assert_eq!(go("/admin/templates").await, "/admin/templates");
    assert_eq!(go("//evil.example").await, "/admin");
    assert_eq!(go("https://evil.example/admin").await, "/admin");
}

#[tokio::test]
async fn another_site_cannot_post_the_form() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    for site in [Some("cross-site"), Some("same-site"), None] {
        c.site = site;
        c.sign_in("ada@example.com", PASSWORD).await.assert_status(403);
    }
}

#[tokio::test]
async fn a_stolen_database_holds_no_token() {
    let t = TestApp::start().await;
    let ada = t.owner("ada@example.com", "Nordlicht").await;
    let token = ada.cookie.unwrap().split_once('=').unwrap().1.to_owned();
    let dump = t.dump().await;
    assert!(dump.contains("ada@example.com") && !dump.contains(&token) && !dump.contains(PASSWORD));
}

#[tokio::test]
async fn the_session_before_ends_with_the_sign_in() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut copied = ada.clone();
    copied.get("/admin").await.assert_status(200);
    ada.sign_in("ada@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    ada.get("/admin").await.assert_status(200);
    copied
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
}
