//! The authenticator app: set up, confirmed by a code, taken away.

use super::{backup, changed, may_go_without, secret};
use crate::{
    app::App,
    auth::totp as codes,
    context::Person,
    crypto::Place,
    services::account::{self, NewSession},
};
use db::{
    OnUnique,
    queries::{backup_codes, factors, sessions, totp},
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

/// Begins the set-up, or goes on with it: a page that is loaded again shows the same secret.
pub async fn enrolment(app: &App, person: &Person) -> Result<Enrolment, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("set up an authenticator app").await?;
    let secret = match totp::of_user(&mut tx, person.user_id).await? {
        Some(factor) if factor.confirmed_at.is_some() => return Err(there_is_one()),
        Some(factor) => secret(app, &factor)?,
        None => {
            let (id, secret) = (app.new_id(), codes::new_secret(&*app.random));
            let sealed = app.keys.seal(&Place::totp_secret(id), &secret);
            totp::begin(&mut tx, id, person.user_id, &sealed, app.clock.now())
                .await
                .on_unique(totp::USER_KEY, || {
                    Error::conflict("The set-up was begun in another window. Reload the page.")
                })?;
            secret
        }
    };
    tx.commit().await?;
    show(&secret, &person.email)
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

/// Confirms the app by a code: from now on it is asked for. Answers backup codes where there were none.
pub async fn confirm(app: &App, person: &Person, code: &str) -> Result<(NewSession, Vec<String>), Error> {
    let now = app.clock.now();
    person.require_fresh(now)?;
    account::count(app, person.visitor.ip).await?;
    let code = codes::digits(code)
        .ok_or_else(|| Error::invalid("code", "Enter the six digits that the app shows."))?;
    let mut tx = app.db.system("set up an authenticator app").await?;
    let factor = totp::of_user(&mut tx, person.user_id)
        .await?
        .ok_or_else(|| Error::conflict("The set-up was not begun, or was given up. Start again."))?;
    if factor.confirmed_at.is_some() {
        return Err(there_is_one());
    }
    let step = codes::step_of(&secret(app, &factor)?, &code, now).ok_or_else(|| {
        Error::invalid(
            "code",
            "This code does not match. Check that the clock of your device is right, and enter the code that is shown now.",
        )
    })?;
    if !totp::confirm(&mut tx, factor.id, step, now).await? {
        return Err(there_is_one());
    }
    let fresh = if backup_codes::count(&mut tx, person.user_id).await? == 0 {
        backup::make(app, &mut tx, person.user_id).await?
    } else {
        Vec::new()
    };
    changed(
        app,
        &mut tx,
        person,
        "factor.added",
        "An authenticator app was set up",
    )
    .await?;
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
        Some(_) => Ok(()),
        None => Err(Error::conflict("There is no authenticator app to remove.")),
    }
}

/// Takes the app away, and ends the other sessions. Backup codes go with the last factor.
pub async fn remove(app: &App, person: &Person) -> Result<NewSession, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("remove an authenticator app").await?;
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
