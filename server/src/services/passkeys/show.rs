//! Showing a passkey: to sign in, as the second half of a sign-in, and before something sensitive.

use super::{
    Answer, Begun,
    ceremony::{Purpose, asked, remember, take},
    explain, refused,
};
use crate::{
    app::App,
    auth::passkeys::{self as keys, Claim, Trouble},
    auth::tokens::fingerprint,
    context::{Person, Visitor},
    mail::{self, Letter},
    services::{
        account::{self, NewSession},
        audit,
    },
};
use db::{
    Tx,
    queries::{passkeys, sessions, users},
    types::{Passkey, Stage},
};
use domain::{Error, UserId};
use serde_json::{Value, json};

/// How a session says that a passkey was shown.
const METHOD: &str = "passkey";

/// Asks whoever is there for a passkey.
pub async fn begin_sign_in(app: &App, visitor: &Visitor) -> Result<Begun, Error> {
    account::count_question(app, visitor.ip).await?;
    let question = asked(keys::ask(app.config.base_url(), &[]))?;
    remember(app, Purpose::SignIn, None, question).await
}

/// Asks a person for one of their passkeys.
pub async fn begin_showing(app: &App, person: &Person) -> Result<Begun, Error> {
    account::count_question(app, person.visitor.ip).await?;
    let mut tx = app.db.system("ask for a passkey").await?;
    let rows = passkeys::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    let usable = rows.into_iter().filter(|row| row.suspended_at.is_none());
    let known: Vec<Vec<u8>> = usable.map(|row| row.credential_id).collect();
    if known.is_empty() {
        return Err(Error::conflict(
            "You have no passkey that can be used. Confirm another way.",
        ));
    }
    let question = asked(keys::ask(app.config.base_url(), &known))?;
    remember(app, Purpose::Show, Some(person), question).await
}

/// Opens a session for whoever the passkey belongs to, and ends the one that the browser brought along.
pub async fn sign_in(
    app: &App,
    visitor: &Visitor,
    brought: Option<&str>,
    answer: Answer<'_>,
) -> Result<NewSession, Error> {
    account::count(app, visitor.ip).await?;
    let state = take(app, Purpose::SignIn, None, answer.handle).await?;
    let claim = Claim::read(answer.credential).map_err(|trouble| explain(&trouble))?;
    let mut tx = app.db.system("sign in with a passkey").await?;
    let row = passkeys::to_use(&mut tx, claim.passkey())
        .await?
        .ok_or_else(unknown)?;
    // Nobody has said before whose passkey is wanted, so the authenticator has to (WebAuthn level 3, 7.2 step 6).
    if claim.holder().is_none() || claim.holder() != passkeys::known_holder(&mut tx, row.user_id).await? {
        return Err(unknown());
    }
    let user = row.user_id;
    let mut tx = accepted(app, visitor, tx, row, &claim, state).await?;
    let confirmed = users::by_id(&mut tx, user).await?;
    if confirmed.is_none_or(|user| user.email_verified_at.is_none()) {
        return Err(refused());
    }
    if let Some(print) = brought.and_then(fingerprint) {
        sessions::delete_by_token_hash(&mut tx, &print).await?;
    }
    let session = account::open_at(app, visitor, &mut tx, user, METHOD, Stage::Full).await?;
    tx.commit().await?;
    Ok(session)
}

/// Completes a sign-in that was begun with a password or at a provider.
pub async fn complete(app: &App, person: &Person, answer: Answer<'_>) -> Result<NewSession, Error> {
    let mut tx = shown(app, person, answer).await?;
    let session = account::complete(app, &mut tx, person, METHOD).await?;
    tx.commit().await?;
    Ok(session)
}

/// Proves again who one is.
pub async fn confirm(app: &App, person: &Person, answer: Answer<'_>) -> Result<NewSession, Error> {
    let mut tx = shown(app, person, answer).await?;
    let session = account::confirmed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// Checks that the answer is of a passkey of the person; the transaction has noted its use.
async fn shown(app: &App, person: &Person, answer: Answer<'_>) -> Result<Tx, Error> {
    account::count(app, person.visitor.ip).await?;
    let state = take(app, Purpose::Show, Some(person), answer.handle).await?;
    let claim = Claim::read(answer.credential).map_err(|trouble| explain(&trouble))?;
    let mut tx = app.db.system("show a passkey").await?;
    let row = passkeys::to_use(&mut tx, claim.passkey()).await?;
    let row = row
        .filter(|row| row.user_id == person.user_id)
        .ok_or_else(unknown)?;
    let holder = passkeys::known_holder(&mut tx, person.user_id).await?;
    if claim.holder().is_some() && claim.holder() != holder {
        return Err(unknown());
    }
    accepted(app, &person.visitor, tx, row, &claim, state).await
}

fn unknown() -> Error {
    tracing::info!("a passkey that is not known was refused");
    Error::invalid(
        "",
        "This passkey is not known here. It may have been removed. Sign in another way, and delete it on your device.",
    )
}

/// Checks the claim against the passkey and notes its use. What is wrong is written down, even where all else is undone.
async fn accepted(
    app: &App,
    visitor: &Visitor,
    mut tx: Tx,
    row: Passkey,
    claim: &Claim,
    state: Value,
) -> Result<Tx, Error> {
    if row.suspended_at.is_some() {
        record(app, visitor, &mut tx, &row, "passkey.refused", "suspended").await?;
        tx.commit().await?;
        return Err(suspended());
    }
    match claim.check(app.config.base_url(), state, row.credential.clone()) {
        Ok(credential) => {
            passkeys::used(&mut tx, row.id, &credential, app.clock.now()).await?;
            Ok(tx)
        }
        Err(Trouble::Copied) => {
            tracing::warn!(user = %row.user_id, "a passkey may have been copied");
            passkeys::suspend(&mut tx, row.id, app.clock.now()).await?;
            record(app, visitor, &mut tx, &row, "passkey.suspended", "counter").await?;
            tell(app, &mut tx, row.user_id, &row.name).await?;
            tx.commit().await?;
            Err(suspended())
        }
        Err(trouble) => {
            record(app, visitor, &mut tx, &row, "passkey.refused", "proof").await?;
            tx.commit().await?;
            Err(explain(&trouble))
        }
    }
}

fn suspended() -> Error {
    Error::invalid(
        "",
        "This passkey may have been copied, so it no longer signs in. Sign in another way, remove it under Security, and add a new one.",
    )
}

async fn record(
    app: &App,
    visitor: &Visitor,
    tx: &mut Tx,
    row: &Passkey,
    action: &str,
    why: &str,
) -> Result<(), Error> {
    let detail = json!({ "name": row.name, "why": why });
    let who = (row.user_id, Some(visitor.ip));
    audit::record_in_each(app, tx, who, action, &row.id.to_string(), detail).await
}

async fn tell(app: &App, tx: &mut Tx, user: UserId, name: &str) -> Result<(), Error> {
    if let Some(user) = users::by_id(tx, user).await? {
        let letter = Letter::passkey_suspended(name, app.config.link("/account/security"));
        mail::enqueue(app, tx, &user.email, &letter).await?;
    }
    Ok(())
}
