//! `/team`: the list, and inviting somebody.

use super::{CONFIRM, audited, invitation, invitation_id, invite, joined};
use crate::support::{Client, PASSWORD, TestApp};
use chrono::Duration;

const BO: &str = "bo@example.com";

async fn form(client: &mut Client) -> u16 {
    client
        .post_form("/team", &[("email", "new@example.com"), ("role", "viewer")])
        .await
        .status
}

#[tokio::test]
async fn nobody_without_a_session_sees_or_invites_anybody() {
    let t = TestApp::start().await;
    let mut anyone = t.visitor();
    anyone.get("/team").await.assert_redirect("/sign-in?next=%2Fteam");
    anyone
        .post_form("/team", &[("email", BO), ("role", "viewer")])
        .await
        .assert_redirect("/sign-in?next=%2Fteam");
}

#[tokio::test]
async fn every_member_sees_the_list_and_only_owners_and_admins_the_form_and_the_factors() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for (email, role) in [
        ("vi@example.com", "viewer"),
        ("ed@example.com", "editor"),
        ("al@example.com", "admin"),
    ] {
        let mut client = joined(&t, &mut ada, email, role).await;
        let page = client.get("/team").await;
        page.assert_status(200)
            .assert_has(&["ada@example.com", email, "Members", "(you)"]);
        let manages = role == "admin";
        for part in ["Invite somebody", "Second factor", "Change role"] {
            assert_eq!(page.text().contains(part), manages, "{role}: {part}");
        }
        assert!(!page.text().contains("Hand the brand over"), "{role}");
        assert_eq!(
            page.text().contains("Owners and admins invite members"),
            !manages,
            "{role}"
        );
        if manages {
            page.assert_has(&[
                "Only an owner changes an owner.",
                "Nobody changes their own role.",
            ]);
        }
        assert_eq!(form(&mut client).await, if manages { 303 } else { 403 }, "{role}");
    }
    ada.get("/team")
        .await
        .assert_has(&["Hand the brand over", "al@example.com"]);
}

#[tokio::test]
async fn another_brand_and_another_site_get_nothing() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    invite(&mut ada, BO, "viewer").await;
    let id = invitation_id(&t, BO).await;
    let page = eve.get("/team").await.text();
    assert!(!page.contains("ada@example.com") && !page.contains(BO));
    for what in ["resend", "revoke"] {
        let path = format!("/team/invitations/{id}/{what}");
        eve.post_form(&path, &[]).await.assert_status(404);
        t.visitor()
            .post_form(&path, &[])
            .await
            .assert_redirect(&format!("/sign-in?next={}", path.replace('/', "%2F")));
        ada.site = Some("cross-site");
        ada.post_form(&path, &[]).await.assert_status(403);
        ada.site = Some("same-origin");
    }
    ada.site = Some("cross-site");
    assert_eq!(form(&mut ada).await, 403);
    ada.site = Some("same-origin");
    ada.get("/team").await.assert_has(&[BO]);
}

#[tokio::test]
async fn a_stale_session_proves_who_it_is_and_finds_what_it_typed() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    t.advance(Duration::minutes(11));
    let reply = ada.post_form("/team", &[("email", BO), ("role", "editor")]).await;
    reply.assert_status(303);
    let way = reply.header("location").unwrap().to_owned();
    assert!(way.starts_with(CONFIRM), "{way}");
    let confirmed = ada
        .post_form(
            "/account/confirm",
            &[
                ("password", PASSWORD),
                ("next", "/team?email=bo%40example.com&role=editor"),
            ],
        )
        .await;
    confirmed.assert_redirect("/team?email=bo%40example.com&role=editor");
    let page = ada.get("/team?email=bo%40example.com&role=editor").await;
    page.assert_has(&["value=\"bo@example.com\""]);
    assert!(t.mails_to(BO).await.is_empty());
}

#[tokio::test]
async fn mistakes_stand_at_their_fields() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for (email, role, message) in [
        ("nobody", "viewer", "Enter an e-mail address"),
        (BO, "owner", "Choose a role."),
        (BO, "", "Choose a role."),
        (
            "Ada@Example.com",
            "viewer",
            "belongs to a member of the brand already",
        ),
    ] {
        let reply = ada.post_form("/team", &[("email", email), ("role", role)]).await;
        reply
            .assert_status(422)
            .assert_has(&[message, "There is a problem", "class=\"mistake\""]);
    }
}

#[tokio::test]
async fn inviting_again_and_sending_again_make_the_older_link_worthless() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "viewer").await;
    let first = invitation(&t, BO).await;
    t.advance(Duration::minutes(1));
    ada.post_form("/team", &[("email", "BO@example.com"), ("role", "editor")])
        .await
        .assert_redirect("/team?notice=resent");
    let second = invitation(&t, BO).await;
    t.advance(Duration::minutes(1));
    let id = invitation_id(&t, BO).await;
    ada.post_form(&format!("/team/invitations/{id}/resend"), &[])
        .await
        .assert_redirect("/team?notice=resent");
    let third = invitation(&t, BO).await;
    for (token, status) in [(&first, 404), (&second, 404), (&third, 200)] {
        let page = t.visitor().get(&format!("/invitations?token={token}")).await;
        page.assert_status(status);
    }
    assert!(audited(&t, "member.invited").await.contains("viewer"));
    assert_eq!(
        audited(&t, "invitation.resent").await.matches("editor").count(),
        2
    );
}

#[tokio::test]
async fn a_revoked_invitation_is_gone() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut al = joined(&t, &mut ada, "al@example.com", "admin").await;
    let mut ed = joined(&t, &mut ada, "ed@example.com", "editor").await;
    invite(&mut ada, BO, "viewer").await;
    let (token, id) = (invitation(&t, BO).await, invitation_id(&t, BO).await);
    let path = format!("/team/invitations/{id}/revoke");
    ed.post_form(&path, &[]).await.assert_status(403);
    t.advance(Duration::minutes(11));
    al.post_form(&path, &[])
        .await
        .assert_redirect("/account/confirm?next=%2Fteam");
    al.sign_in("al@example.com", PASSWORD)
        .await
        .assert_redirect("/admin");
    al.post_form(&path, &[])
        .await
        .assert_redirect("/team?notice=revoked");
    al.post_form(&path, &[]).await.assert_status(404);
    let page = t.visitor().get(&format!("/invitations?token={token}")).await;
    page.assert_status(404).assert_has(&["ask for a new invitation"]);
    assert!(audited(&t, "invitation.revoked").await.contains(BO));
}

#[tokio::test]
async fn a_brand_mails_twenty_invitations_an_hour() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for n in 0..20 {
        invite(&mut ada, &format!("guest{n}@example.com"), "viewer").await;
    }
    let more = [("email", BO), ("role", "viewer")];
    let reply = ada.post_form("/team", &more).await;
    reply
        .assert_status(429)
        .assert_has(&["Too many attempts", "value=\"bo@example.com\""]);
    assert!(t.mails_to(BO).await.is_empty());
    t.advance(Duration::minutes(61));
    ada.sign_in("ada@example.com", PASSWORD).await;
    invite(&mut ada, BO, "viewer").await;
}

#[tokio::test]
async fn a_person_mails_twenty_invitations_an_hour_whatever_the_brand() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for n in 0..10 {
        invite(&mut ada, &format!("guest{n}@example.com"), "viewer").await;
    }
    ada.post_form("/account/brands", &[("name", "Sudwind")])
        .await
        .assert_redirect("/admin");
    for n in 10..20 {
        invite(&mut ada, &format!("guest{n}@example.com"), "viewer").await;
    }
    let more = [("email", BO), ("role", "viewer")];
    ada.post_form("/team", &more).await.assert_status(429);
    assert!(t.mails_to(BO).await.is_empty());
    // Nor does a brand carry a stranger's words to whom it invites.
    ada.post_form("/account/brands", &[("name", "Locked! See evil.example")])
        .await
        .assert_status(422)
        .assert_has(&["no web address"]);
}

#[tokio::test]
async fn a_brand_has_a_hundred_open_invitations() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "viewer").await;
    let more = "INSERT INTO invitations SELECT gen_random_uuid(), brand_id, 'guest' || n || '@example.com', role, sha256(n::text::bytea),
                invited_by, created_at, expires_at FROM invitations, generate_series(1, 99) n";
    t.db.superuser().await.execute(more, &[]).await.unwrap();
    let reply = ada
        .post_form("/team", &[("email", "late@example.com"), ("role", "viewer")])
        .await;
    reply.assert_status(422).assert_has(&["100 open invitations"]);
    // One that is there already can be sent again.
    ada.post_form("/team", &[("email", BO), ("role", "viewer")])
        .await
        .assert_redirect("/team?notice=resent");
}

#[tokio::test]
async fn the_database_keeps_no_token_of_an_invitation() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    invite(&mut ada, BO, "viewer").await;
    let token = invitation(&t, BO).await;
    assert!(token.len() >= 43, "256 bits");
    assert!(!t.dump().await.contains(&token));
}
