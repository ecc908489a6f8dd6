//! The authenticator app: set up, confirmed by a code, taken away.

use super::{backup, changed, may_go_without, secret};
use crate::{
    app::App,
    auth::totp as codes,
    context::Person,
    crypto::Place,
    services::account::{self, NewSession},
};
use chrono::TimeDelta;
use db::{
    OnUnique, Tx,
    queries::{backup_codes, factors, sessions, totp},
    types::TotpFactor,
};
use domain::Error;
use labels::{QrOptions, qr_svg};
use zeroize::Zeroizing;

/// What the page of the set-up shows. All of it is the secret.
pub struct Enrolment {
    /// The QR code as SVG.
    pub qr: Zeroizing<String>,
    /// The key in groups of four.
    pub key: Zeroizing<String>,
}

/// How long a set-up that was begun can be confirmed.
pub const SET_UP: TimeDelta = TimeDelta::minutes(15);

/// Begins the set-up. Each page has a secret of its own: one that somebody else was shown before never comes into force.
pub async fn begin(app: &App, person: &Person) -> Result<Enrolment, Error> {
    person.require_fresh(app.clock.now())?;
    let (id, secret) = (app.new_id(), codes::new_secret(&*app.random));
    let sealed = app.keys.seal(&Place::totp_secret(id), &secret);
    let mut tx = app.db.system("set up an authenticator app").await?;
    if let Some(factor) = totp::of_user(&mut tx, person.user_id).await?
        && factor.confirmed_at.is_some()
    {
        return Err(there_is_one());
    }
    totp::delete_begun(&mut tx, person.user_id).await?;
    totp::begin(&mut tx, id, person.user_id, &sealed, app.clock.now())
        .await
        .on_unique(totp::USER_KEY, || {
            Error::conflict("The set-up was begun in another window. Reload the page.")
        })?;
    tx.commit().await?;
    show(&secret, &person.email)
}

/// Shows the set-up again, after a code that did not match.
pub async fn enrolment(app: &App, person: &Person) -> Result<Enrolment, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("set up an authenticator app").await?;
    let factor = begun(app, &mut tx, person).await?;
    tx.commit().await?;
    show(&secret(app, &factor)?, &person.email)
}

/// The set-up that waits for its code.
async fn begun(app: &App, tx: &mut Tx, person: &Person) -> Result<TotpFactor, Error> {
    let factor = totp::of_user(tx, person.user_id).await?;
    match factor {
        Some(factor) if factor.confirmed_at.is_some() => Err(there_is_one()),
        Some(factor) if app.clock.now() - factor.created_at <= SET_UP => Ok(factor),
        _ => Err(Error::conflict(
            "The set-up was not begun, or took longer than 15 minutes. Open its page again and scan the new code.",
        )),
    }
}

fn show(secret: &[u8], email: &str) -> Result<Enrolment, Error> {
    let told = codes::introduce(secret, email).ok_or(Error::Internal)?;
    let options = QrOptions {
        size_px: 240,
        ..QrOptions::default()
    };
    let svg = Zeroizing::new(qr_svg(&told.address, &options).map_err(|_| Error::Internal)?);
    Ok(Enrolment {
        qr: Zeroizing::new(retitled(&svg)),
        key: told.key,
    })
}

/// The title of the drawing is its text, which here is the secret: it must not pop up under the pointer.
fn retitled(svg: &str) -> String {
    match (svg.split_once("<title>"), svg.split_once("</title>")) {
        (Some((before, _)), Some((_, after))) => {
            format!("{before}<title>QR code for your authenticator app</title>{after}")
        }
        _ => svg.to_owned(),
    }
}

fn there_is_one() -> Error {
    Error::conflict(
        "You have an authenticator app already. Remove it first if you want to set up another one.",
    )
}

/// Confirms the app by a code: from now on it is asked for, and sessions that did without it end. Answers backup codes where
/// there were none.
pub async fn confirm(app: &App, person: &Person, code: &str) -> Result<(NewSession, Vec<String>), Error> {
    let now = app.clock.now();
    person.require_fresh(now)?;
    account::count(app, person.visitor.ip).await?;
    let code = codes::digits(code)
        .ok_or_else(|| Error::invalid("code", "Enter the six digits that the app shows."))?;
    let mut tx = app.db.system("set up an authenticator app").await?;
    let factor = begun(app, &mut tx, person).await?;
    let step = codes::step_of(&secret(app, &factor)?, &code, now).ok_or_else(|| {
        Error::invalid(
            "code",
            "This code does not match. Check that the clock of your device is right, and enter the code that is shown now.",
        )
    })?;
    if !totp::confirm(&mut tx, factor.id, step, now).await? {
        return Err(there_is_one());
    }
    let fresh = backup::first_codes(app, &mut tx, person.user_id).await?;
    sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    let what = "An authenticator app was set up";
    changed(app, &mut tx, person, "factor.added", what).await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok((session, fresh))
}

/// Whether the app may be taken away now; asked before the page that confirms it is shown.
pub async fn removal(app: &App, person: &Person) -> Result<(), Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("look at an authenticator app").await?;
    let factor = totp::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    match factor {
        Some(factor) if factor.confirmed_at.is_some() => Ok(()),
        _ => Err(Error::conflict("There is no authenticator app to remove.")),
    }
}

/// Takes the app away, and ends the other sessions. Backup codes go with the last factor.
pub async fn remove(app: &App, person: &Person) -> Result<NewSession, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("remove an authenticator app").await?;
    factors::lock(&mut tx, person.user_id).await?;
    if !totp::delete(&mut tx, person.user_id).await? {
        return Err(Error::conflict("There is no authenticator app to remove."));
    }
    may_go_without(&mut tx, person.user_id).await?;
    if !factors::has_any(&mut tx, person.user_id).await? {
        backup_codes::delete(&mut tx, person.user_id).await?;
    }
    sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    changed(
        app,
        &mut tx,
        person,
        "factor.removed",
        "The authenticator app was removed",
    )
    .await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}
