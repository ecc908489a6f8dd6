//! Backup codes: hashed, single use; through the system door.

use crate::{DbError, schema::backup_codes};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;

/// Puts these in the place of all that the user had.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    user: UserId,
    hashes: &[[u8; 32]],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    delete(conn, user).await?;
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                backup_codes::user_id.eq(user.0),
                backup_codes::code_hash.eq(hash.as_slice()),
                backup_codes::created_at.eq(at),
            )
        })
        .collect();
    diesel::insert_into(backup_codes::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses a code up; answers whether it was one of the user's. Two at once: one gets it.
pub async fn take(conn: &mut AsyncPgConnection, user: UserId, hash: &[u8]) -> Result<bool, DbError> {
    let code = backup_codes::table.find((user.0, hash));
    Ok(diesel::delete(code).execute(conn).await? == 1)
}

/// How many are left.
pub async fn count(conn: &mut AsyncPgConnection, user: UserId) -> Result<u32, DbError> {
    let count: i64 = backup_codes::table
        .filter(backup_codes::user_id.eq(user.0))
        .count()
        .get_result(conn)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Forgets all codes of the user.
pub async fn delete(conn: &mut AsyncPgConnection, user: UserId) -> Result<usize, DbError> {
    let of_user = backup_codes::table.filter(backup_codes::user_id.eq(user.0));
    Ok(diesel::delete(of_user).execute(conn).await?)
}
