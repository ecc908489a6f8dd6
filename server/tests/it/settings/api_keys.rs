//! `/settings/api-keys`: the keys with which programs of a brand write.

use crate::support::{Reply, TestApp};
use chrono::Duration;

const PAGE: &str = "/settings/api-keys";

fn secret_in(reply: &Reply) -> String {
    let html = reply.text();
    let (_, rest) = html.split_once("<code>tk_").expect("a secret");
    format!("tk_{}", rest.split('<').next().expect("what the story needs"))
}

#[tokio::test]
async fn a_key_is_made_shown_once_and_taken_back() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.get(PAGE)
        .await
        .assert_status(200)
        .assert_has(&["There is no key yet"]);
    let form = [
        ("what", "make"),
        ("name", " ERP "),
        ("units", "yes"),
        ("days", "30"),
    ];
    let made = ada.post_form(PAGE, &form).await;
    made.assert_status(200).assert_has(&["shown this once", "ERP"]);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let secret = secret_in(&made);
    assert_eq!(secret.len(), 46);

    let listed = ada.get(PAGE).await;
    listed.assert_has(&[
        "Make and change passports of batches and items",
        "Never",
        "ada@example.com",
    ]);
    let dump = t.dump().await;
    for text in [listed.text(), dump.clone()] {
        assert!(!text.contains(&secret[3..]), "nobody keeps it");
    }
    assert!(dump.contains("api_key.made"));

    let html = listed.text();
    let (_, rest) = html.split_once("name=\"id\" value=\"").expect("a form");
    let id = rest.split('"').next().unwrap();
    // Another brand's key is none of theirs.
    let mut eve = t.owner("eve@example.com", "Evil").await;
    eve.post_form(PAGE, &[("what", "revoke"), ("id", id)]).await;
    assert!(!ada.get(PAGE).await.text().contains("Revoked "));
    ada.post_form(PAGE, &[("what", "revoke"), ("id", id)])
        .await
        .assert_redirect(PAGE);
    ada.get(PAGE).await.assert_has(&["Revoked "]);
    assert!(t.dump().await.contains("api_key.revoked"));
}

#[tokio::test]
async fn a_key_needs_a_purpose_a_right_and_an_end_and_somebody_who_has_just_proved_who_they_are() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for wrong in [
        [("name", ""), ("units", "yes"), ("days", "30")],
        [("name", "ERP"), ("units", ""), ("days", "30")],
        [("name", "ERP"), ("units", "yes"), ("days", "400")],
        [("name", "ERP"), ("units", "yes"), ("days", "x")],
    ] {
        let mut form = vec![("what", "make")];
        form.extend(wrong);
        ada.post_form(PAGE, &form).await.assert_status(422);
    }
    t.advance(Duration::minutes(11));
    let form = [
        ("what", "make"),
        ("name", "ERP"),
        ("units", "yes"),
        ("days", "30"),
    ];
    let late = ada.post_form(PAGE, &form).await;
    late.assert_redirect("/account/confirm?next=%2Fsettings%2Fapi-keys");
    assert!(!t.dump().await.contains("api_key.made"));
}
