//! Whether a user has a second factor; through the system door.

use crate::{
    DbError,
    schema::{passkeys, totp_factors},
};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;

/// Whether the user has a confirmed authenticator app or a passkey that is not suspended.
pub async fn has_any(conn: &mut AsyncPgConnection, user: UserId) -> Result<bool, DbError> {
    let totp = totp_factors::table
        .filter(totp_factors::user_id.eq(user.0))
        .filter(totp_factors::confirmed_at.is_not_null());
    let passkey = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .filter(passkeys::suspended_at.is_null());
    Ok(select(exists(totp).or(exists(passkey))).get_result(conn).await?)
}
