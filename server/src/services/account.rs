//! Signing up, signing in, passwords, sessions, and the caller's own brand.
//!
//! No answer and no waiting time tells whether an address has an account: known and unknown addresses get the same texts,
//! the same hashing and, where the work differs, the same time.

mod attempts;
mod brand;
mod confirm;
mod passwords;
mod security;
mod session;
mod sign_up;
#[cfg(test)]
mod tests;

pub(in crate::services) use attempts::{count, evenly};
pub use brand::{brand_name_of, me, overview, update_brand};
pub use confirm::confirm_password;
pub use passwords::{change_password, forgot_password, reset_password};
pub use security::security;
pub use session::{NewSession, NextStep, authenticate, rotate_due, sign_in, sign_out};
pub(in crate::services) use session::{complete, confirmed, open, open_at, renewed};
pub(in crate::services) use sign_up::first_brand;
pub use sign_up::{sign_up, verify_email};

use crate::{
    app::App,
    auth::tokens::fingerprint,
    clock::token_256,
    mail::{self, Letter},
};
use chrono::TimeDelta;
use db::{
    AsyncPgConnection,
    queries::mailed_tokens,
    types::{NewMailedToken, Purpose, User},
};
use domain::{Error, UserId};

/// How long the link of a confirmation mail works.
const VERIFY: TimeDelta = TimeDelta::hours(24);
/// How long the link of a password mail works.
const RESET: TimeDelta = TimeDelta::minutes(30);

/// Withdraws the older links of this purpose, makes a new one and mails it.
async fn mail_link(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: &User,
    purpose: Purpose,
) -> Result<(), Error> {
    mailed_tokens::delete_of_user(conn, user.id, purpose).await?;
    let token = store_token(app, conn, user.id, purpose).await?;
    let letter = match purpose {
        Purpose::VerifyEmail => {
            Letter::verify_email(app.config.link(&format!("/verify-email?token={token}")))
        }
        Purpose::ResetPassword => {
            Letter::reset_password(app.config.link(&format!("/reset-password?token={token}")))
        }
    };
    mail::enqueue(app, conn, &user.email, &letter).await
}

async fn store_token(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
) -> Result<String, Error> {
    let token = token_256(&*app.random);
    let created_at = app.clock.now();
    let lives = match purpose {
        Purpose::VerifyEmail => VERIFY,
        Purpose::ResetPassword => RESET,
    };
    let new = NewMailedToken {
        token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
        user_id: user,
        purpose,
        created_at,
        expires_at: created_at + lives,
    };
    mailed_tokens::insert(conn, &new).await?;
    Ok(token)
}
