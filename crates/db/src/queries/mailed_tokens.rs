//! Tokens of mailed links: single use, hashed at rest; through the system door.

use crate::{
    DbError,
    schema::mailed_tokens,
    types::{NewMailedToken, Purpose},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;
use uuid::Uuid;

/// Stores a token.
pub async fn insert(conn: &mut AsyncPgConnection, token: &NewMailedToken) -> Result<(), DbError> {
    diesel::insert_into(mailed_tokens::table)
        .values((
            mailed_tokens::token_hash.eq(&token.token_hash),
            mailed_tokens::user_id.eq(token.user_id.0),
            mailed_tokens::purpose.eq(token.purpose.word()),
            mailed_tokens::payload.eq(&token.payload),
            mailed_tokens::created_at.eq(token.created_at),
            mailed_tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses a token up: whose it is, where it is still in force. Two at once: one gets it.
pub async fn take(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, DbError> {
    let in_force = mailed_tokens::table
        .find(token_hash)
        .filter(mailed_tokens::purpose.eq(purpose.word()))
        .filter(mailed_tokens::expires_at.gt(now));
    let user: Option<Uuid> = diesel::delete(in_force)
        .returning(mailed_tokens::user_id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(user.map(UserId))
}

/// Uses a token of one user up: its payload, where it is still in force and has one. Somebody else's token stays as it is.
pub async fn take_payload(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
    user: UserId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    let in_force = mailed_tokens::table
        .find(token_hash)
        .filter(mailed_tokens::user_id.eq(user.0))
        .filter(mailed_tokens::purpose.eq(purpose.word()))
        .filter(mailed_tokens::expires_at.gt(now));
    let payload: Option<Option<String>> = diesel::delete(in_force)
        .returning(mailed_tokens::payload)
        .get_result(conn)
        .await
        .optional()?;
    Ok(payload.flatten())
}

/// Withdraws all links that a user was sent.
pub async fn delete_all_of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<usize, DbError> {
    let of_user = mailed_tokens::table.filter(mailed_tokens::user_id.eq(user.0));
    Ok(diesel::delete(of_user).execute(conn).await?)
}

/// Withdraws the links of one purpose that a user was sent.
pub async fn delete_of_user(
    conn: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
) -> Result<usize, DbError> {
    let of_user = mailed_tokens::table
        .filter(mailed_tokens::user_id.eq(user.0))
        .filter(mailed_tokens::purpose.eq(purpose.word()));
    Ok(diesel::delete(of_user).execute(conn).await?)
}

/// Forgets the tokens that no longer work; answers how many.
pub async fn delete_expired(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, DbError> {
    let expired = mailed_tokens::table.filter(mailed_tokens::expires_at.le(now));
    Ok(diesel::delete(expired).execute(conn).await?)
}
