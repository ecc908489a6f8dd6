//! Members, invitations, owners, and the brands of a person.

mod brands;
mod invitations;
mod invite;
mod leave;
mod members;
mod transfer;

use crate::support::{Client, PASSWORD, TestApp};

/// The pages that somebody must have proved who they are for, and the form of each.
pub const CONFIRM: &str = "/account/confirm?next=";

/// Invites by the form.
pub async fn invite(by: &mut Client, email: &str, role: &str) {
    by.post_form("/team", &[("email", email), ("role", role)])
        .await
        .assert_redirect("/team?notice=invited");
}

/// The token in the latest invitation to an address.
pub async fn invitation(t: &TestApp, email: &str) -> String {
    t.mailed_token(email, "/invitations?token=").await
}

/// Somebody new who accepts an invitation by `by` and is signed in.
pub async fn joined(t: &TestApp, by: &mut Client, email: &str, role: &str) -> Client {
    invite(by, email, role).await;
    let token = invitation(t, email).await;
    let mut client = t.visitor();
    client
        .post_form("/invitations", &[("token", &token), ("password", PASSWORD)])
        .await
        .assert_redirect("/team?notice=joined");
    client
}

/// One text from the database.
pub async fn text(t: &TestApp, sql: &str, parameter: &str) -> String {
    let row = t.db.superuser().await.query_one(sql, &[&parameter]).await;
    row.expect("one row").get(0)
}

/// The id of a user.
pub async fn user(t: &TestApp, email: &str) -> String {
    text(t, "SELECT id::text FROM users WHERE email = $1", email).await
}

/// The id of the invitation to an address.
pub async fn invitation_id(t: &TestApp, email: &str) -> String {
    text(t, "SELECT id::text FROM invitations WHERE email = $1", email).await
}

/// The id of a brand.
pub async fn brand(t: &TestApp, name: &str) -> String {
    text(t, "SELECT id::text FROM brands WHERE name = $1", name).await
}

/// The details of all audit entries with this action, one per line.
pub async fn audited(t: &TestApp, action: &str) -> String {
    let sql = "SELECT coalesce(string_agg(detail::text, chr(10) ORDER BY id), '') FROM audit_events WHERE action = $1";
    text(t, sql, action).await
}

/// The role of somebody in the brand of this name; empty where they are no member.
pub async fn role(t: &TestApp, email: &str, brand: &str) -> String {
    let sql = "SELECT coalesce(max(m.role), '') FROM members m JOIN users u ON u.id = m.user_id JOIN brands b ON b.id = m.brand_id
               WHERE u.email = $1 AND b.name = $2";
    let row = t.db.superuser().await.query_one(sql, &[&email, &brand]).await;
    row.expect("one row").get(0)
}
