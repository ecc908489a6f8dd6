//! Those who worked for a brand that came with an exit pack. An account of another installation is not one of this, even with the same
//! address, so nobody becomes a member without agreeing: everybody is invited, with the role that they had.

use crate::{
    app::App,
    auth::tokens::fingerprint,
    clock::token_256,
    mail::{self, Letter},
    services::audit::{self, Actor},
};
use db::{
    queries::{invitations, members},
    types::NewInvitation,
};
use domain::{
    BrandId, Error, InvitationId, Role, UserId,
    team::{INVITATION_LIVES, INVITATIONS_MAX},
};
use serde_json::json;

/// Invites them in the name of `owner`, who may make owners of those who were: an invitation makes nobody an owner. Answers to whom
/// mails go.
pub(in crate::services) async fn invite_again(
    app: &App,
    (brand, name): (BrandId, &str),
    owner: UserId,
    team: &[(String, Role)],
) -> Result<Vec<String>, Error> {
    let now = app.clock.now();
    let mut tx = app
        .db
        .system("invite those who worked for a restored brand")
        .await?;
    members::lock(&mut tx, brand).await?;
    let all = members::list(&mut tx, brand).await?;
    let by = all.iter().find(|member| member.user_id == owner);
    let by = by.ok_or(Error::Forbidden)?.email.clone();
    let mut invited = Vec::new();
    let strangers = team
        .iter()
        .filter(|(email, _)| !all.iter().any(|member| member.email == *email));
    for (email, role) in strangers.take(INVITATIONS_MAX as usize) {
        let role = (*role).min(Role::Admin);
        let token = token_256(&*app.random);
        let new = NewInvitation {
            id: InvitationId(app.new_id()),
            brand,
            email: email.clone(),
            role,
            token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
            invited_by: owner,
            created_at: now,
            expires_at: now + INVITATION_LIVES,
        };
        let id = invitations::put(&mut tx, &new).await?;
        let actor = Actor {
            brand,
            user: Some(owner),
            ip: None,
        };
        let detail = json!({ "email": email, "role": role.word() });
        audit::record(app, &mut tx, actor, "member.invited", &id.to_string(), detail).await?;
        let link = app.config.link(&format!("/invitations?token={token}"));
        let letter = Letter::invitation(name, &by, role, new.expires_at, link);
        mail::enqueue(app, &mut tx, email, &letter).await?;
        invited.push(email.clone());
    }
    tx.commit().await?;
    Ok(invited)
}
