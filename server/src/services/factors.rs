//! Second factors: an authenticator app, backup codes, and what a brand asks of its members.
//!
//! A change of factors asks for a fresh proof of identity, is written to the audit log of each of the user's brands, is told by
//! mail, and gives the session a new token, all in one transaction.

mod authenticator;
mod backup;
mod code;
mod policy;
#[cfg(test)]
mod tests;

pub use authenticator::{Enrolment, SET_UP, begin, confirm, enrolment, removal, remove};
pub use backup::{first_codes, regenerate};
pub use code::{confirm_with_code, pass};
pub use policy::{Policy, policy, set_policy};

use crate::{
    app::App,
    context::Person,
    crypto::Place,
    mail::{self, Letter},
    services::audit,
};
use db::{
    AsyncPgConnection, Tx,
    queries::{backup_codes, factors, totp},
    types::TotpFactor,
};
use domain::{Error, UserId, security::FactorsView};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// What the security page tells of the second factors.
pub async fn view(tx: &mut Tx, user: UserId) -> Result<FactorsView, Error> {
    let app = totp::of_user(tx, user).await?;
    Ok(FactorsView {
        authenticator_since: app.as_ref().and_then(|app| app.confirmed_at),
        authenticator_used: app.and_then(|app| app.last_used_at),
        backup_codes: backup_codes::count(tx, user).await?,
    })
}

/// The app's secret in the clear.
fn secret(app: &App, factor: &TotpFactor) -> Result<Zeroizing<Vec<u8>>, Error> {
    app.keys
        .open_at(&Place::totp_secret(factor.id), &factor.secret)
        .map_err(|error| {
            tracing::error!(%error, factor = %factor.id, "the secret of an authenticator app cannot be read");
            Error::Internal
        })
}

/// Writes an entry to the log of each brand of the user.
pub(in crate::services) async fn record(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    action: &str,
    detail: Value,
) -> Result<(), Error> {
    audit::record_of_person(app, tx, person, action, &person.user_id.to_string(), detail).await
}

/// What every change of factors has in common: the log, and a mail.
pub(in crate::services) async fn changed(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    action: &str,
    what: &str,
) -> Result<(), Error> {
    record(app, tx, person, action, json!({})).await?;
    let letter = Letter::factor_changed(what, app.config.link("/account/security"));
    mail::enqueue(app, tx, &person.email, &letter).await
}

/// Refuses to leave the user without a second factor where one of their brands wants one.
pub(in crate::services) async fn may_go_without(
    conn: &mut AsyncPgConnection,
    user: UserId,
) -> Result<(), Error> {
    if factors::has_any(conn, user).await? {
        return Ok(());
    }
    let brands = factors::requiring(conn, user).await?;
    if brands.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(format!(
        "{} asks every member for a second factor, and this is your only one. Add another one first, such as a passkey.",
        brands.join(", ")
    )))
}
