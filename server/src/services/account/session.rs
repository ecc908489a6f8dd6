//! Signing in and out, and who a request belongs to.

use super::{attempts::count, mail_link};
use crate::{
    app::App,
    auth::{
        Verdict,
        sessions::{ABSOLUTE, Life, life},
        tokens::fingerprint,
    },
    clock::token_256,
    context::{Caller, Visitor},
    services::audit::{self, Actor},
};
use chrono::{DateTime, Utc};
use db::{
    Tx,
    queries::{members, sessions, users},
    types::{self, Membership, Purpose, User},
};
use domain::{Error, SessionId, account::SignIn, text::Email};
use serde_json::json;

/// A session that was just opened. It has no `Debug`: the token is the session.
#[derive(Clone)]
pub struct NewSession {
    /// 256 bits in base64url, for the cookie.
    pub token: String,
    /// When it ends at the latest.
    pub ends_at: DateTime<Utc>,
}

/// The one answer to everything that is wrong with a sign-in.
fn refused() -> Error {
    Error::invalid(
        "",
        "That did not work. Check the address and the password. If the account is new, open the link in our mail first.",
    )
}

/// Opens a session. Unknown addresses, wrong passwords and unconfirmed addresses get the same answer after the same work.
pub async fn sign_in(app: &App, visitor: &Visitor, cmd: SignIn) -> Result<NewSession, Error> {
    count(app, visitor.ip).await?;
    let email = Email::parse(&cmd.email).ok();
    let mut tx = app.db.system("sign in").await?;
    let email = email.as_ref().map_or("", Email::as_str);
    let user = users::by_email(&mut tx, email).await?;
    // No transaction stays open while a password is hashed.
    tx.commit().await?;
    let hash = user.as_ref().map(|user| user.password_hash.as_str());
    match (app.passwords.verify(hash, &cmd.password).await?, user) {
        (Verdict::Right { is_outdated }, Some(user)) => {
            let fresh_hash = if is_outdated {
                Some(app.passwords.hash(&*app.random, &cmd.password).await?)
            } else {
                None
            };
            admit(app, visitor, &user, fresh_hash).await
        }
        (_, user) => {
            tracing::info!(request_id = %visitor.request_id, user = ?user.map(|user| user.id), "a sign-in was refused");
            Err(refused())
        }
    }
}

/// Opens the session of somebody who has shown the right password.
async fn admit(
    app: &App,
    visitor: &Visitor,
    user: &User,
    fresh_hash: Option<String>,
) -> Result<NewSession, Error> {
    let mut tx = app.db.system("sign in").await?;
    if let Some(hash) = fresh_hash {
        users::set_password(&mut tx, user.id, &hash).await?;
    }
    if user.email_verified_at.is_none() {
        mail_link(app, &mut tx, user, Purpose::VerifyEmail).await?;
        tx.commit().await?;
        return Err(refused());
    }
    let places = members::of_user(&mut tx, user.id).await?;
    let Some(place) = places.first() else {
        return Err(refused());
    };
    let session = open(app, visitor, &mut tx, place).await?;
    tx.commit().await?;
    Ok(session)
}

async fn open(app: &App, visitor: &Visitor, tx: &mut Tx, place: &Membership) -> Result<NewSession, Error> {
    let token = token_256(&*app.random);
    let created_at = app.clock.now();
    let ends_at = created_at + ABSOLUTE;
    let session = types::NewSession {
        id: SessionId(app.new_id()),
        token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
        user_id: place.user_id,
        active_brand: place.brand_id,
        user_agent: visitor.user_agent.chars().take(300).collect(),
        created_at,
        expires_at: ends_at,
    };
    sessions::insert(tx, &session).await?;
    let actor = Actor {
        brand: place.brand_id,
        user: Some(place.user_id),
        ip: Some(visitor.ip),
    };
    audit::record(
        app,
        tx,
        actor,
        "session.opened",
        &session.id.to_string(),
        json!({}),
    )
    .await?;
    Ok(NewSession { token, ends_at })
}

/// Ends the session of this token, if there is one.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Error> {
    let Some(print) = fingerprint(token) else {
        return Ok(());
    };
    let mut tx = app.db.system("sign out").await?;
    sessions::delete_by_token_hash(&mut tx, &print).await?;
    Ok(tx.commit().await?)
}

/// Who the token belongs to; `None` where the session is over or never was.
pub async fn authenticate(app: &App, token: &str, visitor: &Visitor) -> Result<Option<Caller>, Error> {
    let Some(print) = fingerprint(token) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let mut tx = app.db.system("authenticate").await?;
    let Some(session) = sessions::by_token_hash(&mut tx, &print).await? else {
        return Ok(None);
    };
    match life(now, session.last_seen_at, session.expires_at) {
        Life::Ended => return Ok(None),
        Life::Touch => sessions::touch(&mut tx, session.id, now).await?,
        Life::Alive => {}
    }
    tx.commit().await?;
    Ok(session.role.map(|role| Caller {
        user_id: session.user_id,
        email: session.email,
        brand_id: session.active_brand,
        role,
        session_id: session.id,
        session_ends_at: session.expires_at,
        ip: Some(visitor.ip),
    }))
}
