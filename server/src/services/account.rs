//! Signing up, signing in, passwords, sessions, and the caller's own brand.
//!
//! No answer and no waiting time tells whether an address has an account: known and unknown addresses get the same texts,
//! the same hashing and, where the work differs, the same time.

mod address;
mod attempts;
mod brand;
mod confirm;
mod passwords;
mod security;
mod session;
mod sign_up;
#[cfg(test)]
mod tests;

pub use address::{change_address, request_address};
pub(in crate::services) use attempts::{count, count_question};
pub use brand::{brand_name_of, me, overview, update_brand};
pub use confirm::confirm_password;
pub(in crate::services) use confirm::second_factor_wanted;
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
/// How long the link works that confirms another address.
const CHANGE_EMAIL: TimeDelta = TimeDelta::minutes(30);

/// Withdraws the older links of this purpose, makes a new one and mails it to the user.
async fn mail_link(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: &User,
    purpose: Purpose,
) -> Result<(), Error> {
    mail_link_to(app, conn, user.id, purpose, &user.email, None).await
}

/// The same to any address, with something to remember.
async fn mail_link_to(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
    to: &str,
    payload: Option<String>,
) -> Result<(), Error> {
    mailed_tokens::delete_of_user(conn, user, purpose).await?;
    let token = store_token(app, conn, user, purpose, payload).await?;
    let link = |path: &str| app.config.link(&format!("{path}?token={token}"));
    let letter = match purpose {
        Purpose::VerifyEmail => Letter::verify_email(link("/verify-email")),
        Purpose::ResetPassword => Letter::reset_password(link("/reset-password")),
        Purpose::ChangeEmail => Letter::confirm_new_address(link("/account/address/confirm")),
    };
    mail::enqueue(app, conn, to, &letter).await
}

async fn store_token(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
    payload: Option<String>,
) -> Result<String, Error> {
    let token = token_256(&*app.random);
    let created_at = app.clock.now();
    let lives = match purpose {
        Purpose::VerifyEmail => VERIFY,
        Purpose::ResetPassword => RESET,
        Purpose::ChangeEmail => CHANGE_EMAIL,
    };
    let new = NewMailedToken {
        token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
        user_id: user,
        purpose,
        payload,
        created_at,
        expires_at: created_at + lives,
    };
    mailed_tokens::insert(conn, &new).await?;
    Ok(token)
}
