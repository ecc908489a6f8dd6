//! The members' page, and one member.

use crate::{app::App, context::Person};
use db::queries::{invitations, members};
use domain::{
    Error, Kind, Permission, Role, UserId,
    team::{InvitationView, MemberView, TeamView},
};

/// Members and open invitations, for every member.
pub async fn list(app: &App, person: &Person) -> Result<TeamView, Error> {
    let op = person.op()?;
    op.require(Permission::Read)?;
    let (now, brand) = (app.clock.now(), op.caller.brand_id);
    // The brand's door shows no factors; the queries name the brand.
    let mut tx = app.db.system("list the members of a brand").await?;
    let found = members::list(&mut tx, brand).await?;
    let open = invitations::list(&mut tx, brand).await?;
    tx.commit().await?;
    let sees_factors = op.caller.role.may(Permission::ManageMembers);
    let mut members: Vec<MemberView> = found
        .into_iter()
        .map(|m| MemberView {
            is_caller: m.user_id == op.caller.user_id,
            user_id: m.user_id,
            email: m.email,
            role: m.role,
            since: m.created_at,
            has_factor: sees_factors.then_some(m.has_factor),
        })
        .collect();
    // Stable: among equals the earliest member stays first.
    members.sort_by_key(|m| std::cmp::Reverse(m.role));
    let invitations = open
        .into_iter()
        .map(|i| InvitationView {
            id: i.id,
            email: i.email,
            role: i.role,
            invited_by: i.inviter,
            is_expired: i.expires_at <= now,
            expires_at: i.expires_at,
        })
        .collect();
    Ok(TeamView { members, invitations })
}

/// A member whom the caller is about to change or remove.
pub async fn member(app: &App, person: &Person, id: UserId) -> Result<MemberView, Error> {
    let op = super::sensitive(app, person, Permission::ManageMembers)?;
    let found = list(app, person)
        .await?
        .members
        .into_iter()
        .find(|m| m.user_id == id);
    let member = found.ok_or(Error::NotFound(Kind::Member))?;
    manageable(op.caller.role, &member)?;
    Ok(member)
}

/// Whether somebody with `role` may change or remove this member.
fn manageable(role: Role, member: &MemberView) -> Result<(), Error> {
    if member.is_caller {
        Err(super::change::own_role())
    } else if role.manages(member.role) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
