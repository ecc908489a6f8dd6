//! Inviting somebody, sending an invitation again, and withdrawing it.

use super::{Change, sensitive};
use crate::{
    app::App, auth::tokens::fingerprint, cache::Key, clock::token_256, context::Person, mail::Letter,
    services::limits::count_invitation,
};
use db::{
    queries::{invitations, members, users},
    types::NewInvitation,
};
use domain::{
    BrandId, Error, InvitationId, Kind, Permission, Role,
    team::{INVITATION_LIVES, INVITATIONS_MAX, INVITATIONS_PER_HOUR, Invite},
};
use serde_json::json;
use std::time::Duration;

/// What became of a wish to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The address that the mail goes to.
    pub email: String,
    /// Whether there was an invitation to it already, whose link no longer works.
    pub again: bool,
}

/// Invites somebody by mail. An address that is invited already gets a new link, and the role of this invitation.
pub async fn invite(app: &App, person: &Person, cmd: &Invite) -> Result<Sent, Error> {
    let op = sensitive(app, person, Permission::ManageMembers)?;
    let (email, role) = cmd.check()?;
    let email = email.as_str();
    let mut change = Change::begin(app, op, "invite somebody").await?;
    change.require_manages(role)?;
    let brand = change.brand();
    if let Some(user) = users::by_email(&mut change.tx, email).await?
        && members::role(&mut change.tx, brand, user.id).await?.is_some()
    {
        return Err(Error::invalid(
            "email",
            "This address belongs to a member of the brand already.",
        ));
    }
    let earlier = invitations::by_email(&mut change.tx, brand, email).await?;
    if earlier.is_none()
        && invitations::open(&mut change.tx, brand, app.clock.now()).await? >= INVITATIONS_MAX
    {
        let message =
            format!("There are {INVITATIONS_MAX} open invitations, which is the most. Revoke one first.");
        return Err(Error::invalid("email", message));
    }
    send(change, email, role, earlier.is_some()).await
}

/// Sends an invitation again, with a new link and a new week.
pub async fn resend(app: &App, person: &Person, id: InvitationId) -> Result<Sent, Error> {
    let op = sensitive(app, person, Permission::ManageMembers)?;
    let mut change = Change::begin(app, op, "send an invitation again").await?;
    let brand = change.brand();
    let found = invitations::by_id(&mut change.tx, brand, id)
        .await?
        .ok_or(Error::NotFound(Kind::Invitation))?;
    change.require_manages(found.role)?;
    send(change, &found.email, found.role, true).await
}

async fn send(mut change: Change<'_>, email: &str, role: Role, again: bool) -> Result<Sent, Error> {
    let (app, brand) = (change.app, change.brand());
    count_mail(app, brand).await?;
    count_invitation(app, change.op.caller.user_id).await?;
    let token = token_256(&*app.random);
    let now = app.clock.now();
    let new = NewInvitation {
        id: InvitationId(app.new_id()),
        brand,
        email: email.to_owned(),
        role,
        token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
        invited_by: change.op.caller.user_id,
        created_at: now,
        expires_at: now + INVITATION_LIVES,
    };
    let id = invitations::put(&mut change.tx, &new).await?;
    let action = if again {
        "invitation.resent"
    } else {
        "member.invited"
    };
    let detail = json!({ "email": email, "role": role.word() });
    change.record(action, &id.to_string(), detail).await?;
    let link = app.config.link(&format!("/invitations?token={token}"));
    let letter = Letter::invitation(
        &change.brand_name,
        &change.op.caller.email,
        role,
        new.expires_at,
        link,
    );
    change.mail(email, &letter).await?;
    change.tx.commit().await?;
    Ok(Sent {
        email: email.to_owned(),
        again,
    })
}

/// Counts one more mail to somebody who may have nothing to do with the brand.
async fn count_mail(app: &App, brand: BrandId) -> Result<(), Error> {
    let hits = app
        .cache
        .hit(&Key::Invitations(brand), Duration::from_hours(1))
        .await;
    if hits.count <= INVITATIONS_PER_HOUR {
        return Ok(());
    }
    let seconds = u32::try_from(hits.resets_in.as_secs()).unwrap_or(u32::MAX);
    Err(Error::RateLimited {
        retry_after_s: seconds.max(1),
    })
}

/// Withdraws an invitation: its link no longer works. Answers to whom it was.
pub async fn revoke(app: &App, person: &Person, id: InvitationId) -> Result<String, Error> {
    let op = sensitive(app, person, Permission::ManageMembers)?;
    let mut change = Change::begin(app, op, "revoke an invitation").await?;
    let role = change.role;
    if !role.may(Permission::ManageMembers) {
        return Err(Error::Forbidden);
    }
    let brand = change.brand();
    let email = invitations::delete(&mut change.tx, brand, id)
        .await?
        .ok_or(Error::NotFound(Kind::Invitation))?;
    let detail = json!({ "email": email });
    change
        .record("invitation.revoked", &id.to_string(), detail)
        .await?;
    change.tx.commit().await?;
    Ok(email)
}
