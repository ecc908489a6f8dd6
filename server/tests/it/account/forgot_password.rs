//! `/forgot-password` and `/reset-password`

use crate::support::{PASSWORD, TestApp};
use chrono::Duration;

const NEW: &str = "seven marble otters hum at dusk";

#[tokio::test]
async fn a_new_password_is_set_once_and_ends_all_sessions() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut c = t.visitor();
    c.post_form("/forgot-password", &[("email", "ada@example.com")])
        .await
        .assert_redirect("/forgot-password/sent");
    let token = t.mailed_token("ada@example.com", "/reset-password?token=").await;
    let page = c.get(&format!("/reset-password?token={token}")).await;
    page.assert_status(200);
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    c.post_form("/reset-password", &[("token", &token), ("password", "short")])
        .await
        .assert_status(422);
    c.post_form("/reset-password", &[("token", &token), ("password", NEW)])
        .await
        .assert_redirect("/sign-in?notice=password");
    ada.get("/admin").await.assert_redirect("/sign-in?next=%2Fadmin");
    assert_ne!(c.sign_in("ada@example.com", PASSWORD).await.status, 303);
    c.sign_in("ada@example.com", NEW).await.assert_redirect("/admin");
    assert_ne!(
        c.post_form("/reset-password", &[("token", &token), ("password", PASSWORD)])
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let t = TestApp::start().await;
    t.visitor()
        .post_form("/forgot-password", &[("email", "no@example.com")])
        .await
        .assert_redirect("/forgot-password/sent");
    assert!(t.mails_to("no@example.com").await.is_empty());
}

#[tokio::test]
async fn an_old_link_says_so() {
    let t = TestApp::start().await;
    t.owner("ada@example.com", "Nordlicht").await;
    let mut c = t.visitor();
    c.post_form("/forgot-password", &[("email", "ada@example.com")])
        .await;
    let token = t.mailed_token("ada@example.com", "/reset-password?token=").await;
    t.advance(Duration::hours(2));
    let reply = c
        .post_form("/reset-password", &[("token", &token), ("password", NEW)])
        .await;
    assert!((400..500).contains(&reply.status), "{}", reply.status);
    assert_ne!(c.sign_in("ada@example.com", NEW).await.status, 303);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_keeps_this_one() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut phone = t.visitor();
    phone.sign_in("ada@example.com", PASSWORD).await;
    let wrong = ada
        .call(
            "account/change-password",
            serde_json::json!({ "cmd": { "current": "wrong", "password": NEW } }),
        )
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.error().at("current").is_some());
    let right = serde_json::json!({ "cmd": { "current": PASSWORD, "password": NEW } });
    ada.call("account/change-password", right)
        .await
        .assert_status(200);
    ada.get("/admin").await.assert_status(200);
    phone
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
}
