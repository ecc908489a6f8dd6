//! What is remembered between the two halves of a ceremony (passkeys, sign-in by a provider); through the system door.

use crate::{DbError, schema::ceremonies, types::Ceremony};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;
use uuid::Uuid;

type Row = (Uuid, Option<Uuid>, Vec<u8>);

const COLUMNS: (ceremonies::id, ceremonies::user_id, ceremonies::state) =
    (ceremonies::id, ceremonies::user_id, ceremonies::state);

fn ceremony((id, user, state): Row) -> Ceremony {
    Ceremony {
        id,
        user_id: user.map(UserId),
        state,
    }
}

/// Remembers a ceremony of this kind under its handle until `expires_at`.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    kind: &str,
    handle_hash: &[u8],
    ceremony: &Ceremony,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(ceremonies::table)
        .values((
            ceremonies::id.eq(ceremony.id),
            ceremonies::handle_hash.eq(handle_hash),
            ceremonies::kind.eq(kind),
            ceremonies::user_id.eq(ceremony.user_id.map(|user| user.0)),
            ceremonies::state.eq(&ceremony.state),
            ceremonies::created_at.eq(created_at),
            ceremonies::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes a ceremony that is still in force. Two at once: one gets it.
pub async fn take(
    conn: &mut AsyncPgConnection,
    kind: &str,
    handle_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Ceremony>, DbError> {
    let in_force = ceremonies::table
        .filter(ceremonies::handle_hash.eq(handle_hash))
        .filter(ceremonies::kind.eq(kind))
        .filter(ceremonies::expires_at.gt(now));
    let row: Option<Row> = diesel::delete(in_force)
        .returning(COLUMNS)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(ceremony))
}

/// Looks at a ceremony that is still in force, and leaves it there.
pub async fn peek(
    conn: &mut AsyncPgConnection,
    kind: &str,
    handle_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Ceremony>, DbError> {
    let row: Option<Row> = ceremonies::table
        .filter(ceremonies::handle_hash.eq(handle_hash))
        .filter(ceremonies::kind.eq(kind))
        .filter(ceremonies::expires_at.gt(now))
        .select(COLUMNS)
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(ceremony))
}

/// Forgets a ceremony, in force or not, so that its handle can be used again.
pub async fn delete(conn: &mut AsyncPgConnection, handle_hash: &[u8]) -> Result<(), DbError> {
    let of_handle = ceremonies::table.filter(ceremonies::handle_hash.eq(handle_hash));
    diesel::delete(of_handle).execute(conn).await?;
    Ok(())
}

/// Forgets the ceremonies that were not finished in time; answers how many.
pub async fn delete_expired(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, DbError> {
    let expired = ceremonies::table.filter(ceremonies::expires_at.le(now));
    Ok(diesel::delete(expired).execute(conn).await?)
}
