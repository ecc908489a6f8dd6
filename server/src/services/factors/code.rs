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
};
use domain::Error;
use serde_json::json;
use std::time::Duration;

/// So many wrong codes end the sign-in: the password has to be shown again.
const WRONG_MAX: u32 = 5;
const SHORT: Duration = Duration::from_mins(5);
/// So many codes a user may try in the long window, from wherever.
const LONG_MAX: u32 = 20;
const LONG: Duration = Duration::from_hours(1);

/// What a code turned out to be.
enum Shown {
    App,
    Backup,
    Wrong,
}

/// Completes a sign-in with a code of the app, or with a backup code.
pub async fn pass(app: &App, person: &Person, typed: &str) -> Result<NewSession, Error> {
    account::count(app, person.visitor.ip).await?;
    limit(app, person).await?;
    let mut tx = app.db.system("show a second factor").await?;
    match shown(app, &mut tx, person, typed).await? {
        Shown::Wrong => {
            refused(app, tx, person).await?;
            Err(wrong())
        }
        right => {
            let method = if matches!(right, Shown::App) {
                "totp"
            } else {
                "backup_code"
            };
            if matches!(right, Shown::Backup) {
                tell_of_backup_code(app, &mut tx, person).await?;
            }
            record(
                app,
                &mut tx,
                person,
                "factor.accepted",
                json!({ "method": method }),
            )
            .await?;
            let session = account::complete(app, &mut tx, person, method).await?;
            tx.commit().await?;
            forget(app, person).await;
            Ok(session)
        }
    }
}

/// Proves again who one is, with a code of the app.
pub async fn confirm_with_code(app: &App, person: &Person, typed: &str) -> Result<NewSession, Error> {
    account::count(app, person.visitor.ip).await?;
    limit(app, person).await?;
    let mut tx = app.db.system("confirm an identity").await?;
    match shown(app, &mut tx, person, typed).await? {
        Shown::App => {
            let session = account::confirmed(app, &mut tx, person).await?;
            tx.commit().await?;
            forget(app, person).await;
            Ok(session)
        }
        // A backup code is for the day on which the app is lost: nothing was used up.
        Shown::Backup | Shown::Wrong => {
            tx.rollback().await?;
            Err(wrong())
        }
    }
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

/// Counts a code of this user from wherever it comes: a million is not many.
async fn limit(app: &App, person: &Person) -> Result<(), Error> {
    let short = app.cache.hit(&Key::Codes(person.user_id), SHORT).await;
    let long = app.cache.hit(&Key::CodesLong(person.user_id), LONG).await;
    let over = if long.count > LONG_MAX {
        Some(long)
    } else {
        Some(short).filter(|hits| hits.count > WRONG_MAX)
    };
    let Some(hits) = over else { return Ok(()) };
    tracing::warn!(user = %person.user_id, request_id = %person.visitor.request_id, "too many second factors were tried");
    if person.stage != db::types::Stage::Full {
        // Whoever guesses has to show the password again.
        let mut tx = app.db.system("end a sign-in").await?;
        sessions::delete_by_id(&mut tx, person.user_id, person.session_id).await?;
        tx.commit().await?;
    }
    let seconds = u32::try_from(hits.resets_in.as_secs()).unwrap_or(u32::MAX);
    Err(Error::RateLimited {
        retry_after_s: seconds.max(1),
    })
}

async fn forget(app: &App, person: &Person) {
    app.cache.forget(&Key::Codes(person.user_id)).await;
    app.cache.forget(&Key::CodesLong(person.user_id)).await;
}

async fn refused(app: &App, tx: Tx, person: &Person) -> Result<(), Error> {
    // What was looked at is undone before the refusal is written down.
    tx.rollback().await?;
    let mut tx = app.db.system("refuse a second factor").await?;
    record(app, &mut tx, person, "factor.refused", json!({})).await?;
    Ok(tx.commit().await?)
}

async fn tell_of_backup_code(app: &App, tx: &mut Tx, person: &Person) -> Result<(), Error> {
    let left = backup_codes::count(tx, person.user_id).await?;
    let letter = Letter::backup_code_used(left, app.config.link("/account/security"));
    mail::enqueue(app, tx, &person.email, &letter).await
}
