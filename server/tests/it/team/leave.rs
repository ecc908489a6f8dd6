//! `/team/leave`

use super::{audited, invitation, invite, joined, role};
use crate::support::TestApp;
use chrono::Duration;

const PATH: &str = "/team/leave";
const BO: &str = "bo@example.com";

#[tokio::test]
async fn a_member_leaves_and_goes_on_with_another_brand() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = t.owner(BO, "Sudwind").await;
    invite(&mut ada, BO, "editor").await;
    let token = invitation(&t, BO).await;
    bo.post_form("/invitations", &[("token", &token)])
        .await
        .assert_status(303);
    bo.get(PATH)
        .await
        .assert_status(200)
        .assert_has(&["You are about to leave Nordlicht."]);
    let before = bo.cookie.clone();
    bo.post_form(PATH, &[])
        .await
        .assert_redirect("/account/brands?notice=left");
    assert_ne!(bo.cookie, before);
    bo.get("/account/brands?notice=left").await.assert_has(&[
        "You have left the brand.",
        "Sudwind",
        "In use",
    ]);
    assert_eq!(role(&t, BO, "Nordlicht").await, "");
    assert!(audited(&t, "member.left").await.contains(BO));
}

#[tokio::test]
async fn a_member_of_one_brand_ends_with_none() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut vi = joined(&t, &mut ada, "vi@example.com", "viewer").await;
    vi.post_form(PATH, &[])
        .await
        .assert_redirect("/account/brands?notice=left");
    vi.get("/admin").await.assert_redirect("/account/brands");
}

#[tokio::test]
async fn the_last_owner_stays() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = joined(&t, &mut ada, BO, "admin").await;
    ada.get("/team").await.assert_has(&["You are the only owner"]);
    ada.get(PATH)
        .await
        .assert_status(409)
        .assert_has(&["You are the only owner"]);
    ada.post_form(PATH, &[]).await.assert_status(409);
    assert_eq!(role(&t, "ada@example.com", "Nordlicht").await, "owner");
    t.set_role(BO, "owner").await;
    let (one, two) = tokio::join!(ada.post_form(PATH, &[]), bo.post_form(PATH, &[]));
    let mut answers = [one.status, two.status];
    answers.sort_unstable();
    assert_eq!(answers, [303, 409], "of two who leave at once one stays");
}

#[tokio::test]
async fn leaving_needs_a_session_that_is_fresh_and_no_other_site() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut vi = joined(&t, &mut ada, "vi@example.com", "viewer").await;
    t.visitor()
        .get(PATH)
        .await
        .assert_redirect("/sign-in?next=%2Fteam%2Fleave");
    t.visitor()
        .post_form(PATH, &[])
        .await
        .assert_redirect("/sign-in?next=%2Fteam%2Fleave");
    vi.site = Some("cross-site");
    vi.post_form(PATH, &[]).await.assert_status(403);
    vi.site = Some("same-origin");
    t.advance(Duration::minutes(11));
    let way = "/account/confirm?next=%2Fteam%2Fleave";
    vi.get(PATH).await.assert_redirect(way);
    vi.post_form(PATH, &[]).await.assert_redirect(way);
    assert_eq!(role(&t, "vi@example.com", "Nordlicht").await, "viewer");
}
