//! Authenticator apps, one a user; through the system door.

use crate::{DbError, schema::totp_factors, types::TotpFactor};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;
use uuid::Uuid;

/// Violated where the user has an authenticator app, or has begun with one.
pub const USER_KEY: &str = "totp_factors_user_key";

type Row = (
    Uuid,
    Vec<u8>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

/// The user's app, confirmed or not yet.
pub async fn of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<TotpFactor>, DbError> {
    let row: Option<Row> = totp_factors::table
        .filter(totp_factors::user_id.eq(user.0))
        .select((
            totp_factors::id,
            totp_factors::secret,
            totp_factors::created_at,
            totp_factors::confirmed_at,
            totp_factors::last_used_at,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(
        |(id, secret, created_at, confirmed_at, last_used_at)| TotpFactor {
            id,
            secret,
            created_at,
            confirmed_at,
            last_used_at,
        },
    ))
}

/// Begins with an app; it counts once a code has confirmed it. [`USER_KEY`] is violated where there is one.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    user: UserId,
    secret: &[u8],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(totp_factors::table)
        .values((
            totp_factors::id.eq(id),
            totp_factors::user_id.eq(user.0),
            totp_factors::secret.eq(secret),
            totp_factors::created_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The app counts from now on; answers whether it did not before. `step` is used up.
pub async fn confirm(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    step: i64,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let pending = totp_factors::table
        .find(id)
        .filter(totp_factors::confirmed_at.is_null());
    let rows = diesel::update(pending)
        .set((
            totp_factors::confirmed_at.eq(at),
            totp_factors::last_used_at.eq(at),
            totp_factors::last_step.eq(step),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Uses a time step up. A step that was used, or one before it, is refused; two at once: one gets it.
pub async fn use_step(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    step: i64,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let unused = totp_factors::table
        .find(id)
        .filter(totp_factors::confirmed_at.is_not_null())
        .filter(
            totp_factors::last_step
                .is_null()
                .or(totp_factors::last_step.lt(step)),
        );
    let rows = diesel::update(unused)
        .set((
            totp_factors::last_step.eq(step),
            totp_factors::last_used_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Forgets the user's app that counts; answers whether there was one.
pub async fn delete(conn: &mut AsyncPgConnection, user: UserId) -> Result<bool, DbError> {
    let of_user = totp_factors::table
        .filter(totp_factors::user_id.eq(user.0))
        .filter(totp_factors::confirmed_at.is_not_null());
    Ok(diesel::delete(of_user).execute(conn).await? > 0)
}

/// Forgets a set-up of the user that was begun and not confirmed.
pub async fn delete_begun(conn: &mut AsyncPgConnection, user: UserId) -> Result<usize, DbError> {
    let of_user = totp_factors::table
        .filter(totp_factors::user_id.eq(user.0))
        .filter(totp_factors::confirmed_at.is_null());
    Ok(diesel::delete(of_user).execute(conn).await?)
}

/// Forgets every set-up that was begun before this moment and never confirmed.
pub async fn delete_abandoned(conn: &mut AsyncPgConnection, before: DateTime<Utc>) -> Result<usize, DbError> {
    let abandoned = totp_factors::table
        .filter(totp_factors::confirmed_at.is_null())
        .filter(totp_factors::created_at.lt(before));
    Ok(diesel::delete(abandoned).execute(conn).await?)
}
