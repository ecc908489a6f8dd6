//! `/account/brands`

use super::{audited, brand, invitation, invite};
use crate::support::{PASSWORD, TestApp};

const PATH: &str = "/account/brands";
const SWITCH: &str = "/account/brands/switch";

#[tokio::test]
async fn opening_and_switching_bring_another_brand_and_another_token() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let before = ada.cookie.clone();
    ada.post_form(PATH, &[("name", "")])
        .await
        .assert_status(422)
        .assert_has(&["Enter your brand", "class=\"mistake\""]);
    ada.post_form(PATH, &[("name", " Sudwind ")])
        .await
        .assert_redirect("/admin");
    assert_ne!(ada.cookie, before);
    ada.get(PATH)
        .await
        .assert_has(&["Nordlicht", "Sudwind", "In use", "Switch"]);
    ada.get("/team").await.assert_has(&[">Sudwind</a>"]);
    let before = ada.cookie.clone();
    let id = brand(&t, "Nordlicht").await;
    ada.post_form(SWITCH, &[("brand", &id)])
        .await
        .assert_redirect("/admin");
    assert_ne!(ada.cookie, before);
    ada.get("/team").await.assert_has(&[">Nordlicht</a>"]);
    assert!(audited(&t, "brand.created").await.contains("Sudwind"));
    assert_eq!(audited(&t, "brand.switched").await.lines().count(), 1);
    let mut old = ada.clone();
    old.cookie = before;
    old.get(PATH)
        .await
        .assert_redirect("/sign-in?next=%2Faccount%2Fbrands");
}

#[tokio::test]
async fn a_brand_that_one_does_not_belong_to_is_not_found() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    t.owner("eve@example.com", "Sudwind").await;
    let theirs = brand(&t, "Sudwind").await;
    for id in [
        theirs.as_str(),
        "nonsense",
        "00000000-0000-0000-0000-000000000000",
        "",
    ] {
        ada.post_form(SWITCH, &[("brand", id)]).await.assert_status(404);
    }
    assert!(!ada.get(PATH).await.text().contains("Sudwind"));
}

#[tokio::test]
async fn nobody_and_no_other_site_opens_or_switches() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let id = brand(&t, "Nordlicht").await;
    for (path, form) in [(PATH, ("name", "Sudwind")), (SWITCH, ("brand", id.as_str()))] {
        let reply = t.visitor().post_form(path, &[form]).await;
        assert!(reply.header("location").unwrap().starts_with("/sign-in?next="));
        ada.site = Some("cross-site");
        ada.post_form(path, &[form]).await.assert_status(403);
    }
}

#[tokio::test]
async fn the_next_sign_in_leads_to_the_brand_that_was_used_last() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = t.owner("bo@example.com", "Sudwind").await;
    invite(&mut ada, "bo@example.com", "viewer").await;
    let token = invitation(&t, "bo@example.com").await;
    bo.post_form("/invitations", &[("token", &token)])
        .await
        .assert_status(303);
    let mut phone = t.visitor();
    phone
        .sign_in("bo@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    phone.get("/team").await.assert_has(&[">Nordlicht</a>"]);
    let id = brand(&t, "Sudwind").await;
    phone
        .post_form(SWITCH, &[("brand", &id)])
        .await
        .assert_redirect("/admin");
    // Each browser works for the brand that was chosen in it.
    bo.get("/team").await.assert_has(&[">Nordlicht</a>"]);
    let mut laptop = t.visitor();
    laptop
        .sign_in("bo@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    laptop.get("/team").await.assert_has(&[">Sudwind</a>"]);
}
