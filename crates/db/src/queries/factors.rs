//! Whether a user has a second factor; through the system door.

use crate::{
    DbError,
    schema::{brands, members, passkeys, totp_factors, users},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, UserId};

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

/// Holds the user's factors still until the transaction ends, so that two that are taken away at once do not both pass for
/// the one that is not the last.
pub async fn lock(conn: &mut AsyncPgConnection, user: UserId) -> Result<(), DbError> {
    users::table
        .find(user.0)
        .select(users::id)
        .for_no_key_update()
        .first::<uuid::Uuid>(conn)
        .await?;
    Ok(())
}

/// From when on the brand wants a second factor of its members; through the brand or the system door.
pub async fn required_from(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(brands::table
        .find(brand.0)
        .select(brands::second_factor_from)
        .first(conn)
        .await?)
}

/// Wants a second factor from this moment on, or no longer; through the brand door.
pub async fn require_from(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    from: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let rows = diesel::update(brands::table.find(brand.0))
        .set(brands::second_factor_from.eq(from))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// The addresses of the brand's members without a second factor.
pub async fn members_without(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Vec<String>, DbError> {
    let totp = totp_factors::table
        .filter(totp_factors::user_id.eq(users::id))
        .filter(totp_factors::confirmed_at.is_not_null());
    let passkey = passkeys::table
        .filter(passkeys::user_id.eq(users::id))
        .filter(passkeys::suspended_at.is_null());
    Ok(members::table
        .inner_join(users::table)
        .filter(members::brand_id.eq(brand.0))
        .filter(diesel::dsl::not(exists(totp)))
        .filter(diesel::dsl::not(exists(passkey)))
        .order(users::email)
        .select(users::email)
        .load(conn)
        .await?)
}

/// The brands of the user that want a second factor, by now or soon: their names.
pub async fn requiring(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<String>, DbError> {
    Ok(members::table
        .inner_join(brands::table)
        .filter(members::user_id.eq(user.0))
        .filter(brands::second_factor_from.is_not_null())
        .order(brands::name)
        .select(brands::name)
        .load(conn)
        .await?)
}
