//! Another role for a member, and the end of a membership.

use super::{Change, sensitive, tell_admins};
use crate::{app::App, context::Person, mail::Letter};
use db::{
    queries::{members, sessions, users},
    types::User,
};
use domain::{Error, Kind, Permission, Role, UserId};
use serde_json::json;

/// Why one cannot change oneself.
pub(super) fn own_role() -> Error {
    Error::conflict("Nobody changes their own role. Ask another owner or admin, or leave the brand.")
}

/// The member to be changed, whom the caller may change.
async fn target(change: &mut Change<'_>, id: UserId) -> Result<(User, Role), Error> {
    if id == change.op.caller.user_id {
        return Err(own_role());
    }
    let brand = change.brand();
    let role = members::role(&mut change.tx, brand, id)
        .await?
        .ok_or(Error::NotFound(Kind::Member))?;
    change.require_manages(role)?;
    let user = users::by_id(&mut change.tx, id).await?;
    Ok((user.ok_or(Error::NotFound(Kind::Member))?, role))
}

/// Gives a member another role; answers their address.
pub async fn change_role(app: &App, person: &Person, id: UserId, role: &str) -> Result<String, Error> {
    let op = sensitive(app, person, Permission::ManageMembers)?;
    let new = Role::parse(role).ok_or_else(|| Error::invalid("role", "Choose a role."))?;
    let mut change = Change::begin(app, op, "change the role of a member").await?;
    let (user, old) = target(&mut change, id).await?;
    change.require_manages(new)?;
    if old == new {
        return Err(Error::invalid(
            "role",
            "This is their role already. Choose another one.",
        ));
    }
    change.require_another_owner(old).await?;
    let brand = change.brand();
    members::set_role(&mut change.tx, brand, id, new).await?;
    sessions::rotate_soon(&mut change.tx, id).await?;
    if !new.may(Permission::ManageMembers) {
        change.withdraw_invitations(id).await?;
    }
    if !new.may(Permission::Publish) {
        change.stop_publications(id).await?;
    }
    let detail = json!({ "email": user.email, "old": old.word(), "new": new.word() });
    change
        .record("member.role_changed", &id.to_string(), detail)
        .await?;
    let letter = Letter::role_changed(
        &change.brand_name,
        &change.op.caller.email,
        new,
        app.config.link("/team"),
    );
    change.mail(&user.email, &letter).await?;
    if new > old && new >= Role::Admin {
        tell_admins(app, &mut change.tx, brand, &change.brand_name, (&user.email, new)).await?;
    }
    change.tx.commit().await?;
    Ok(user.email)
}

/// Ends the membership of somebody else; their sessions lose the brand at once. Answers their address.
pub async fn remove(app: &App, person: &Person, id: UserId) -> Result<String, Error> {
    let op = sensitive(app, person, Permission::ManageMembers)?;
    let mut change = Change::begin(app, op, "remove a member").await?;
    let (user, role) = target(&mut change, id).await?;
    change.require_another_owner(role).await?;
    change.end_membership(id).await?;
    let detail = json!({ "email": user.email, "role": role.word() });
    change.record("member.removed", &id.to_string(), detail).await?;
    let letter = Letter::removed(&change.brand_name, &change.op.caller.email);
    change.mail(&user.email, &letter).await?;
    change.tx.commit().await?;
    Ok(user.email)
}
