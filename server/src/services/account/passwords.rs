//! Forgotten and changed passwords.

use super::{
    attempts::{Tries, count, evenly},
    mail_link,
};
use crate::{
    app::App,
    auth::{Verdict, tokens::fingerprint},
    context::{OpContext, Visitor},
    mail::{self, Letter},
    services::{audit, notices::fingerprint as fingerprint_of},
};
use db::{
    AsyncPgConnection, Tx,
    queries::{mailed_tokens, members, sessions, users},
    types::{Purpose, User},
};
use domain::{
    Error, Kind,
    account::{ChangePassword, ForgotPassword, ResetPassword, password_shape},
    text::Email,
};
use serde_json::json;

/// Mails a link that sets a new password, where the address has an account; the answer is the same where it has none.
pub async fn forgot_password(app: &App, visitor: &Visitor, cmd: ForgotPassword) -> Result<(), Error> {
    count(app, visitor.ip).await?;
    let email = Email::parse(&cmd.email).map_err(|message| Error::invalid("email", message))?;
    evenly(async {
        let mut tx = app.db.system("forgotten password").await?;
        if let Some(user) = users::by_email(&mut tx, email.as_str()).await? {
            mail_link(app, &mut tx, &user, Purpose::ResetPassword).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// Sets a new password with a mailed link, which works once, and ends all sessions.
pub async fn reset_password(app: &App, visitor: &Visitor, cmd: ResetPassword) -> Result<(), Error> {
    count(app, visitor.ip).await?;
    let gone = || Error::NotFound(Kind::Link);
    let print = fingerprint(&cmd.token).ok_or_else(gone)?;
    password_shape(&cmd.password).map_err(|message| Error::invalid("password", message))?;
    // A look first: a password that is refused must not use the link up.
    let (tx, user) = take(app, &print).await?.ok_or_else(gone)?;
    tx.rollback().await?;
    judge(app, &user, &cmd.password).await?;
    let hash = app.passwords.hash(&*app.random, &cmd.password).await?;

    let (mut tx, user) = take(app, &print).await?.ok_or_else(gone)?;
    users::set_password(&mut tx, user.id, &hash).await?;
    // Whoever opened the link reads the mail of this address.
    users::mark_verified(&mut tx, user.id, app.clock.now()).await?;
    sessions::delete_of_user(&mut tx, user.id, None).await?;
    withdraw_links(&mut tx, &user).await?;
    let who = (user.id, Some(visitor.ip));
    audit::record_in_each(
        app,
        &mut tx,
        who,
        "password.reset",
        &user.id.to_string(),
        json!({}),
    )
    .await?;
    tell(app, &mut tx, &user).await?;
    tx.commit().await?;
    // Whoever was kept out by somebody else's guesses gets in again this way.
    let device = fingerprint_of(visitor, user.id);
    for tries in [
        Tries::of_strangers(&user.email),
        Tries::of_device(&device, visitor.ip),
        Tries::of_person(user.id),
    ] {
        tries.forget(app).await;
    }
    Ok(())
}

/// Judges a new password by all that is known of the person: the address, and the names of their brands.
async fn judge(app: &App, user: &User, password: &str) -> Result<(), Error> {
    let mut tx = app.db.system("judge a password").await?;
    let places = members::of_user(&mut tx, user.id).await?;
    tx.commit().await?;
    let names = places.iter().map(|place| place.brand_name.as_str());
    let about: Vec<&str> = std::iter::once(user.email.as_str()).chain(names).collect();
    app.passwords.judge(password, &about).await
}

/// Uses the link up in an open transaction.
async fn take(app: &App, print: &[u8]) -> Result<Option<(Tx, User)>, Error> {
    let mut tx = app.db.system("reset password").await?;
    let Some(id) = mailed_tokens::take(&mut tx, print, Purpose::ResetPassword, app.clock.now()).await? else {
        return Ok(None);
    };
    Ok(users::by_id(&mut tx, id).await?.map(|user| (tx, user)))
}

/// Changes the caller's password, who proves to know the one in force, and ends the other sessions.
pub async fn change_password(app: &App, op: &OpContext, cmd: ChangePassword) -> Result<(), Error> {
    if let Some(ip) = op.caller.ip {
        count(app, ip).await?;
    }
    password_shape(&cmd.password).map_err(|message| Error::invalid("password", message))?;
    let user = caller(app, op).await?;
    let tries = Tries::of_person(user.id);
    tries.take(app).await?;
    if app
        .passwords
        .verify(user.password_hash.as_deref(), &cmd.current)
        .await?
        == Verdict::Wrong
    {
        note_wrong(app, op).await?;
        return Err(Error::invalid("current", "This is not your password."));
    }
    tries.forget(app).await;
    judge(app, &user, &cmd.password).await?;
    let hash = app.passwords.hash(&*app.random, &cmd.password).await?;

    let mut tx = app.db.system("change password").await?;
    users::set_password(&mut tx, user.id, &hash).await?;
    sessions::delete_of_user(&mut tx, user.id, Some(op.caller.session_id)).await?;
    withdraw_links(&mut tx, &user).await?;
    audit::record(
        app,
        &mut tx,
        op,
        "password.changed",
        &user.id.to_string(),
        json!({}),
    )
    .await?;
    tell(app, &mut tx, &user).await?;
    Ok(tx.commit().await?)
}

async fn note_wrong(app: &App, op: &OpContext) -> Result<(), Error> {
    let mut tx = app.db.system("note a wrong password").await?;
    let (who, target) = ((op.caller.user_id, op.caller.ip), op.caller.user_id.to_string());
    let detail = json!({ "for": "change" });
    audit::record_in_each(app, &mut tx, who, "password.refused", &target, detail).await?;
    Ok(tx.commit().await?)
}

async fn caller(app: &App, op: &OpContext) -> Result<User, Error> {
    let mut tx = app.db.system("change password").await?;
    let user = users::by_id(&mut tx, op.caller.user_id).await?;
    tx.commit().await?;
    user.ok_or(Error::Unauthenticated)
}

/// A link that was mailed for the old password must not change the new one.
async fn withdraw_links(conn: &mut AsyncPgConnection, user: &User) -> Result<(), Error> {
    mailed_tokens::delete_of_user(conn, user.id, Purpose::ResetPassword).await?;
    Ok(())
}

async fn tell(app: &App, conn: &mut AsyncPgConnection, user: &User) -> Result<(), Error> {
    let letter = Letter::password_changed(app.config.link("/forgot-password"));
    mail::enqueue(app, conn, &user.email, &letter).await
}
