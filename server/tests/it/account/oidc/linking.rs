//! `/account/security/link/…`, `/account/security/unlink/…` and `/account/confirm/…`

use super::{ADA, answer_yes, by_password, link, linked};
use crate::support::{
    PASSWORD, TestApp,
    provider::{Provider, come_back, leave, part},
};
use chrono::Duration;

#[tokio::test]
async fn linking_is_told_by_mail_noted_and_renews_the_session() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut elsewhere = by_password(&t, "ada@example.com").await;
    let before = ada.cookie.clone();
    link(&t, &provider, &mut ada, ADA).await;
    assert_ne!(ada.cookie, before);
    assert!(
        t.mails_to("ada@example.com")
            .await
            .contains(&"A way to sign in was added".to_owned())
    );
    assert!(t.dump().await.contains("identity.linked"));
    ada.get("/account/security").await.assert_has(&[
        "Linked accounts",
        ADA.1,
        "/account/security/unlink/google",
    ]);
    // The other sessions live on and get a new token with the next page.
    elsewhere.get("/admin").await.assert_status(200);
}

#[tokio::test]
async fn linking_and_unlinking_ask_who_it_is_after_a_while() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    t.advance(Duration::minutes(11));
    ada.get("/account/security/link/google")
        .await
        .assert_redirect("/account/confirm?next=%2Faccount%2Fsecurity");
    let unlink = "/account/confirm?next=%2Faccount%2Fsecurity%2Funlink%2Fgoogle";
    ada.get("/account/security/unlink/google")
        .await
        .assert_redirect(unlink);
    ada.post_form("/account/security/unlink/google", &[])
        .await
        .assert_redirect(unlink);
    ada.post_form("/account/security/link/google/confirm", &[])
        .await
        .assert_redirect("/account/confirm?next=%2Faccount%2Fsecurity%2Flink%2Fgoogle%2Fconfirm");
}

#[tokio::test]
async fn strangers_and_other_sites_link_and_unlink_nothing() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    let mut nobody = t.visitor();
    for path in [
        "/account/security/link/google",
        "/account/security/link/google/confirm",
        "/account/security/unlink/google",
        "/account/confirm/google",
    ] {
        let reply = nobody.get(path).await;
        assert!(
            reply.header("location").unwrap().starts_with("/sign-in?next="),
            "{path}"
        );
    }
    ada.site = Some("cross-site");
    for path in [
        "/account/security/unlink/google",
        "/account/security/link/google/confirm",
    ] {
        ada.post_form(path, &[]).await.assert_status(403);
    }
    // Bob has nothing to unlink, and his unlinking is not Ada's.
    let mut bob = t.owner("bob@example.com", "Südlicht").await;
    bob.post_form("/account/security/unlink/google", &[])
        .await
        .assert_status(404);
    assert!(t.dump().await.contains(ADA.0));
}

#[tokio::test]
async fn a_visit_that_mallory_began_links_nothing_to_ada() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut mallory = t.owner("mallory@example.com", "Schatten").await;
    let location = leave(&mut mallory, "/account/security/link/google").await;
    let back = provider.approve(&t, &location, "google-mallory", "mallory@gmail.example");
    come_back(&mut ada, &back).await.assert_status(422);
    ada.get("/account/security/link/google/confirm")
        .await
        .assert_status(409)
        .assert_has(&["There is nothing to link any more"]);
}

#[tokio::test]
async fn only_the_account_that_was_shown_is_linked_and_once() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    provider
        .visit(&t, &mut ada, "/account/security/link/google", ADA)
        .await
        .assert_redirect("/account/security/link/google/confirm");
    let page = ada.get("/account/security/link/google/confirm").await.text();
    let asked = page.split("name=\"question\" value=\"").nth(1).unwrap();
    let asked = asked.split('"').next().unwrap().to_owned();
    // In another tab somebody comes back with another account.
    provider
        .visit(
            &t,
            &mut ada,
            "/account/security/link/google",
            ("google-eve", "eve@gmail.example"),
        )
        .await
        .assert_redirect("/account/security/link/google/confirm");
    ada.post_form("/account/security/link/google/confirm", &[("question", &asked)])
        .await
        .assert_status(409);
    let dump = t.dump().await;
    assert!(!dump.contains(ADA.0) && !dump.contains("google-eve"));
}

#[tokio::test]
async fn an_account_signs_in_one_user_and_a_user_has_one_of_each() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    ada.get("/account/security/link/google")
        .await
        .assert_status(409)
        .assert_has(&["is linked already"]);
    let mut bob = t.owner("bob@example.com", "Südlicht").await;
    provider
        .visit(&t, &mut bob, "/account/security/link/google", ADA)
        .await
        .assert_redirect("/account/security/link/google/confirm");
    answer_yes(&mut bob, "google")
        .await
        .assert_status(409)
        .assert_has(&["is linked to an account here already"]);
}

#[tokio::test]
async fn unlinking_ends_the_other_sessions_and_the_way_in() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    let mut by_google = t.visitor();
    provider
        .visit(&t, &mut by_google, "/sign-in/google", ADA)
        .await
        .assert_redirect("/admin");
    ada.get("/account/security/unlink/google")
        .await
        .assert_status(200)
        .assert_has(&[ADA.1, "Your other sessions are ended"]);
    ada.post_form("/account/security/unlink/google", &[])
        .await
        .assert_redirect("/account/security?notice=unlinked");
    ada.get("/admin").await.assert_status(200);
    by_google
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
    assert!(
        t.mails_to("ada@example.com")
            .await
            .contains(&"A way to sign in was removed".to_owned())
    );
    assert!(t.dump().await.contains("identity.unlinked"));
    let reply = provider.visit(&t, &mut t.visitor(), "/sign-in/google", ADA).await;
    assert_ne!(reply.header("location"), Some("/admin"));
}

#[tokio::test]
async fn a_linked_account_proves_again_who_one_is() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    forget_passwords(&t).await;
    t.advance(Duration::minutes(11));
    ada.get("/account/confirm?next=/account/security/unlink/google")
        .await
        .assert_has(&["href=\"/account/confirm/google?next=/account/security/unlink/google\""]);
    let start = "/account/confirm/google?next=/account/security/unlink/google";
    let location = leave(&mut ada, start).await;
    assert!(
        location.contains("prompt=login")
            && location.contains("max_age=0")
            && part(&location, "claims").contains("auth_time"),
        "{location}"
    );
    let (stranger, before) = (("google-eve", "eve@gmail.example"), ada.cookie.clone());
    let back = provider.approve(&t, &location, stranger.0, stranger.1);
    come_back(&mut ada, &back)
        .await
        .assert_status(422)
        .assert_has(&["This is not the Google account that is linked to yours"]);
    provider
        .visit(&t, &mut ada, start, ADA)
        .await
        .assert_redirect("/account/security/unlink/google");
    assert_ne!(ada.cookie, before);
    let refused = t.dump().await.matches("\"identity.refused\"").count();
    assert_eq!(refused, 1, "the stranger's account");
}

#[tokio::test]
async fn a_provider_that_does_not_tell_of_a_sign_in_just_now_confirms_nothing() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    forget_passwords(&t).await;
    t.advance(Duration::minutes(11));
    let before = ada.cookie.clone();
    for claims in [
        serde_json::json!({ "auth_time": 1_790_000_000 }),
        serde_json::json!({ "auth_time": null }),
    ] {
        provider.script().claims = claims.as_object().unwrap().clone();
        provider
            .visit(&t, &mut ada, "/account/confirm/google", ADA)
            .await
            .assert_status(422)
            .assert_has(&["did not tell that you signed in there just now"]);
        assert_eq!(ada.cookie, before);
    }
    let refused = t.dump().await.matches("\"identity.refused\"").count();
    assert_eq!(refused, 2, "both are in the audit log");
}

#[tokio::test]
async fn who_has_a_password_confirms_with_that_and_not_with_google() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    t.advance(Duration::minutes(11));
    let page = ada.get("/account/confirm").await.text();
    assert!(!page.contains("/account/confirm/google"), "{page}");
    provider
        .visit(&t, &mut ada, "/account/confirm/google", ADA)
        .await
        .assert_status(422)
        .assert_has(&["Confirm with your password instead"]);
    ada.post_form("/account/confirm", &[("password", PASSWORD)])
        .await
        .assert_redirect("/account/security?notice=confirmed");
}

/// As if everybody had opened their account with the provider.
async fn forget_passwords(t: &TestApp) {
    let thief = t.db.superuser().await;
    let sql = "UPDATE users SET password_hash = NULL";
    thief.execute(sql, &[]).await.expect("the change");
}
