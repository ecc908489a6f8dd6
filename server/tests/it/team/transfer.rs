//! `/team/transfer`

use super::{audited, joined, role, user};
use crate::support::TestApp;
use chrono::Duration;

const BO: &str = "bo@example.com";
const PATH: &str = "/team/transfer";

#[tokio::test]
async fn the_owner_becomes_an_admin_and_the_other_an_owner() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = joined(&t, &mut ada, BO, "editor").await;
    let id = user(&t, BO).await;
    ada.get(PATH)
        .await
        .assert_status(200)
        .assert_has(&[BO, "Nordlicht", "You become an admin"]);
    for (member, name, field) in [
        ("", "Nordlicht", "Choose the member"),
        (id.as_str(), "nordlicht", "This is not the name of the brand"),
        (id.as_str(), "", "This is not the name of the brand"),
        (
            &user(&t, "ada@example.com").await,
            "Nordlicht",
            "Choose the member",
        ),
    ] {
        let reply = ada.post_form(PATH, &[("member", member), ("name", name)]).await;
        reply.assert_status(422).assert_has(&[field]);
    }
    let before = ada.cookie.clone();
    ada.post_form(PATH, &[("member", &id), ("name", " Nordlicht ")])
        .await
        .assert_redirect("/team?notice=transferred");
    assert_ne!(ada.cookie, before);
    assert_eq!(role(&t, "ada@example.com", "Nordlicht").await, "admin");
    assert_eq!(role(&t, BO, "Nordlicht").await, "owner");
    assert!(t.mails_to(BO).await.iter().any(|s| s == "Your role was changed"));
    assert!(audited(&t, "brand.transferred").await.contains(BO));
    ada.get(PATH).await.assert_status(403);
    bo.get(PATH).await.assert_status(200);
}

#[tokio::test]
async fn nobody_but_an_owner_of_this_brand_with_a_fresh_session_hands_it_over() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    let id = user(&t, "ada@example.com").await;
    let form = [("member", id.as_str()), ("name", "Nordlicht")];
    for (email, role) in [
        ("vi@example.com", "viewer"),
        ("ed@example.com", "editor"),
        ("al@example.com", "admin"),
    ] {
        let mut client = joined(&t, &mut ada, email, role).await;
        client.get(PATH).await.assert_status(403);
        client.post_form(PATH, &form).await.assert_status(403);
    }
    t.visitor()
        .get(PATH)
        .await
        .assert_redirect("/sign-in?next=%2Fteam%2Ftransfer");
    // Somebody of another brand is no member of this one.
    let reply = eve
        .post_form(PATH, &[("member", id.as_str()), ("name", "Sudwind")])
        .await;
    reply.assert_status(422).assert_has(&["Choose the member"]);
    ada.site = Some("cross-site");
    ada.post_form(PATH, &form).await.assert_status(403);
    ada.site = Some("same-origin");
    t.advance(Duration::minutes(11));
    let way = "/account/confirm?next=%2Fteam%2Ftransfer";
    ada.get(PATH).await.assert_redirect(way);
    ada.post_form(PATH, &form).await.assert_redirect(way);
    assert_eq!(role(&t, "ada@example.com", "Nordlicht").await, "owner");
}
