//! Passkeys; through the system door.

use crate::{
    DbError,
    schema::{passkeys, users},
    types::Passkey,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{PasskeyId, UserId};
use serde_json::Value;
use uuid::Uuid;

/// Violated where somebody has this passkey already.
pub const CREDENTIAL_KEY: &str = "passkeys_credential_key";

#[derive(Queryable, Selectable)]
#[diesel(table_name = passkeys)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    credential_id: Vec<u8>,
    name: String,
    credential: Value,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    suspended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Passkey {
    fn from(row: Row) -> Self {
        Self {
            id: PasskeyId(row.id),
            user_id: UserId(row.user_id),
            credential_id: row.credential_id,
            name: row.name,
            credential: row.credential,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            suspended_at: row.suspended_at,
        }
    }
}

/// What authenticators know the user by: `fresh` from now on where there was nothing yet.
pub async fn holder(conn: &mut AsyncPgConnection, user: UserId, fresh: Uuid) -> Result<Uuid, DbError> {
    let nobody_yet = users::table.find(user.0).filter(users::webauthn_id.is_null());
    diesel::update(nobody_yet)
        .set(users::webauthn_id.eq(fresh))
        .execute(conn)
        .await?;
    known_holder(conn, user).await?.ok_or(DbError::NotFound)
}

/// What authenticators know the user by, where they do.
pub async fn known_holder(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<Uuid>, DbError> {
    Ok(users::table
        .find(user.0)
        .select(users::webauthn_id)
        .first(conn)
        .await?)
}

/// Adds a passkey; [`CREDENTIAL_KEY`] is violated where somebody has it already.
pub async fn insert(conn: &mut AsyncPgConnection, passkey: &Passkey) -> Result<(), DbError> {
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(passkey.id.0),
            passkeys::user_id.eq(passkey.user_id.0),
            passkeys::credential_id.eq(&passkey.credential_id),
            passkeys::name.eq(&passkey.name),
            passkeys::credential.eq(&passkey.credential),
            passkeys::created_at.eq(passkey.created_at),
            passkeys::last_used_at.eq(passkey.last_used_at),
            passkeys::suspended_at.eq(passkey.suspended_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The passkeys of a user, the first one first.
pub async fn of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Passkey>, DbError> {
    let rows: Vec<Row> = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .order((passkeys::created_at, passkeys::id))
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Passkey::from).collect())
}

/// One passkey of a user.
pub async fn one(
    conn: &mut AsyncPgConnection,
    user: UserId,
    id: PasskeyId,
) -> Result<Option<Passkey>, DbError> {
    let row: Option<Row> = passkeys::table
        .find(id.0)
        .filter(passkeys::user_id.eq(user.0))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Passkey::from))
}

/// The passkey that its authenticator calls so. Whoever else wants to use it waits for the end of the transaction, so that
/// its counter is looked at and moved on by one at a time.
pub async fn to_use(conn: &mut AsyncPgConnection, credential_id: &[u8]) -> Result<Option<Passkey>, DbError> {
    let row: Option<Row> = passkeys::table
        .filter(passkeys::credential_id.eq(credential_id))
        .select(Row::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Passkey::from))
}

/// Notes that it was used, and where its counter stands now.
pub async fn used(
    conn: &mut AsyncPgConnection,
    id: PasskeyId,
    credential: &Value,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(passkeys::table.find(id.0))
        .set((passkeys::credential.eq(credential), passkeys::last_used_at.eq(at)))
        .execute(conn)
        .await?;
    Ok(())
}

/// It no longer signs anybody in.
pub async fn suspend(conn: &mut AsyncPgConnection, id: PasskeyId, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(passkeys::table.find(id.0))
        .set(passkeys::suspended_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives a user's passkey another name; answers whether there was one.
pub async fn rename(
    conn: &mut AsyncPgConnection,
    user: UserId,
    id: PasskeyId,
    name: &str,
) -> Result<bool, DbError> {
    let of_user = passkeys::table.find(id.0).filter(passkeys::user_id.eq(user.0));
    let rows = diesel::update(of_user)
        .set(passkeys::name.eq(name))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Forgets a user's passkey; answers whether there was one.
pub async fn delete(conn: &mut AsyncPgConnection, user: UserId, id: PasskeyId) -> Result<bool, DbError> {
    let of_user = passkeys::table.find(id.0).filter(passkeys::user_id.eq(user.0));
    Ok(diesel::delete(of_user).execute(conn).await? == 1)
}
