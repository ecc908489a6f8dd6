//! What a provider says is believed only where it is signed, new, and meant for us.

use super::{ADA, linked};
use crate::support::{
    TestApp,
    provider::{CLIENT, Provider, Signature, TENANT},
};
use serde_json::{Value, json};
use server::clock::Clock;

async fn refused(t: &TestApp, provider: &Provider, start: &str, what: &str) {
    let mut browser = t.visitor();
    let reply = provider.visit(t, &mut browser, start, ADA).await;
    assert_eq!(reply.status, 422, "{what}: {}", reply.text());
    reply.assert_has(&["could not be verified"]);
    browser
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
}

fn claims(provider: &Provider, claims: &Value) {
    let given = claims.as_object().expect("an object");
    provider.script().claims.clone_from(given);
}

#[tokio::test]
async fn a_token_must_fit_in_every_part() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    let now = t.clock.now().timestamp();
    for wrong in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another" }),
        json!({ "aud": [CLIENT, "another"] }),
        json!({ "aud": [] }),
        json!({ "azp": "another" }),
        json!({ "iss": "https://accounts.google.com" }),
        json!({ "iss": format!("{}/", provider.base) }),
        json!({ "exp": now }),
        json!({ "exp": now - 1 }),
        json!({ "iat": now - 601 }),
        json!({ "iat": now + 301 }),
        json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }),
        json!({ "sub": "" }),
        json!({ "sub": "x".repeat(256) }),
        json!({ "sub": null }),
    ] {
        claims(&provider, &wrong);
        refused(&t, &provider, "/sign-in/google", &wrong.to_string()).await;
    }
    for right in [
        json!({ "aud": [CLIENT], "azp": CLIENT }),
        json!({ "at_hash": null }),
    ] {
        claims(&provider, &right);
        provider
            .visit(&t, &mut t.visitor(), "/sign-in/google", ADA)
            .await
            .assert_redirect("/admin");
    }
}

#[tokio::test]
async fn a_token_must_be_signed_with_the_providers_key() {
    let provider = Provider::start().await;
    let t = provider.as_google().await;
    linked(&t, &provider).await;
    for signature in [Signature::None, Signature::Secret, Signature::AnothersKey] {
        provider.script().signature = signature;
        refused(&t, &provider, "/sign-in/google", &format!("{signature:?}")).await;
    }
}

#[tokio::test]
async fn a_token_of_microsoft_must_be_of_the_tenant_that_it_names() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    let other = "11111111-2222-4333-8444-555555555555";
    let base = provider.base.clone();
    for wrong in [
        json!({ "tid": other }),
        json!({ "iss": format!("{base}/{other}/v2.0") }),
        json!({ "iss": format!("{base}/{{tenantid}}/v2.0"), "tid": "{tenantid}" }),
        json!({ "iss": format!("{base}/common/v2.0"), "tid": "common" }),
        json!({ "iss": base.clone() }),
        json!({ "iss": format!("{base}/{TENANT}/v2.0/") }),
        json!({ "tid": null }),
    ] {
        claims(&provider, &wrong);
        refused(&t, &provider, "/sign-in/microsoft", &wrong.to_string()).await;
    }
}

#[tokio::test]
async fn a_key_of_one_tenant_signs_for_no_other() {
    let provider = Provider::start().await;
    let t = provider.as_both().await;
    provider.script().key_issuer = Some(format!(
        "{}/11111111-2222-4333-8444-555555555555/v2.0",
        provider.base
    ));
    refused(&t, &provider, "/sign-in/microsoft", "key of another tenant").await;
}
