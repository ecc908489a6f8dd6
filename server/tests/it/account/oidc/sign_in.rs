//! `/sign-in/google` and `/sign-in/microsoft`

use super::{ADA, linked};
use crate::support::{
    TestApp,
    provider::{Provider, Signature, TENANT, come_back, leave},
};
use chrono::Duration;
use serde_json::json;

#[tokio::test]
async fn a_linked_account_signs_in_and_leads_back() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let mut ada = t.visitor();
    ada.get("/sign-in")
        .await
        .assert_has(&["href=\"/sign-in/google\"", "Continue with Google"]);
    let reply = provider
        .visit(&t, &mut ada, "/sign-in/google?next=/admin/templates", ADA)
        .await;
    reply.assert_redirect("/admin/templates");
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-tessera_session=") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    ada.get("/admin").await.assert_status(200);
    assert!(t.dump().await.contains("\"methods\":\"google\""));
}

#[tokio::test]
async fn a_changed_address_still_signs_the_same_person_in() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let mut ada = t.visitor();
    let moved = (ADA.0, "somebody-else@gmail.example");
    provider
        .visit(&t, &mut ada, "/sign-in/google", moved)
        .await
        .assert_redirect("/admin");
    ada.get("/account/security")
        .await
        .assert_has(&["somebody-else@gmail.example", "ada@example.com"]);
}

#[tokio::test]
async fn an_address_alone_never_signs_in() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    t.owner("ada@example.com", "Nordlicht").await;
    for start in ["/sign-in/google", "/sign-in/microsoft"] {
        let mut mallory = t.visitor();
        let reply = provider
            .visit(&t, &mut mallory, start, ("mallory", "ada@example.com"))
            .await;
        reply
            .assert_status(403)
            .assert_has(&["is not linked", "with your password first"]);
        // Google vouches for the address, so its owner is to know.
        assert!(t.dump().await.contains("\"not linked\""));
        mallory
            .get("/admin")
            .await
            .assert_redirect("/sign-in?next=%2Fadmin");
    }
    let dump = t.dump().await;
    assert!(!dump.contains("mallory") && !dump.contains("\"methods\":\"google\""));
}

#[tokio::test]
async fn an_enrolled_second_factor_is_still_asked_for() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let sql = "INSERT INTO totp_factors (id, user_id, secret, created_at, confirmed_at) \
               SELECT gen_random_uuid(), id, '\\x00', now(), now() FROM users WHERE email = 'ada@example.com'";
    t.db.superuser().await.execute(sql, &[]).await.unwrap();
    let mut ada = t.visitor();
    provider
        .visit(&t, &mut ada, "/sign-in/google", ADA)
        .await
        .assert_redirect("/sign-in/second-factor");
    ada.get("/admin")
        .await
        .assert_redirect("/sign-in/second-factor?next=%2Fadmin");
}

#[tokio::test]
async fn the_session_before_ends_with_the_sign_in() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    let before = ada.clone();
    provider
        .visit(&t, &mut ada, "/sign-in/google", ADA)
        .await
        .assert_redirect("/admin");
    let mut old = before;
    old.get("/admin").await.assert_redirect("/sign-in?next=%2Fadmin");
    ada.get("/admin").await.assert_status(200);
}

#[tokio::test]
async fn microsoft_signs_in_under_the_issuer_of_its_own_tenant() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let location = leave(&mut ada, "/account/security/link/microsoft").await;
    let back = provider.approve(&t, &location, "ms-ada", "ada@contoso.example");
    come_back(&mut ada, &back)
        .await
        .assert_redirect("/account/security/link/microsoft/confirm");
    super::answer_yes(&mut ada, "microsoft")
        .await
        .assert_redirect("/account/security?notice=linked");
    assert!(
        t.dump()
            .await
            .contains(&format!("{}/{TENANT}/v2.0", provider.base))
    );
    let mut again = t.visitor();
    provider
        .visit(&t, &mut again, "/sign-in/microsoft", ("ms-ada", ""))
        .await
        .assert_redirect("/admin");
    // The same subject in another tenant is another person.
    let other = "11111111-2222-4333-8444-555555555555";
    provider.script().claims = json!({ "tid": other, "iss": format!("{}/{other}/v2.0", provider.base) })
        .as_object()
        .unwrap()
        .clone();
    provider
        .visit(&t, &mut t.visitor(), "/sign-in/microsoft", ("ms-ada", ""))
        .await
        .assert_status(403);
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_the_password() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    t.advance(Duration::hours(25));
    provider.script().is_down = true;
    let mut ada = t.visitor();
    let reply = ada.get("/sign-in/google").await;
    reply
        .assert_status(503)
        .assert_has(&["Google does not answer at the moment", "name=\"password\""]);
    assert!(reply.header("retry-after").is_some() && reply.header("set-cookie").is_none());
    super::by_password(&t, "ada@example.com").await;
    provider.script().is_down = false;
    t.advance(Duration::seconds(11));
    provider
        .visit(&t, &mut ada, "/sign-in/google", ADA)
        .await
        .assert_redirect("/admin");
}

#[tokio::test]
async fn metadata_and_keys_are_kept_for_an_hour_and_new_keys_are_found() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    assert_eq!(provider.asked(), ["metadata", "keys", "token"]);
    provider
        .visit(&t, &mut t.visitor(), "/sign-in/google", ADA)
        .await
        .assert_redirect("/admin");
    assert_eq!(provider.asked(), ["token"]);
    provider.script().signature = Signature::NewKey;
    provider
        .visit(&t, &mut t.visitor(), "/sign-in/google", ADA)
        .await
        .assert_redirect("/admin");
    assert_eq!(provider.asked(), ["token", "keys"]);
    t.advance(Duration::minutes(61));
    leave(&mut t.visitor(), "/sign-in/google").await;
    assert_eq!(provider.asked(), ["metadata", "keys"]);
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    provider.script().other_issuer = Some("https://accounts.google.com".to_owned());
    for start in ["/sign-in/google", "/sign-in/microsoft"] {
        t.visitor()
            .get(start)
            .await
            .assert_status(503)
            .assert_has(&["not set up correctly"]);
    }
}

#[tokio::test]
async fn what_is_not_configured_is_not_there() {
    let t = TestApp::start().await;
    let mut visitor = t.visitor();
    let page = visitor.get("/sign-in").await.text();
    assert!(!page.contains("Continue with"), "{page}");
    visitor.get("/sign-in/google").await.assert_status(404);
    visitor.get("/sign-in/microsoft").await.assert_status(404);
    visitor.get("/sign-in/facebook").await.assert_status(404);
}

#[tokio::test]
async fn a_link_of_another_site_only_leads_to_the_sign_in_page() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = t.visitor();
    ada.site = Some("cross-site");
    let reply = ada.get("/sign-in/google").await;
    reply.assert_redirect("/sign-in");
    assert!(reply.header("set-cookie").is_none());
}

#[tokio::test]
async fn the_eleventh_visit_in_fifteen_minutes_waits() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut visitor = t.visitor();
    for _ in 0..10 {
        leave(&mut visitor, "/sign-in/google").await;
    }
    visitor.get("/sign-in/google").await.assert_status(429);
}
