//! `/account/address`

use crate::support::{Client, PASSWORD, TestApp};
use chrono::Duration;

const OLD: &str = "ada@example.com";
const NEW: &str = "ada@nordlicht.example";
const LINK: &str = "/account/address/confirm?token=";
const FORM: &str = "/account/address";

async fn ask(client: &mut Client, email: &str) {
    client
        .post_form(FORM, &[("email", email)])
        .await
        .assert_redirect("/account/address?notice=sent");
}

#[tokio::test]
async fn an_address_changes_when_the_new_one_confirms_it_and_the_old_one_is_told_twice() {
    let t = TestApp::start().await;
    let mut ada = t.owner(OLD, "Nordlicht").await;
    let mut other = t.visitor();
    other.sign_in(OLD, PASSWORD).await;
    ada.get(FORM).await.assert_status(200).assert_has(&[OLD]);
    ask(&mut ada, " Ada@Nordlicht.example ").await;
    let token = t.mailed_token(NEW, LINK).await;
    ada.get(&format!("{LINK}{token}"))
        .await
        .assert_status(200)
        .assert_has(&["Use the new address"]);
    ada.get("/account/security").await.assert_has(&[OLD]);

    let before = ada.cookie.clone();
    ada.post_form("/account/address/confirm", &[("token", &token)])
        .await
        .assert_redirect("/account/security?notice=address");
    assert_ne!(ada.cookie, before, "a new token");
    ada.get("/account/security").await.assert_has(&[NEW]);
    other
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
    ada.post_form("/account/address/confirm", &[("token", &token)])
        .await
        .assert_status(404);
    let told = t.mails_to(OLD).await;
    for subject in [
        "Another address was asked for",
        "The address of your account was changed",
    ] {
        assert!(
            told.iter().any(|s| s == subject),
            "{subject} is missing in {told:?}"
        );
    }
    let told = t.mails_to(NEW).await;
    assert!(
        told.iter()
            .any(|s| s == "This is the address of your account now")
    );
    assert_ne!(t.visitor().sign_in(OLD, PASSWORD).await.status, 303);
    t.visitor().sign_in(NEW, PASSWORD).await.assert_redirect("/admin");
    let dump = t.dump().await;
    assert!(dump.contains("account.address_asked_for") && dump.contains("account.address_changed"));
}

#[tokio::test]
async fn an_address_with_an_account_gets_the_same_answer_and_its_owner_a_mail() {
    let t = TestApp::start().await;
    let mut ada = t.owner(OLD, "Nordlicht").await;
    t.owner("bo@example.com", "Südwind").await;
    ask(&mut ada, "bo@example.com").await;
    let mails = t.mails_to("bo@example.com").await;
    assert!(
        mails.iter().any(|s| s == "Your address was asked for"),
        "{mails:?}"
    );
    for (wrong, words) in [("ada@", "Enter an e-mail address"), (OLD, "your address already")] {
        ada.post_form(FORM, &[("email", wrong)])
            .await
            .assert_status(422)
            .assert_has(&[words, "id=\"email-error\""]);
    }
}

#[tokio::test]
async fn the_link_is_for_the_one_who_asked_for_half_an_hour_and_the_latest_counts() {
    let t = TestApp::start().await;
    let mut ada = t.owner(OLD, "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Südwind").await;
    ask(&mut ada, NEW).await;
    let first = t.mailed_token(NEW, LINK).await;
    ask(&mut ada, NEW).await;
    let second = t.mailed_token(NEW, LINK).await;
    let confirm = "/account/address/confirm";
    eve.post_form(confirm, &[("token", &second)])
        .await
        .assert_status(404);
    ada.post_form(confirm, &[("token", &first)])
        .await
        .assert_status(404);
    ada.post_form(confirm, &[("token", "nonsense")])
        .await
        .assert_status(404);
    t.advance(Duration::minutes(31));
    ada.post_form("/account/confirm", &[("password", PASSWORD)]).await;
    ada.post_form(confirm, &[("token", &second)])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn an_old_reset_link_does_not_survive_the_change() {
    let t = TestApp::start().await;
    let mut ada = t.owner(OLD, "Nordlicht").await;
    t.visitor().post_form("/forgot-password", &[("email", OLD)]).await;
    let reset = t.mailed_token(OLD, "/reset-password?token=").await;
    ask(&mut ada, NEW).await;
    let token = t.mailed_token(NEW, LINK).await;
    ada.post_form("/account/address/confirm", &[("token", &token)])
        .await
        .assert_redirect("/account/security?notice=address");
    t.visitor()
        .post_form("/reset-password", &[("token", &reset), ("password", PASSWORD)])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_stale_session_proves_itself_first_and_strangers_are_refused() {
    let t = TestApp::start().await;
    let mut ada = t.owner(OLD, "Nordlicht").await;
    ask(&mut ada, NEW).await;
    let token = t.mailed_token(NEW, LINK).await;
    t.advance(Duration::minutes(11));
    let first = "/account/confirm?next=%2Faccount%2Faddress";
    ada.get(FORM).await.assert_redirect(first);
    ada.post_form(FORM, &[("email", NEW)])
        .await
        .assert_redirect(first);
    for reply in [
        ada.get(&format!("{LINK}{token}")).await,
        ada.post_form("/account/address/confirm", &[("token", &token)])
            .await,
    ] {
        let location = reply.header("location").unwrap();
        assert!(
            location.starts_with(&format!("{first}%2Fconfirm%3Ftoken%3D")),
            "{location}"
        );
    }
    ada.post_form("/account/confirm", &[("password", PASSWORD)]).await;
    ada.post_form("/account/address/confirm", &[("token", &token)])
        .await
        .assert_redirect("/account/security?notice=address");

    let mut nobody = t.visitor();
    for path in [FORM, "/account/address/confirm"] {
        let reply = nobody.get(path).await;
        assert!(reply.header("location").unwrap().starts_with("/sign-in?next="));
        ada.site = Some("cross-site");
        ada.post_form(path, &[("email", NEW)]).await.assert_status(403);
    }
}
