//! A visit to a provider ends in the browser that began it, at the place of that provider, once and in time.

use super::{ADA, linked};
use crate::support::provider::{Provider, come_back, leave, part};
use chrono::Duration;

const BEGIN_AGAIN: &str = "Please start again";

#[tokio::test]
async fn another_browser_cannot_end_it() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = linked(&t, &provider).await;
    let mut mallory = t.visitor();
    let location = leave(&mut mallory, "/sign-in/google").await;
    let back = provider.approve(&t, &location, "mallory", "mallory@gmail.example");
    provider.asked();
    // Somebody without a cookie, somebody at the same step, and somebody who is signed in.
    let mut nobody = t.visitor();
    let mut waiting = t.visitor();
    leave(&mut waiting, "/sign-in/google").await;
    for victim in [&mut nobody, &mut waiting, &mut ada] {
        let reply = come_back(victim, &back).await;
        reply.assert_status(422).assert_has(&[BEGIN_AGAIN]);
        assert!(reply.header("set-cookie").is_none());
    }
    assert!(provider.asked().is_empty(), "no code of a stranger is redeemed");
    // Nobody else could use it up either.
    come_back(&mut mallory, &back)
        .await
        .assert_redirect("/sign-up/google");
}

#[tokio::test]
async fn it_ends_once() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let mut ada = t.visitor();
    let location = leave(&mut ada, "/sign-in/google").await;
    let back = provider.approve(&t, &location, ADA.0, ADA.1);
    let before = ada.clone();
    come_back(&mut ada, &back).await.assert_redirect("/admin");
    for mut browser in [before, ada] {
        let reply = come_back(&mut browser, &back).await;
        reply.assert_status(422).assert_has(&[BEGIN_AGAIN]);
    }
}

#[tokio::test]
async fn it_ends_within_ten_minutes() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let mut ada = t.visitor();
    let location = leave(&mut ada, "/sign-in/google").await;
    t.advance(Duration::minutes(10));
    let back = provider.approve(&t, &location, ADA.0, ADA.1);
    come_back(&mut ada, &back).await.assert_status(422);
}

#[tokio::test]
async fn the_callback_of_the_other_provider_does_not_take_it() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    linked(&t, &provider).await;
    let mut ada = t.visitor();
    let location = leave(&mut ada, "/sign-in/google").await;
    let back = provider.approve(&t, &location, ADA.0, ADA.1);
    provider.asked();
    let mixed_up = back.replace("/sign-in/google/", "/sign-in/microsoft/");
    come_back(&mut ada, &mixed_up)
        .await
        .assert_status(422)
        .assert_has(&[BEGIN_AGAIN]);
    assert!(provider.asked().is_empty());
}

#[tokio::test]
async fn an_answer_that_names_another_issuer_is_refused() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    for (issuer, passes) in [
        ("https%3A%2F%2Fevil.example", false),
        (provider.base.as_str(), true),
    ] {
        let mut ada = t.visitor();
        let location = leave(&mut ada, "/sign-in/google").await;
        let back = provider.approve(&t, &location, ADA.0, ADA.1);
        provider.asked();
        let reply = come_back(&mut ada, &format!("{back}&iss={issuer}")).await;
        assert_eq!(reply.status == 303, passes, "{}", reply.text());
        assert_eq!(
            provider.asked().is_empty(),
            !passes,
            "its code is not redeemed elsewhere"
        );
    }
}

#[tokio::test]
async fn an_error_is_told_in_our_words_and_uses_the_visit_up() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    for (error, status, words) in [
        ("access_denied", 422, "You cancelled at Google"),
        (
            "temporarily_unavailable",
            503,
            "Google cannot sign you in at the moment",
        ),
        ("%3Cscript%3E", 422, "Google refused the sign-in"),
    ] {
        let mut ada = t.visitor();
        let state = part(&leave(&mut ada, "/sign-in/google").await, "state");
        let back =
            format!("/sign-in/google/callback?error={error}&error_description=Call+0900-EVIL&state={state}");
        let reply = come_back(&mut ada, &back).await;
        reply
            .assert_status(status)
            .assert_has(&[words, "name=\"password\""]);
        assert!(!reply.text().contains("EVIL") && !reply.text().contains("<script>"));
        come_back(&mut ada, &back).await.assert_has(&[BEGIN_AGAIN]);
    }
    // Without a visit the address is not worth a word of its own.
    let forged = "/sign-in/google/callback?error=access_denied&state=x";
    come_back(&mut t.visitor(), forged)
        .await
        .assert_status(422)
        .assert_has(&[BEGIN_AGAIN]);
}

#[tokio::test]
async fn the_cookie_of_a_visit_is_no_session_and_nothing_is_stored_in_the_clear() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    let mut ada = t.visitor();
    let location = leave(&mut ada, "/sign-in/google").await;
    let cookie = ada.cookie.clone().unwrap();
    assert!(cookie.starts_with("__Host-tessera_session="));
    ada.get("/admin").await.assert_redirect("/sign-in?next=%2Fadmin");
    let dump = t.dump().await;
    for secret in [
        part(&location, "state"),
        part(&location, "nonce"),
        cookie.split_once('=').unwrap().1.to_owned(),
    ] {
        assert!(!dump.contains(&secret));
    }
}

#[tokio::test]
async fn no_token_of_the_provider_is_kept() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let dump = t.dump().await;
    assert!(dump.contains(ADA.0));
    assert!(!dump.contains("access-token-for") && !dump.contains("a-refresh-token") && !dump.contains("eyJ"));
}
