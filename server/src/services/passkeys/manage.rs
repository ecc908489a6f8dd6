//! Adding, naming and removing passkeys. Each asks for a fresh proof of identity and is told by mail.

use super::{
    Answer, Begun,
    ceremony::{Purpose, asked, remember, take},
    explain, seen,
};
use crate::{
    app::App,
    auth::passkeys::{self as keys, Holder},
    context::Person,
    services::{
        account::{self, NewSession},
        factors,
        sessions::device,
    },
};
use db::{
    OnUnique,
    queries::{backup_codes, factors as any_factor, identities, passkeys, sessions, users},
    types::Passkey,
};
use domain::{Error, Kind, PasskeyId, security::PasskeyView};
use serde_json::json;
use uuid::Uuid;

/// So many a person may have.
const MOST: usize = 20;
/// So many characters a name may have.
const NAME_MAX: usize = 60;

/// What a passkey that is made now is called, unless its owner knows better.
pub fn suggested_name(person: &Person) -> String {
    device::of(&person.visitor.user_agent).to_string()
}

/// Whether one more may be added now.
pub async fn may_add(app: &App, person: &Person) -> Result<(), Error> {
    known(app, person).await.map(|_| ())
}

/// The passkeys that there are, where one more may be added.
async fn known(app: &App, person: &Person) -> Result<Vec<Vec<u8>>, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("look for passkeys").await?;
    let rows = passkeys::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    if rows.len() >= MOST {
        return Err(Error::conflict(format!(
            "You have {MOST} passkeys already. Remove one that you no longer use first."
        )));
    }
    Ok(rows.into_iter().map(|row| row.credential_id).collect())
}

/// Asks the browser for a new passkey. A name that will not do is told before the device makes one.
pub async fn begin(app: &App, person: &Person, name: &str) -> Result<Begun, Error> {
    let known = known(app, person).await?;
    tidy(name)?;
    account::count_question(app, person.visitor.ip).await?;
    let mut tx = app.db.system("name a user to authenticators").await?;
    let handle = passkeys::holder(&mut tx, person.user_id, random(app)).await?;
    tx.commit().await?;
    let holder = Holder {
        handle,
        email: &person.email,
    };
    let question = asked(keys::ask_for_new(app.config.base_url(), &holder, known))?;
    remember(app, Purpose::Add, Some(person), question).await
}

/// Random in all its bits, unlike our ids, which tell the time.
fn random(app: &App) -> Uuid {
    let mut bytes = [0; 16];
    app.random.fill(&mut bytes);
    Uuid::from_bytes(bytes)
}

/// Adds the passkey that the browser has made. Answers backup codes where there were none.
pub async fn add(
    app: &App,
    person: &Person,
    answer: Answer<'_>,
    name: &str,
) -> Result<(NewSession, Vec<String>), Error> {
    let now = app.clock.now();
    person.require_fresh(now)?;
    let name = tidy(name)?;
    let state = take(app, Purpose::Add, Some(person), answer.handle).await?;
    let made = keys::check_new(app.config.base_url(), state, answer.credential)
        .map_err(|trouble| explain(&trouble))?;
    let mut tx = app.db.system("add a passkey").await?;
    identities::lock_user(&mut tx, person.user_id).await?;
    let is_first = !any_factor::has_any(&mut tx, person.user_id).await?;
    let passkey = Passkey {
        id: PasskeyId(app.new_id()),
        user_id: person.user_id,
        credential_id: made.id,
        name,
        credential: made.credential,
        created_at: now,
        last_used_at: None,
        suspended_at: None,
    };
    passkeys::insert(&mut tx, &passkey)
        .await
        .on_unique(passkeys::CREDENTIAL_KEY, || {
            Error::conflict("This passkey was added already.")
        })?;
    let codes = factors::first_codes(app, &mut tx, person.user_id).await?;
    if is_first {
        // Whatever was opened with one factor alone does not outlive the first second one.
        sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    }
    let what = format!("The passkey \u{201c}{}\u{201d} was added", passkey.name);
    factors::changed(app, &mut tx, person, "passkey.added", &what).await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok((session, codes))
}

/// A name as it is kept.
fn tidy(name: &str) -> Result<String, Error> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Error::invalid(
            "name",
            format!(
                "Give the passkey a name of 1 to {NAME_MAX} characters, such as the device that it is on."
            ),
        ));
    }
    Ok(name)
}

/// One passkey of the caller, for the pages that change it.
pub async fn one(app: &App, person: &Person, id: PasskeyId) -> Result<PasskeyView, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("look at a passkey").await?;
    let row = passkeys::one(&mut tx, person.user_id, id).await?;
    tx.commit().await?;
    row.map(seen).ok_or(Error::NotFound(Kind::Passkey))
}

/// Gives it another name. It signs in as before, so nobody is told by mail.
pub async fn rename(app: &App, person: &Person, id: PasskeyId, name: &str) -> Result<(), Error> {
    one(app, person, id).await?;
    let name = tidy(name)?;
    let mut tx = app.db.system("rename a passkey").await?;
    if !passkeys::rename(&mut tx, person.user_id, id, &name).await? {
        return Err(Error::NotFound(Kind::Passkey));
    }
    let detail = json!({ "name": name });
    factors::record(app, &mut tx, person, "passkey.renamed", detail).await?;
    Ok(tx.commit().await?)
}

/// Takes it away, and ends the other sessions: one of them may have been opened with it.
pub async fn remove(app: &App, person: &Person, id: PasskeyId) -> Result<NewSession, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("remove a passkey").await?;
    identities::lock_user(&mut tx, person.user_id).await?;
    let row = passkeys::one(&mut tx, person.user_id, id).await?;
    let row = row.ok_or(Error::NotFound(Kind::Passkey))?;
    passkeys::delete(&mut tx, person.user_id, id).await?;
    // One that is suspended protects nothing and signs nobody in.
    if row.suspended_at.is_none() {
        factors::may_go_without(&mut tx, person.user_id).await?;
        another_way_in(app, &mut tx, person).await?;
    }
    if !any_factor::has_any(&mut tx, person.user_id).await? {
        backup_codes::delete(&mut tx, person.user_id).await?;
    }
    sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    let what = format!("The passkey \u{201c}{}\u{201d} was removed", row.name);
    factors::changed(app, &mut tx, person, "passkey.removed", &what).await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// Refuses to take the last way to sign in.
async fn another_way_in(app: &App, tx: &mut db::Tx, person: &Person) -> Result<(), Error> {
    let user = users::by_id(tx, person.user_id).await?;
    let offered = app.config.oidc.offered();
    let linked = identities::of_user(tx, person.user_id).await?;
    let has_other = user.is_some_and(|user| user.password_hash.is_some())
        || linked.iter().any(|linked| offered.contains(&linked.provider))
        || identities::has_passkey(tx, person.user_id).await?;
    if has_other {
        return Ok(());
    }
    Err(Error::conflict(
        "This passkey is the only way to sign in to your account. Set a password or add another passkey first.",
    ))
}
