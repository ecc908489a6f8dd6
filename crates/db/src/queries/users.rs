//! User accounts. All through the system door, except that a brand sees the addresses of its members.

use crate::{DbError, schema::users, types::User};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, UserId};
use uuid::Uuid;

/// Violated where the address has an account.
pub const EMAIL_KEY: &str = "users_email_key";

type Row = (Uuid, String, Option<String>, Option<DateTime<Utc>>, DateTime<Utc>);

const COLUMNS: (
    users::id,
    users::email,
    users::password_hash,
    users::email_verified_at,
    users::created_at,
) = (
    users::id,
    users::email,
    users::password_hash,
    users::email_verified_at,
    users::created_at,
);

fn user((id, email, password_hash, email_verified_at, created_at): Row) -> User {
    User {
        id: UserId(id),
        email,
        password_hash,
        email_verified_at,
        created_at,
    }
}

/// Opens an account; [`EMAIL_KEY`] is violated where the address has one.
pub async fn insert(conn: &mut AsyncPgConnection, user: &User) -> Result<(), DbError> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.id.0),
            users::email.eq(&user.email),
            users::password_hash.eq(&user.password_hash),
            users::email_verified_at.eq(user.email_verified_at),
            users::created_at.eq(user.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account of an address in lower case.
pub async fn by_email(conn: &mut AsyncPgConnection, email: &str) -> Result<Option<User>, DbError> {
    let row = users::table
        .filter(users::email.eq(email))
        .select(COLUMNS)
        .first::<Row>(conn)
        .await
        .optional()?;
    Ok(row.map(user))
}

/// The account with this id.
pub async fn by_id(conn: &mut AsyncPgConnection, id: UserId) -> Result<Option<User>, DbError> {
    let row = users::table
        .find(id.0)
        .select(COLUMNS)
        .first::<Row>(conn)
        .await
        .optional()?;
    Ok(row.map(user))
}

/// Notes that the address is confirmed; the first time counts. Answers whether this was it.
pub async fn mark_verified(
    conn: &mut AsyncPgConnection,
    id: UserId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let unverified = users::table.find(id.0).filter(users::email_verified_at.is_null());
    let rows = diesel::update(unverified)
        .set(users::email_verified_at.eq(at))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Stores another password.
pub async fn set_password(
    conn: &mut AsyncPgConnection,
    id: UserId,
    password_hash: &str,
) -> Result<(), DbError> {
    let rows = diesel::update(users::table.find(id.0))
        .set(users::password_hash.eq(password_hash))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Hands an account whose address nobody had confirmed to whoever has now proved that the address is theirs: the password
/// of the one who signed up with it no longer works. Answers whether there was such an account.
pub async fn adopt(conn: &mut AsyncPgConnection, id: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let unverified = users::table.find(id.0).filter(users::email_verified_at.is_null());
    let rows = diesel::update(unverified)
        .set((
            users::email_verified_at.eq(at),
            users::password_hash.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// The brand that the user worked for last.
pub async fn last_brand(conn: &mut AsyncPgConnection, id: UserId) -> Result<Option<BrandId>, DbError> {
    let brand: Option<Option<Uuid>> = users::table
        .find(id.0)
        .select(users::last_brand)
        .first(conn)
        .await
        .optional()?;
    Ok(brand.flatten().map(BrandId))
}

/// Remembers which brand the user works for; the next sign-in leads there.
pub async fn set_last_brand(
    conn: &mut AsyncPgConnection,
    id: UserId,
    brand: Option<BrandId>,
) -> Result<(), DbError> {
    diesel::update(users::table.find(id.0))
        .set(users::last_brand.eq(brand.map(|b| b.0)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives the account another address, which is confirmed; [`EMAIL_KEY`] is violated where that address has an account.
pub async fn set_email(
    conn: &mut AsyncPgConnection,
    id: UserId,
    email: &str,
    verified_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = diesel::update(users::table.find(id.0))
        .set((users::email.eq(email), users::email_verified_at.eq(verified_at)))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
