//! Showing a code: the second step of a sign-in, and proving again who one is.

use super::{record, secret};
use crate::{
    app::App,
    auth::{backup_codes as paper, totp as codes},
    cache::Key,
    context::Person,
    mail::{self, Letter},
    services::account::{self, NewSession},
};
use db::{
    Tx,
    queries::{backup_codes, sessions, totp},
    types::Stage,
};
use domain::Error;
use serde_json::json;
use std::time::Duration;

/// How many codes of an app a user may try, and how long counting goes on: the more were wrong, the longer is the wait.
const LIMITS: [(u32, Duration); 3] = [
    (5, Duration::from_mins(5)),
    (20, Duration::from_hours(1)),
    (60, Duration::from_hours(24)),
];

/// What a code turned out to be.
enum Shown {
    App,
    Backup,
    Wrong,
}

/// Completes a sign-in with a code of the app, or with a backup code.
pub async fn pass(app: &App, person: &Person, typed: &str) -> Result<NewSession, Error> {
    let (mut tx, method) = show(app, person, typed, "sign-in").await?;
    let session = account::complete(app, &mut tx, person, method).await?;
    tx.commit().await?;
    forget(app, person).await;
    Ok(session)
}

/// Proves again who one is, with a code of the app, or with a backup code where the app is lost.
pub async fn confirm_with_code(app: &App, person: &Person, typed: &str) -> Result<NewSession, Error> {
    let (mut tx, _) = show(app, person, typed, "confirmation").await?;
    let session = account::confirmed(app, &mut tx, person).await?;
    tx.commit().await?;
    forget(app, person).await;
    Ok(session)
}

/// Uses the code up and writes down that it was accepted, in the transaction that is answered; or refuses it.
async fn show(app: &App, person: &Person, typed: &str, purpose: &str) -> Result<(Tx, &'static str), Error> {
    account::count(app, person.visitor.ip).await?;
    limit(app, person, typed).await?;
    let mut tx = app.db.system("show a second factor").await?;
    let method = match shown(app, &mut tx, person, typed).await? {
        Shown::App => "totp",
        Shown::Backup => {
            tell_of_backup_code(app, &mut tx, person).await?;
            "backup_code"
        }
        Shown::Wrong => {
            refused(app, tx, person, purpose).await?;
            return Err(wrong());
        }
    };
    let detail = json!({ "method": method, "for": purpose });
    record(app, &mut tx, person, "factor.accepted", detail).await?;
    Ok((tx, method))
}

fn wrong() -> Error {
    Error::invalid(
        "code",
        "This code does not match, or was used already. Enter the code that your app shows now, or a backup code.",
    )
}

async fn shown(app: &App, tx: &mut Tx, person: &Person, typed: &str) -> Result<Shown, Error> {
    let now = app.clock.now();
    if let Some(code) = codes::digits(typed) {
        let factor = totp::of_user(tx, person.user_id).await?;
        let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_some()) else {
            return Ok(Shown::Wrong);
        };
        let Some(step) = codes::step_of(&secret(app, &factor)?, &code, now) else {
            return Ok(Shown::Wrong);
        };
        let fresh = totp::use_step(tx, factor.id, step, now).await?;
        return Ok(if fresh { Shown::App } else { Shown::Wrong });
    }
    let Some(print) = paper::fingerprint(typed) else {
        return Ok(Shown::Wrong);
    };
    let was_one = backup_codes::take(tx, person.user_id, &print).await?;
    Ok(if was_one { Shown::Backup } else { Shown::Wrong })
}

/// Counts a code of this user from wherever it comes: a million is not many. Nobody guesses a backup code, so these are not
/// counted here, and remain a way in for somebody whose allowance another one has used up.
async fn limit(app: &App, person: &Person, typed: &str) -> Result<(), Error> {
    if paper::fingerprint(typed).is_some() {
        return Ok(());
    }
    let mut wait = Duration::ZERO;
    for (key, (most, window)) in keys(person).iter().zip(LIMITS) {
        let hits = app.cache.hit(key, window).await;
        if hits.count > most {
            wait = wait.max(hits.resets_in);
        }
    }
    if wait.is_zero() {
        return Ok(());
    }
    tracing::warn!(user = %person.user_id, request_id = %person.visitor.request_id, "too many second factors were tried");
    if person.stage != Stage::Full {
        // Whoever guesses has to show the password again.
        let mut tx = app.db.system("end a sign-in").await?;
        sessions::delete_by_id(&mut tx, person.user_id, person.session_id).await?;
        tx.commit().await?;
    }
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
    Err(Error::RateLimited {
        retry_after_s: seconds.max(1),
    })
}

fn keys(person: &Person) -> [Key; 3] {
    [
        Key::Codes(person.user_id),
        Key::CodesOfHour(person.user_id),
        Key::CodesOfDay(person.user_id),
    ]
}

async fn forget(app: &App, person: &Person) {
    for key in keys(person) {
        app.cache.forget(&key).await;
    }
}

async fn refused(app: &App, tx: Tx, person: &Person, purpose: &str) -> Result<(), Error> {
    // What was looked at is undone before the refusal is written down.
    tx.rollback().await?;
    let mut tx = app.db.system("refuse a second factor").await?;
    let detail = json!({ "for": purpose });
    record(app, &mut tx, person, "factor.refused", detail).await?;
    Ok(tx.commit().await?)
}

async fn tell_of_backup_code(app: &App, tx: &mut Tx, person: &Person) -> Result<(), Error> {
    let left = backup_codes::count(tx, person.user_id).await?;
    let letter = Letter::backup_code_used(left, app.config.link("/account/security"));
    mail::enqueue(app, tx, &person.email, &letter).await
}
