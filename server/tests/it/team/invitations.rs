//! `/invitations`: accepting an invitation, with and without an account.

use super::{audited, invitation, invite, joined, role};
use crate::support::{Client, PASSWORD, Reply, TestApp};
use chrono::Duration;

const BO: &str = "bo@example.com";

async fn accept(client: &mut Client, token: &str) -> Reply {
    client.post_form("/invitations", &[("token", token)]).await
}

async fn page(client: &mut Client, token: &str) -> Reply {
    client.get(&format!("/invitations?token={token}")).await
}

#[tokio::test]
async fn somebody_new_sets_a_password_and_is_a_member_with_no_brand_of_their_own() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "editor").await;
    let token = invitation(&t, BO).await;
    let mut bo = t.visitor();
    let shown = page(&mut bo, &token).await;
    shown.assert_status(200).assert_has(&[
        "Nordlicht",
        "ada@example.com",
        "an editor",
        BO,
        "Create my account and accept",
    ]);
    assert_eq!(shown.header("referrer-policy"), Some("same-origin"));
    assert!(!shown.text().contains("<script"));

    let weak = bo
        .post_form("/invitations", &[("token", &token), ("password", "short")])
        .await;
    weak.assert_status(422)
        .assert_has(&["at least 15 characters", "class=\"mistake\""]);
    let name = bo
        .post_form(
            "/invitations",
            &[("token", &token), ("password", "nordlichtnordlicht")],
        )
        .await;
    name.assert_status(422);

    let done = bo
        .post_form("/invitations", &[("token", &token), ("password", PASSWORD)])
        .await;
    done.assert_redirect("/team?notice=joined");
    assert!(done.header("set-cookie").is_some());
    bo.get("/team?notice=joined").await.assert_has(&["Welcome.", BO]);
    assert_eq!(role(&t, BO, "Nordlicht").await, "editor");
    let brands = bo.get("/account/brands").await.text();
    assert_eq!(brands.matches("<tr>").count(), 2, "the head and one brand");
    assert!(audited(&t, "member.joined").await.contains("ada@example.com"));
    t.visitor().sign_in(BO, PASSWORD).await.assert_redirect("/admin");

    let again = t
        .visitor()
        .post_form("/invitations", &[("token", &token), ("password", PASSWORD)])
        .await;
    again
        .assert_status(404)
        .assert_has(&["This invitation does not work"]);
}

#[tokio::test]
async fn somebody_with_an_account_signs_in_first_and_accepts_with_a_button() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = t.owner(BO, "Sudwind").await;
    invite(&mut ada, BO, "viewer").await;
    let token = invitation(&t, BO).await;
    let mut stranger = t.visitor();
    let way = format!("/sign-in?next=%2Finvitations%3Ftoken%3D{token}");
    page(&mut stranger, &token)
        .await
        .assert_has(&[&way, "has an account"]);
    // Without a session the link sets no password of an account that is there.
    let refused = stranger
        .post_form(
            "/invitations",
            &[("token", &token), ("password", "another lantern drifts away")],
        )
        .await;
    refused
        .assert_status(409)
        .assert_has(&["Sign in with it to accept"]);
    let back = format!("/invitations?token={token}");
    let form = [("email", BO), ("password", PASSWORD), ("next", &back)];
    stranger.post_form("/sign-in", &form).await.assert_redirect(&back);

    page(&mut bo, &token).await.assert_has(&["Accept the invitation"]);
    let before = bo.cookie.clone();
    accept(&mut bo, &token)
        .await
        .assert_redirect("/team?notice=joined");
    assert_ne!(bo.cookie, before, "a new token for another brand");
    bo.get("/team")
        .await
        .assert_has(&["Nordlicht", "ada@example.com"]);
    assert_eq!(role(&t, BO, "Nordlicht").await, "viewer");
    // Who has accepted already and opens the link again learns that it does not work.
    accept(&mut bo, &token).await.assert_status(404);
}

#[tokio::test]
async fn somebody_else_is_told_so_and_cannot_accept() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    invite(&mut ada, BO, "admin").await;
    let token = invitation(&t, BO).await;
    page(&mut eve, &token)
        .await
        .assert_has(&["signed in as eve@example.com", "Sign out"]);
    accept(&mut eve, &token).await.assert_status(409);
    assert_eq!(role(&t, "eve@example.com", "Nordlicht").await, "");
}

#[tokio::test]
async fn an_account_that_nobody_confirmed_is_taken_over_by_whoever_reads_the_mail() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let form = [
        ("email", BO),
        ("password", "planted by somebody else"),
        ("brand_name", "Trap"),
    ];
    t.visitor()
        .post_form("/sign-up", &form)
        .await
        .assert_redirect("/sign-up/sent");
    let planted = t.mailed_token(BO, "/verify-email?token=").await;
    invite(&mut ada, BO, "viewer").await;
    let token = invitation(&t, BO).await;
    let mut bo = t.visitor();
    page(&mut bo, &token)
        .await
        .assert_has(&["Create my account and accept"]);
    bo.post_form("/invitations", &[("token", &token), ("password", PASSWORD)])
        .await
        .assert_redirect("/team?notice=joined");
    bo.get("/team").await.assert_has(&["Nordlicht"]);
    let reply = t.visitor().sign_in(BO, "planted by somebody else").await;
    assert_ne!(reply.status, 303, "the planted password is gone");
    let reply = t
        .visitor()
        .post_form("/verify-email", &[("token", &planted)])
        .await;
    assert_ne!(reply.status, 303, "so is the link");
}

#[tokio::test]
async fn an_invitation_works_for_seven_days() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "viewer").await;
    let token = invitation(&t, BO).await;
    t.advance(Duration::days(7) - Duration::minutes(1));
    page(&mut t.visitor(), &token).await.assert_status(200);
    t.advance(Duration::minutes(1));
    let mut bo = t.visitor();
    page(&mut bo, &token)
        .await
        .assert_status(404)
        .assert_has(&["it has expired", "ask for a new invitation"]);
    bo.post_form("/invitations", &[("token", &token), ("password", PASSWORD)])
        .await
        .assert_status(404);
    ada.sign_in("ada@example.com", PASSWORD).await;
    ada.get("/team").await.assert_has(&["Expired", "Send again"]);
}

#[tokio::test]
async fn guessing_links_is_limited_and_other_sites_cannot_accept() {
    let t = TestApp::start().await;
    let mut eve = t.visitor();
    for _ in 0..10 {
        page(&mut eve, "A-guess-that-is-as-long-as-a-token-would-be")
            .await
            .assert_status(404);
    }
    page(&mut eve, "A-guess-that-is-as-long-as-a-token-would-be")
        .await
        .assert_status(429);
    let mut other = t.visitor();
    other.site = Some("cross-site");
    accept(&mut other, "t").await.assert_status(403);
    t.visitor().get("/invitations").await.assert_status(404);
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_joins() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "viewer").await;
    let token = invitation(&t, BO).await;
    let form = [("token", token.as_str()), ("password", PASSWORD)];
    let (mut one, mut two, mut three) = (t.visitor(), t.visitor(), t.visitor());
    let (a, b, c) = tokio::join!(
        one.post_form("/invitations", &form),
        two.post_form("/invitations", &form),
        three.post_form("/invitations", &form),
    );
    let joined = [a, b, c].iter().filter(|r| r.status == 303).count();
    assert_eq!(joined, 1);
    assert_eq!(audited(&t, "member.joined").await.lines().count(), 1);
}

#[tokio::test]
async fn owners_and_admins_hear_of_a_new_admin_and_of_nobody_else() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    joined(&t, &mut ada, "ed@example.com", "editor").await;
    let news = "A brand of yours has a new admin or owner";
    assert!(!t.mails_to("ada@example.com").await.iter().any(|s| s == news));
    joined(&t, &mut ada, "al@example.com", "admin").await;
    assert!(t.mails_to("ada@example.com").await.iter().any(|s| s == news));
    for other in ["ed@example.com", "al@example.com"] {
        assert!(!t.mails_to(other).await.iter().any(|s| s == news), "{other}");
    }
}
