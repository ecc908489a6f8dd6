//! `/sign-up` and `/verify-email`

use crate::support::{PASSWORD, TestApp};
use chrono::Duration;

const FORM: [(&str, &str); 3] = [
    ("email", "ada@example.com"),
    ("password", PASSWORD),
    ("brand_name", "Nordlicht"),
];

#[tokio::test]
async fn a_brand_signs_up_by_the_mailed_link() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.get("/admin")
        .await
        .assert_status(200)
        .assert_has(&["Nordlicht"]);
}

#[tokio::test]
async fn every_mistake_stands_at_its_field_and_what_was_typed_is_kept() {
    let t = TestApp::start().await;
    let form = [("email", "ada@"), ("password", "short"), ("brand_name", "  ")];
    let reply = t.visitor().post_form("/sign-up", &form).await;
    reply.assert_status(422).assert_has(&[
        "Enter an e-mail address",
        "at least 15 characters",
        "Enter your brand",
        "value=\"ada@\"",
    ]);
    assert!(!reply.text().contains("short"), "a password is never shown again");
}

#[tokio::test]
async fn weak_passwords_are_refused_with_a_reason() {
    let t = TestApp::start().await;
    for weak in [
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "nordlichtnordlicht",
        "ada@example.com1",
    ] {
        let form = [
            ("email", "ada@example.com"),
            ("password", weak),
            ("brand_name", "Nordlicht"),
        ];
        t.visitor().post_form("/sign-up", &form).await.assert_status(422);
    }
    assert!(t.mails_to("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn a_known_address_gets_the_same_answer_and_another_mail() {
    let t = TestApp::start().await;
    t.owner("ada@example.com", "Nordlicht").await;
    let before = t.mails_to("ada@example.com").await.len();
    let known = t.visitor().post_form("/sign-up", &FORM).await;
    let unknown = t
        .visitor()
        .post_form("/sign-up", &[("email", "eve@example.com"), FORM[1], FORM[2]])
        .await;
    assert_eq!(
        (known.status, known.header("location"), &known.bytes),
        (unknown.status, unknown.header("location"), &unknown.bytes)
    );
    let mails = t.mails_to("ada@example.com").await;
    assert_eq!(mails.len(), before + 1);
}

#[tokio::test]
async fn a_link_confirms_once_and_not_after_a_day() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    c.post_form("/sign-up", &FORM).await;
    let token = t.mailed_token("ada@example.com", "/verify-email?token=").await;
    c.get(&format!("/verify-email?token={token}"))
        .await
        .assert_status(200)
        .assert_has(&["name=\"token\""]);
    t.advance(Duration::hours(25));
    let late = c
        .post_form("/verify-email", &[("token", &token), ("password", PASSWORD)])
        .await;
    assert!((400..500).contains(&late.status), "{}", late.status);
    c.post_form("/sign-up", &FORM).await;
    let token = t.mailed_token("ada@example.com", "/verify-email?token=").await;
    let form = [("token", token.as_str()), ("password", PASSWORD)];
    c.post_form("/verify-email", &form)
        .await
        .assert_redirect("/admin");
    c.get("/admin").await.assert_status(200);
    c.post_form("/verify-email", &form).await.assert_status(404);
}

#[tokio::test]
async fn reading_the_mail_does_not_confirm_an_account_that_somebody_else_opened() {
    let t = TestApp::start().await;
    let mallorys = "seven planted otters hum at dusk";
    let form = [FORM[0], ("password", mallorys), FORM[2]];
    let mut mallory = t.visitor();
    mallory.post_form("/sign-up", &form).await;
    let token = t.mailed_token("ada@example.com", "/verify-email?token=").await;
    let mut ada = t.visitor();
    ada.post_form("/verify-email", &[("token", &token), ("password", PASSWORD)])
        .await
        .assert_status(422)
        .assert_has(&["id=\"password-error\"", "/forgot-password"]);
    assert_ne!(mallory.sign_in("ada@example.com", mallorys).await.status, 303);
    // The way out: a new password by mail, which confirms the address under Ada's own password.
    ada.post_form("/forgot-password", &[("email", "ada@example.com")])
        .await;
    let token = t.mailed_token("ada@example.com", "/reset-password?token=").await;
    ada.post_form("/reset-password", &[("token", &token), ("password", PASSWORD)])
        .await
        .assert_redirect("/sign-in?notice=password");
    ada.sign_in("ada@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    assert_ne!(mallory.sign_in("ada@example.com", mallorys).await.status, 303);
}

#[tokio::test]
async fn opening_the_link_changes_nothing() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    c.post_form("/sign-up", &FORM).await;
    let token = t.mailed_token("ada@example.com", "/verify-email?token=").await;
    c.get(&format!("/verify-email?token={token}")).await;
    assert_ne!(c.sign_in("ada@example.com", PASSWORD).await.status, 303);
}
