//! The keys that Tessera signs with; through the system door.

use crate::{DbError, schema::signing_keys, types::SigningKey};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

type Columns = (
    signing_keys::id,
    signing_keys::purpose,
    signing_keys::public_key,
    signing_keys::private_key,
    signing_keys::created_at,
);
const COLUMNS: Columns = (
    signing_keys::id,
    signing_keys::purpose,
    signing_keys::public_key,
    signing_keys::private_key,
    signing_keys::created_at,
);

type Row = (Uuid, String, Vec<u8>, Vec<u8>, DateTime<Utc>);

fn key((id, purpose, public_key, private_key, created_at): Row) -> SigningKey {
    SigningKey {
        id,
        purpose,
        public_key,
        private_key,
        created_at,
    }
}

/// The key that signs for a purpose now.
pub async fn current(conn: &mut AsyncPgConnection, purpose: &str) -> Result<Option<SigningKey>, DbError> {
    let row: Option<Row> = signing_keys::table
        .filter(signing_keys::purpose.eq(purpose))
        .filter(signing_keys::retired_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(key))
}

/// Stores a key, unless somebody else was quicker with one for the same purpose.
pub async fn insert(conn: &mut AsyncPgConnection, key: &SigningKey) -> Result<(), DbError> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(key.id),
            signing_keys::purpose.eq(&key.purpose),
            signing_keys::public_key.eq(&key.public_key),
            signing_keys::private_key.eq(&key.private_key),
            signing_keys::created_at.eq(key.created_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// All keys of a purpose, retired ones too.
pub async fn all(conn: &mut AsyncPgConnection, purpose: &str) -> Result<Vec<SigningKey>, DbError> {
    let rows: Vec<Row> = signing_keys::table
        .filter(signing_keys::purpose.eq(purpose))
        .select(COLUMNS)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(key).collect())
}
