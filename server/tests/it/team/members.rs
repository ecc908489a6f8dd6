//! `/team/members/{id}/role` and `/remove`

use super::{audited, invitation, invite, joined, role, user};
use crate::support::{Client, PASSWORD, Reply, TestApp, shop};
use chrono::Duration;

const BO: &str = "bo@example.com";

async fn change(by: &mut Client, id: &str, role: &str) -> u16 {
    by.post_form(&format!("/team/members/{id}/role"), &[("role", role)])
        .await
        .status
}

#[tokio::test]
async fn an_owner_changes_a_role_which_counts_at_once() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = joined(&t, &mut ada, BO, "viewer").await;
    let id = user(&t, BO).await;
    let path = format!("/team/members/{id}/role");
    ada.get(&path)
        .await
        .assert_status(200)
        .assert_has(&[BO, "a viewer of Nordlicht", "counts at once"]);
    ada.post_form(&path, &[("role", "admin")])
        .await
        .assert_redirect("/team?notice=changed");
    assert_eq!(role(&t, BO, "Nordlicht").await, "admin");
    assert!(t.mails_to(BO).await.iter().any(|s| s == "Your role was changed"));
    assert!(
        t.mails_to("ada@example.com")
            .await
            .iter()
            .any(|s| s.contains("new admin"))
    );
    let detail = audited(&t, "member.role_changed").await;
    assert!(
        detail.contains("\"old\": \"viewer\"") && detail.contains("\"new\": \"admin\""),
        "{detail}"
    );
    let before = bo.cookie.clone();
    bo.get_with("/team", &[("sec-fetch-mode", "navigate")])
        .await
        .assert_has(&["Invite somebody"]);
    assert_ne!(bo.cookie, before, "a changed role brings a new token");
    for (role, message) in [("admin", "their role already"), ("emperor", "Choose a role.")] {
        ada.post_form(&path, &[("role", role)])
            .await
            .assert_status(422)
            .assert_has(&[message]);
    }
}

#[tokio::test]
async fn an_admin_neither_touches_an_owner_nor_makes_one() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut al = joined(&t, &mut ada, "al@example.com", "admin").await;
    joined(&t, &mut ada, BO, "viewer").await;
    let (owner, bo) = (user(&t, "ada@example.com").await, user(&t, BO).await);
    for role in ["viewer", "editor", "admin", "owner"] {
        assert_eq!(change(&mut al, &owner, role).await, 403, "{role}");
    }
    assert_eq!(change(&mut al, &bo, "owner").await, 403);
    al.get(&format!("/team/members/{owner}/role"))
        .await
        .assert_status(403);
    al.get(&format!("/team/members/{owner}/remove"))
        .await
        .assert_status(403);
    al.post_form(&format!("/team/members/{owner}/remove"), &[])
        .await
        .assert_status(403);
    assert!(
        !al.get(&format!("/team/members/{bo}/role"))
            .await
            .text()
            .contains("value=\"owner\"")
    );
    assert_eq!(change(&mut al, &bo, "editor").await, 303);
    assert_eq!(role(&t, "ada@example.com", "Nordlicht").await, "owner");
}

#[tokio::test]
async fn nobody_changes_or_removes_themselves_here() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let id = user(&t, "ada@example.com").await;
    assert_eq!(change(&mut ada, &id, "viewer").await, 409);
    for what in ["role", "remove"] {
        let path = format!("/team/members/{id}/{what}");
        ada.get(&path)
            .await
            .assert_status(409)
            .assert_has(&["Nobody changes their own role"]);
    }
    ada.post_form(&format!("/team/members/{id}/remove"), &[])
        .await
        .assert_status(409);
    assert_eq!(role(&t, "ada@example.com", "Nordlicht").await, "owner");
}

#[tokio::test]
async fn anonymous_lower_roles_other_brands_other_sites_and_stale_sessions_change_nothing() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    let mut vi = joined(&t, &mut ada, "vi@example.com", "viewer").await;
    let mut ed = joined(&t, &mut ada, "ed@example.com", "editor").await;
    joined(&t, &mut ada, BO, "viewer").await;
    let id = user(&t, BO).await;
    for what in ["role", "remove"] {
        let path = format!("/team/members/{id}/{what}");
        let form = [("role", "editor")];
        t.visitor().get(&path).await.assert_status(303);
        let reply = t.visitor().post_form(&path, &form).await;
        assert!(reply.header("location").unwrap().starts_with("/sign-in?next="));
        for client in [&mut vi, &mut ed] {
            client.get(&path).await.assert_status(403);
            client.post_form(&path, &form).await.assert_status(403);
        }
        eve.get(&path).await.assert_status(404);
        eve.post_form(&path, &form).await.assert_status(404);
        ada.site = Some("cross-site");
        ada.post_form(&path, &form).await.assert_status(403);
        ada.site = Some("same-origin");
    }
    t.advance(Duration::minutes(11));
    for what in ["role", "remove"] {
        let path = format!("/team/members/{id}/{what}");
        let way = format!("/account/confirm?next={}", path.replace('/', "%2F"));
        ada.get(&path).await.assert_redirect(&way);
        ada.post_form(&path, &[("role", "editor")])
            .await
            .assert_redirect(&way);
    }
    assert_eq!(role(&t, BO, "Nordlicht").await, "viewer");
}

#[tokio::test]
async fn a_removed_member_loses_the_brand_at_once_and_keeps_their_others() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = t.owner(BO, "Sudwind").await;
    invite(&mut ada, BO, "admin").await;
    let token = invitation(&t, BO).await;
    bo.post_form("/invitations", &[("token", &token)])
        .await
        .assert_redirect("/team?notice=joined");
    invite(&mut bo, "friend@example.com", "admin").await;
    let mut cy = joined(&t, &mut ada, "cy@example.com", "editor").await;

    let path = format!("/team/members/{}/remove", user(&t, BO).await);
    ada.get(&path)
        .await
        .assert_has(&["They lose the brand at once", BO]);
    ada.post_form(&path, &[])
        .await
        .assert_redirect("/team?notice=removed");
    bo.get("/team").await.assert_status(200).assert_has(&["Sudwind"]);
    assert!(
        t.mails_to(BO)
            .await
            .iter()
            .any(|s| s == "You were removed from a brand")
    );
    assert!(audited(&t, "member.removed").await.contains(BO));
    let friend = invitation(&t, "friend@example.com").await;
    let reply = t.visitor().get(&format!("/invitations?token={friend}")).await;
    reply.assert_status(404);

    let path = format!("/team/members/{}/remove", user(&t, "cy@example.com").await);
    ada.post_form(&path, &[])
        .await
        .assert_redirect("/team?notice=removed");
    cy.get("/admin").await.assert_redirect("/account/brands");
    cy.get("/account/brands")
        .await
        .assert_has(&["You do not belong to a brand yet", "Open a brand"]);
    cy.get("/team").await.assert_redirect("/account/brands");
}

#[tokio::test]
async fn an_admin_who_may_no_longer_invite_loses_the_invitations_they_sent() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut al = joined(&t, &mut ada, "al@example.com", "admin").await;
    invite(&mut al, BO, "admin").await;
    let token = invitation(&t, BO).await;
    let id = user(&t, "al@example.com").await;
    assert_eq!(change(&mut ada, &id, "editor").await, 303);
    t.visitor()
        .get(&format!("/invitations?token={token}"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn of_two_owners_who_demote_each_other_one_remains() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = joined(&t, &mut ada, BO, "admin").await;
    let (a, b) = (user(&t, "ada@example.com").await, user(&t, BO).await);
    for _ in 0..5 {
        t.set_role(BO, "owner").await;
        t.set_role("ada@example.com", "owner").await;
        let (one, two) = tokio::join!(change(&mut ada, &b, "viewer"), change(&mut bo, &a, "viewer"));
        let mut answers = [one, two];
        answers.sort_unstable();
        assert_eq!(answers, [303, 403]);
        let roles = [
            role(&t, "ada@example.com", "Nordlicht").await,
            role(&t, BO, "Nordlicht").await,
        ];
        assert_eq!(roles.iter().filter(|r| *r == "owner").count(), 1, "{roles:?}");
    }
}

#[tokio::test]
async fn of_two_owners_who_remove_each_other_one_remains() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut bo = joined(&t, &mut ada, BO, "viewer").await;
    t.set_role(BO, "owner").await;
    let a = format!("/team/members/{}/remove", user(&t, "ada@example.com").await);
    let b = format!("/team/members/{}/remove", user(&t, BO).await);
    let (one, two) = tokio::join!(ada.post_form(&b, &[]), bo.post_form(&a, &[]));
    // Who comes second has no brand any more, or no right in it.
    let removed = |reply: &Reply| reply.header("location") == Some("/team?notice=removed");
    assert!(removed(&one) ^ removed(&two), "{} {}", one.status, two.status);
    let left = t
        .visitor()
        .sign_in("ada@example.com", PASSWORD)
        .await
        .header("location")
        == Some("/admin");
    let right = t.visitor().sign_in(BO, PASSWORD).await.header("location") == Some("/admin");
    assert!(left ^ right, "exactly one still has the brand");
}

#[tokio::test]
async fn what_a_removed_member_published_stays_with_its_history() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "headphones", &["name"]).await;
    let mut bo = joined(&t, &mut shop.owner, BO, "admin").await;
    t.set_role(BO, "owner").await;
    let arguments = serde_json::json!({ "id": passport.id });
    let before = bo.call("passports/get", &arguments).await;
    before.assert_status(200).assert_has(&["ada@example.com"]);
    let path = format!("/team/members/{}/remove", user(&t, "ada@example.com").await);
    bo.post_form(&path, &[])
        .await
        .assert_redirect("/team?notice=removed");
    let after = bo.call("passports/get", &arguments).await;
    after
        .assert_status(200)
        .assert_has(&["A former member", "\"number\":1"]);
    assert!(!after.text().contains("ada@example.com"));
}

#[tokio::test]
async fn what_somebody_asked_to_publish_stops_when_they_may_no_longer() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name"]);
    let template = shop.template(&cmd).await;
    let product = shop.products("desk_chair").await.remove(0);
    let mut bo = joined(&t, &mut shop.owner, BO, "editor").await;
    let id = user(&t, BO).await;
    let asked = serde_json::json!({ "cmd": { "template": template.id, "products": [product.key] } });
    bo.call("passports/publish", &asked).await.assert_status(200);
    assert_eq!(change(&mut shop.owner, &id, "admin").await, 303);
    assert_eq!(
        audited(&t, "publication.cancelled").await,
        "",
        "an admin publishes"
    );
    assert_eq!(change(&mut shop.owner, &id, "viewer").await, 303);
    assert!(audited(&t, "publication.cancelled").await.contains("member"));
    assert_eq!(change(&mut shop.owner, &id, "editor").await, 303);
    bo.call("passports/publish", &asked).await.assert_status(200);
    shop.owner
        .post_form(&format!("/team/members/{id}/remove"), &[])
        .await
        .assert_redirect("/team?notice=removed");
    t.work().await;
    assert_eq!(shop.passports().await, []);
    assert_eq!(audited(&t, "publication.cancelled").await.lines().count(), 2);
}
