//! Accepting an invitation: by somebody who is signed in, or by somebody who opens their account with it.

use super::{brands::enter, tell_admins};
use crate::{
    app::App,
    auth::tokens::fingerprint,
    context::{Person, Visitor},
    services::{
        account::{self, NewSession, count},
        audit::{self, Actor},
    },
};
use db::{
    Tx,
    queries::{invitations, mailed_tokens, members, sessions, users},
    types::{Invitation, Purpose, User},
};
use domain::{
    Error, Kind, Role, UserId,
    account::password_shape,
    team::{Invited, Reader},
};
use serde_json::json;

fn gone() -> Error {
    Error::NotFound(Kind::Invitation)
}

async fn find(app: &App, tx: &mut Tx, print: &[u8]) -> Result<Invitation, Error> {
    let found = invitations::by_token_hash(tx, print, app.clock.now()).await?;
    found.ok_or_else(gone)
}

/// The invitation of a link, for whoever opened it. A link that does not work counts as an attempt to guess one.
pub async fn invited(
    app: &App,
    visitor: &Visitor,
    token: &str,
    person: Option<&Person>,
) -> Result<Invited, Error> {
    match look(app, token, person).await {
        Err(Error::NotFound(kind)) => {
            count(app, visitor.ip).await?;
            Err(Error::NotFound(kind))
        }
        answer => answer,
    }
}

async fn look(app: &App, token: &str, person: Option<&Person>) -> Result<Invited, Error> {
    let print = fingerprint(token).ok_or_else(gone)?;
    let mut tx = app.db.system("show an invitation").await?;
    let found = find(app, &mut tx, &print).await?;
    let reader = match person {
        Some(person) if person.email == found.email => Reader::Invitee,
        Some(person) => Reader::SomebodyElse(person.email.clone()),
        None => match users::by_email(&mut tx, &found.email).await? {
            Some(user) if user.email_verified_at.is_some() => Reader::HasAccount,
            _ => Reader::New,
        },
    };
    tx.commit().await?;
    Ok(Invited {
        brand: found.brand_name,
        role: found.role,
        invited_by: found.inviter,
        email: found.email,
        expires_at: found.expires_at,
        reader,
    })
}

/// Accepts the invitation to the address of the caller, whose session works for the brand from now on.
pub async fn accept(app: &App, person: &Person, token: &str) -> Result<NewSession, Error> {
    count(app, person.visitor.ip).await?;
    let print = fingerprint(token).ok_or_else(gone)?;
    let mut tx = app.db.system("accept an invitation").await?;
    let found = find(app, &mut tx, &print).await?;
    if found.email != person.email {
        return Err(Error::conflict(
            "This invitation is for another address than the one you are signed in with.",
        ));
    }
    admit(app, &mut tx, &print, &found, person.user_id, &person.visitor).await?;
    let session = enter(app, &mut tx, person, found.brand).await?;
    tx.commit().await?;
    Ok(session)
}

/// Opens an account for the invited address, which the link has proved, with the password of its owner's choice.
pub async fn join(app: &App, visitor: &Visitor, token: &str, password: &str) -> Result<NewSession, Error> {
    count(app, visitor.ip).await?;
    let print = fingerprint(token).ok_or_else(gone)?;
    let mut tx = app.db.system("look at an invitation").await?;
    let found = find(app, &mut tx, &print).await?;
    // No transaction stays open while a password is hashed.
    tx.commit().await?;
    password_shape(password).map_err(|message| Error::invalid("password", message))?;
    app.passwords
        .judge(password, &[&found.email, &found.brand_name])
        .await?;
    let hash = app.passwords.hash(&*app.random, password).await?;

    let mut tx = app.db.system("accept an invitation with a new account").await?;
    let user = open_account(app, &mut tx, &found.email, hash).await?;
    admit(app, &mut tx, &print, &found, user, visitor).await?;
    let session = account::open(app, visitor, &mut tx, user, "password").await?;
    tx.commit().await?;
    Ok(session)
}

/// The account of the address: a new one, or one that nobody has ever proved to be theirs. Whoever opened that one, its
/// password and what was made with it no longer count.
async fn open_account(app: &App, tx: &mut Tx, email: &str, hash: String) -> Result<UserId, Error> {
    let now = app.clock.now();
    match users::by_email(tx, email).await? {
        Some(user) if user.email_verified_at.is_some() => Err(Error::conflict(
            "This address has an account. Sign in with it to accept the invitation.",
        )),
        Some(user) => {
            users::set_password(tx, user.id, &hash).await?;
            users::mark_verified(tx, user.id, now).await?;
            sessions::delete_of_user(tx, user.id, None).await?;
            for purpose in [Purpose::VerifyEmail, Purpose::ResetPassword] {
                mailed_tokens::delete_of_user(tx, user.id, purpose).await?;
            }
            Ok(user.id)
        }
        None => {
            let user = User {
                id: UserId(app.new_id()),
                email: email.to_owned(),
                password_hash: Some(hash),
                email_verified_at: Some(now),
                created_at: now,
            };
            users::insert(tx, &user).await?;
            Ok(user.id)
        }
    }
}

/// Uses the invitation up and makes the user a member.
async fn admit(
    app: &App,
    tx: &mut Tx,
    print: &[u8],
    found: &Invitation,
    user: UserId,
    visitor: &Visitor,
) -> Result<(), Error> {
    members::lock(tx, found.brand).await?;
    if members::role(tx, found.brand, user).await?.is_some() {
        return Err(Error::conflict(format!(
            "You are a member of {} already.",
            found.brand_name
        )));
    }
    let now = app.clock.now();
    if !invitations::take(tx, print, now).await? {
        return Err(gone());
    }
    members::insert(tx, found.brand, user, found.role, now).await?;
    users::set_last_brand(tx, user, Some(found.brand)).await?;
    let actor = Actor {
        brand: found.brand,
        user: Some(user),
        ip: Some(visitor.ip),
    };
    let detail = json!({ "email": found.email, "role": found.role.word(), "invited_by": found.inviter });
    audit::record(app, tx, actor, "member.joined", &user.to_string(), detail).await?;
    if found.role >= Role::Admin {
        tell_admins(
            app,
            tx,
            found.brand,
            &found.brand_name,
            (&found.email, found.role),
        )
        .await?;
    }
    Ok(())
}
