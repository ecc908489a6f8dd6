//! `/account/security/authenticator`, `/account/security/backup-codes`, `/sign-in/second-factor`

use crate::support::{Client, PASSWORD, TestApp};
use chrono::Duration;
use server::{auth::totp::code_at, clock::Clock};

const ADA: &str = "ada@example.com";
const PAGES: [&str; 4] = [
    "/account/security",
    "/account/security/authenticator",
    "/account/security/authenticator/remove",
    "/account/security/backup-codes",
];

/// Sets up the app as a person does: from the key on the page. Answers its secret and the backup codes.
async fn set_up(t: &TestApp, ada: &mut Client) -> (Vec<u8>, Vec<String>) {
    let page = ada.get("/account/security/authenticator").await;
    page.assert_status(200);
    let html = page.text();
    let key = html
        .split("class=\"code\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("the page shows the key")
        .replace(' ', "");
    let secret = base32(&key);
    let shown = ada
        .post_form(
            "/account/security/authenticator",
            &[("code", &code_at(&secret, t.clock.now()))],
        )
        .await;
    shown.assert_status(200);
    assert_eq!(shown.header("cache-control"), Some("no-store"));
    let text = shown.text();
    let codes: Vec<String> = text
        .split("<li class=\"code\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

fn base32(key: &str) -> Vec<u8> {
    let (mut bytes, mut rest, mut bits) = (Vec::new(), 0_u32, 0);
    for b in key.bytes() {
        let value = if b.is_ascii_uppercase() {
            b - b'A'
        } else {
            b - b'2' + 26
        };
        rest = (rest << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from((rest >> bits) & 0xff));
        }
    }
    bytes
}

#[tokio::test]
async fn strangers_are_led_to_the_sign_in() {
    let t = TestApp::start().await;
    for path in PAGES.iter().chain(&["/sign-in/second-factor", "/team/security"]) {
        let mut nobody = t.visitor();
        let reply = nobody.get(path).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/sign-in?next=")),
            "{path}"
        );
        let reply = nobody.post_form(path, &[("code", "123456")]).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/sign-in"))
                || reply.status == 405,
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_app_is_set_up_and_asked_for_at_the_next_sign_in() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let before = ada.cookie.clone();
    let (secret, _) = set_up(&t, &mut ada).await;
    assert_ne!(ada.cookie, before, "a new token with the new factor");
    t.advance(Duration::minutes(2));

    let mut phone = t.visitor();
    phone
        .sign_in(ADA, PASSWORD)
        .await
        .assert_redirect("/sign-in/second-factor");
    for path in [
        "/admin",
        "/admin/products",
        "/account/security",
        "/account/security/authenticator",
        "/account/security/authenticator/remove",
        "/account/security/backup-codes",
        "/account/sessions",
        "/account/confirm",
        "/team",
        "/team/security",
        "/account/brands",
    ] {
        let reply = phone.get(path).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/sign-in/second-factor?next=")),
            "half a session opens nothing: {path} {}",
            reply.status
        );
    }
    phone
        .call("account/me", serde_json::json!({}))
        .await
        .assert_status(401);
    let page = phone.get("/sign-in/second-factor").await;
    assert!(page.text().contains("autocomplete=\"one-time-code\""));
    let wrong = phone
        .post_form("/sign-in/second-factor", &[("code", "12 34")])
        .await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("does not match"));
    let half = phone.cookie.clone();
    let code = code_at(&secret, t.clock.now());
    phone
        .post_form(
            "/sign-in/second-factor",
            &[("code", &code), ("next", "/admin/products")],
        )
        .await
        .assert_redirect("/admin/products");
    assert_ne!(phone.cookie, half, "the full session has a token of its own");
    phone.get("/admin").await.assert_status(200);
    phone
        .get("/sign-in/second-factor")
        .await
        .assert_redirect("/admin");
}

#[tokio::test]
async fn another_site_sends_nothing_in_the_name_of_the_person() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    ada.site = Some("cross-site");
    for path in PAGES.iter().skip(1).chain(&[
        "/account/security/backup-codes/file",
        "/team/security",
        "/account/confirm",
    ]) {
        ada.post_form(path, &[("code", "123456")])
            .await
            .assert_status(403);
    }
}

#[tokio::test]
async fn an_old_session_has_to_confirm_first() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (secret, codes) = set_up(&t, &mut ada).await;
    t.advance(Duration::minutes(11));
    for path in PAGES.iter().skip(1) {
        let reply = ada.get(path).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/account/confirm?next=")),
            "{path}"
        );
        let reply = ada.post_form(path, &[("code", &codes[0])]).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/account/confirm?next=")),
            "{path}"
        );
    }
    let page = ada
        .get("/account/confirm?next=/account/security/backup-codes")
        .await;
    assert!(page.text().contains("name=\"code\"") && !page.text().contains("name=\"password\""));
    for first_factor_or_wrong in [("password", PASSWORD), ("code", "000000")] {
        ada.post_form("/account/confirm", &[first_factor_or_wrong])
            .await
            .assert_status(422);
    }
    let before = ada.cookie.clone();
    ada.post_form(
        "/account/confirm",
        &[
            ("code", &code_at(&secret, t.clock.now())),
            ("next", "/account/security/backup-codes"),
        ],
    )
    .await
    .assert_redirect("/account/security/backup-codes");
    assert_ne!(ada.cookie, before);
    ada.get("/account/security/backup-codes").await.assert_status(200);
}

#[tokio::test]
async fn backup_codes_are_shown_once_downloaded_and_replaced() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (_, old) = set_up(&t, &mut ada).await;
    let fields: Vec<(&str, &str)> = old.iter().map(|code| ("code", code.as_str())).collect();
    let file = ada
        .post_form("/account/security/backup-codes/file", &fields)
        .await;
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"tessera-backup-codes.txt\"")
    );
    assert!(old.iter().all(|code| file.text().contains(code)));
    let none = ada
        .post_form("/account/security/backup-codes/file", &[("code", "<script>")])
        .await;
    none.assert_status(409);
    ada.post_form("/account/security/backup-codes", &[])
        .await
        .assert_status(200);
    assert!(!ada.get("/account/security").await.text().contains(&old[0]));

    let mut phone = t.visitor();
    phone.sign_in(ADA, PASSWORD).await;
    phone
        .post_form("/sign-in/second-factor", &[("code", &old[0])])
        .await
        .assert_status(422);
}

#[tokio::test]
async fn a_new_password_by_mail_leaves_the_second_factor_in_force() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    set_up(&t, &mut ada).await;
    let mut phone = t.visitor();
    phone.post_form("/forgot-password", &[("email", ADA)]).await;
    let token = t.mailed_token(ADA, "/reset-password?token=").await;
    let new = "seventeen quiet otters negotiate";
    phone
        .post_form("/reset-password", &[("token", &token), ("password", new)])
        .await
        .assert_redirect("/sign-in?notice=password");
    phone
        .sign_in(ADA, new)
        .await
        .assert_redirect("/sign-in/second-factor");
    assert!(phone.get("/admin").await.header("location").is_some());
}

#[tokio::test]
async fn a_brand_that_wants_a_second_factor_lets_nobody_work_without_one() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    ada.get("/team/security").await.assert_status(200);
    ada.post_form("/team/security", &[("grace", "0")])
        .await
        .assert_status(409);
    set_up(&t, &mut ada).await;
    ada.post_form("/team/security", &[("grace", "0")])
        .await
        .assert_redirect("/team/security?notice=saved");
    ada.get("/admin").await.assert_status(200);
    let lost = "DELETE FROM totp_factors; DELETE FROM backup_codes";
    t.db.superuser().await.batch_execute(lost).await.unwrap();
    ada.get("/admin")
        .await
        .assert_redirect("/account/security?notice=required");
    ada.call("account/me", serde_json::json!({}))
        .await
        .assert_status(403);
    ada.get("/account/security").await.assert_status(200);
    t.set_role(ADA, "editor").await;
    set_up(&t, &mut ada).await;
    let refused = ada.get("/team/security").await;
    refused.assert_status(403);
    ada.post_form("/team/security", &[("grace", "")])
        .await
        .assert_status(403);
}

#[tokio::test]
async fn until_it_is_required_a_notice_tells_who_has_none() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    set_up(&t, &mut ada).await;
    ada.post_form("/team/security", &[("grace", "7")])
        .await
        .assert_redirect("/team/security?notice=saved");
    let told = "Nordlicht asks every member for a second factor from ";
    assert!(!ada.get("/team").await.text().contains(told), "Ada has one");
    let lost = "DELETE FROM totp_factors; DELETE FROM backup_codes";
    t.db.superuser().await.batch_execute(lost).await.unwrap();
    ada.get("/admin").await.assert_status(200);
    for path in ["/account/security", "/team"] {
        assert!(ada.get(path).await.text().contains(told), "{path}");
    }
    t.advance(Duration::days(7));
    let mut ada = t.visitor();
    ada.sign_in(ADA, PASSWORD).await;
    ada.get("/admin")
        .await
        .assert_redirect("/account/security?notice=required");
}
