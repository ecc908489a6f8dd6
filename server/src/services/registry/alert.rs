//! Telling brands that proofs of registration end.

use super::today;
use crate::{
    app::App,
    mail::{self, Letter},
};
use ::app::routes::Route;
use chrono::TimeDelta;
use db::{
    AsyncPgConnection,
    queries::{
        members,
        registrations::{self, Due},
    },
};
use domain::{
    Error, Role,
    registry::{WARNED_BEFORE, days_left},
};

/// Proofs of one transaction.
const AT_ONCE: i64 = 500;
/// Proofs that a mail names.
const NAMED: usize = 20;

/// Tells owners and admins of the proofs that have come so near to their end: once for each proof at each of the
/// thresholds, in one mail for all of a brand. Whole days count, so that what comes due comes due together. Answers
/// whether there may be more.
pub async fn warn(app: &App) -> Result<bool, Error> {
    let today = today(app.clock.now());
    // The most urgent first: whoever was told of that needs no word of the others.
    for (before, nth) in WARNED_BEFORE.into_iter().zip([1, 2, 3]).rev() {
        let end = today + TimeDelta::days(before + 1);
        let mut tx = app.db.system("tell of proofs of registration that end").await?;
        let due = registrations::due(&mut tx, (end, nth), AT_ONCE).await?;
        for of_brand in due.chunk_by(|a, b| a.brand == b.brand) {
            tell(app, &mut tx, of_brand).await?;
        }
        let ids: Vec<_> = due.iter().map(|proof| proof.id).collect();
        registrations::warned(&mut tx, &ids, nth).await?;
        tx.commit().await?;
        if !due.is_empty() {
            tracing::info!(
                proofs = due.len(),
                before,
                "told of proofs of registration that end"
            );
            return Ok(true);
        }
    }
    Ok(false)
}

async fn tell(app: &App, conn: &mut AsyncPgConnection, due: &[Due]) -> Result<(), Error> {
    let Some(first) = due.first() else { return Ok(()) };
    let now = app.clock.now();
    let told = |proof: &Due| {
        let when = match days_left(proof.expires_at, now) {
            ..0 => "has ended on",
            0 => "ends today,",
            _ => "ends on",
        };
        let (address, day) = (
            app.config.address(proof.host.as_deref(), &proof.path),
            proof.expires_at.format("%-d %B %Y"),
        );
        format!("{address}, registration {}: {when} {day}", proof.registration)
    };
    let lines: Vec<String> = due.iter().take(NAMED).map(told).collect();
    let link = app.config.link(&Route::Registry.href());
    let letter = Letter::proofs_end(&lines, due.len() - lines.len(), link);
    for address in members::addresses(conn, first.brand, &[Role::Admin, Role::Owner]).await? {
        mail::enqueue(app, conn, &address, &letter).await?;
    }
    Ok(())
}
