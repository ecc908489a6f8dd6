//! `/sign-up/google`

use super::ADA;
use crate::support::{PASSWORD, provider::Provider};
use chrono::Duration;
use serde_json::json;

const NEW: (&str, &str) = ("google-grace", "Grace@Gmail.example");

#[tokio::test]
async fn somebody_new_opens_an_account_without_a_password() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut grace = t.visitor();
    provider
        .visit(&t, &mut grace, "/sign-in/google?next=/admin/templates", NEW)
        .await
        .assert_redirect("/sign-up/google");
    grace
        .get("/sign-up/google")
        .await
        .assert_status(200)
        .assert_has(&["Grace@Gmail.example", "name=\"brand_name\""]);
    grace
        .post_form("/sign-up/google", &[("brand_name", " ")])
        .await
        .assert_status(422)
        .assert_has(&["Enter your brand's name."]);
    grace
        .post_form("/sign-up/google", &[("brand_name", "Nordlicht")])
        .await
        .assert_redirect("/admin/templates");
    grace.get("/account/security").await.assert_has(&[
        "grace@gmail.example",
        "Nordlicht",
        "This account has no password",
    ]);
    let mut again = t.visitor();
    provider
        .visit(&t, &mut again, "/sign-in/google", NEW)
        .await
        .assert_redirect("/admin");
    let mut guess = t.visitor();
    guess
        .sign_in("grace@gmail.example", PASSWORD)
        .await
        .assert_status(422);
    // Who has no password is not asked for one.
    t.advance(Duration::minutes(11));
    let page = again.get("/account/confirm?next=/account/security").await;
    page.assert_has(&["Confirm with Google", "This account has no password"]);
    assert!(!page.text().contains("type=\"password\""));
    provider
        .visit(
            &t,
            &mut again,
            "/account/confirm/google?next=/account/security",
            NEW,
        )
        .await
        .assert_redirect("/account/security");
    // Their only way to sign in stays.
    again
        .post_form("/account/security/unlink/google", &[])
        .await
        .assert_status(409)
        .assert_has(&["is the only way to sign in"]);
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_opens_nothing() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    let mut grace = t.visitor();
    provider
        .visit(&t, &mut grace, "/sign-in/microsoft", NEW)
        .await
        .assert_status(403);
    for unverified in [
        json!({ "email_verified": false }),
        json!({ "email_verified": null }),
        json!({ "email": null }),
    ] {
        provider.script().claims = unverified.as_object().unwrap().clone();
        provider
            .visit(&t, &mut grace, "/sign-in/google", NEW)
            .await
            .assert_status(403)
            .assert_has(&["is not linked"]);
    }
    grace.get("/sign-up/google").await.assert_status(422);
    grace
        .post_form("/sign-up/google", &[("brand_name", "Nordlicht")])
        .await
        .assert_status(422);
    assert!(!t.dump().await.contains("ail.example"));
}

#[tokio::test]
async fn the_offer_is_for_one_browser_for_half_an_hour() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut grace = t.visitor();
    provider
        .visit(&t, &mut grace, "/sign-in/google", NEW)
        .await
        .assert_redirect("/sign-up/google");
    let mut other = t.visitor();
    provider
        .visit(
            &t,
            &mut other,
            "/sign-in/google",
            ("google-eve", "eve@gmail.example"),
        )
        .await
        .assert_redirect("/sign-up/google");
    other
        .get("/sign-up/google")
        .await
        .assert_has(&["eve@gmail.example"]);
    t.advance(Duration::minutes(30));
    grace
        .post_form("/sign-up/google", &[("brand_name", "Nordlicht")])
        .await
        .assert_status(422)
        .assert_has(&["Please start again"]);
}

#[tokio::test]
async fn a_sign_up_that_nobody_confirmed_does_not_keep_its_password() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    // Mallory signs up with an address that is not hers and waits for its owner.
    let form = [
        ("email", "grace@gmail.example"),
        ("password", PASSWORD),
        ("brand_name", "Schatten"),
    ];
    t.visitor().post_form("/sign-up", &form).await;
    let link = t
        .mailed_token("grace@gmail.example", "/verify-email?token=")
        .await;
    let mut grace = t.visitor();
    provider
        .visit(&t, &mut grace, "/sign-in/google", NEW)
        .await
        .assert_redirect("/sign-up/google");
    grace
        .post_form("/sign-up/google", &[("brand_name", "Nordlicht")])
        .await
        .assert_redirect("/admin");
    grace.get("/account/security").await.assert_has(&["Nordlicht"]);
    let mut mallory = t.visitor();
    mallory
        .sign_in("grace@gmail.example", PASSWORD)
        .await
        .assert_status(422);
    mallory
        .post_form("/verify-email", &[("token", &link)])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn an_account_that_came_in_between_is_not_taken_over() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut browser = t.visitor();
    let who = (ADA.0, "ada@example.com");
    provider
        .visit(&t, &mut browser, "/sign-in/google", who)
        .await
        .assert_redirect("/sign-up/google");
    t.owner("ada@example.com", "Nordlicht").await;
    let reply = browser
        .post_form("/sign-up/google", &[("brand_name", "Schatten")])
        .await;
    reply
        .assert_status(409)
        .assert_has(&["There is an account with this address by now"]);
    assert!(!t.dump().await.contains(ADA.0));
}

#[tokio::test]
async fn the_last_two_ways_to_sign_in_are_not_given_up_at_once() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    let mut grace = t.visitor();
    provider
        .visit(&t, &mut grace, "/sign-in/google", NEW)
        .await
        .assert_redirect("/sign-up/google");
    grace
        .post_form("/sign-up/google", &[("brand_name", "Nordlicht")])
        .await
        .assert_redirect("/admin");
    let elsewhere = ("ms-grace", "");
    provider
        .visit(&t, &mut grace, "/account/security/link/microsoft", elsewhere)
        .await
        .assert_redirect("/account/security/link/microsoft/confirm");
    super::answer_yes(&mut grace, "microsoft")
        .await
        .assert_redirect("/account/security?notice=linked");
    let (mut one, mut other) = (grace.clone(), grace);
    let answers = tokio::join!(
        one.post_form("/account/security/unlink/google", &[]),
        other.post_form("/account/security/unlink/microsoft", &[]),
    );
    let unlinked = "/account/security?notice=unlinked";
    let done = [&answers.0, &answers.1].map(|reply| reply.header("location") == Some(unlinked));
    assert!(done[0] != done[1], "{done:?}");
    let dump = t.dump().await;
    assert!(dump.contains(NEW.0) != dump.contains("ms-grace"));
}
