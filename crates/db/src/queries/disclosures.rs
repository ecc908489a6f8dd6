//! What not everybody may read: the disclosures of versions and what their salts are made with; through the brand door.

use crate::{
    DbError,
    schema::{disclosure_keys, versions},
};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Integer, Jsonb, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId};
use uuid::Uuid;

/// The brand's secret, sealed, with its row.
pub async fn key(conn: &mut AsyncPgConnection) -> Result<Option<(Uuid, Vec<u8>)>, DbError> {
    let key = disclosure_keys::table.select((disclosure_keys::id, disclosure_keys::secret));
    Ok(key.first(conn).await.optional()?)
}

/// Stores the brand's secret, unless somebody else was quicker.
pub async fn insert_key(
    conn: &mut AsyncPgConnection,
    (id, brand): (Uuid, BrandId),
    secret: &[u8],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(disclosure_keys::table)
        .values((
            disclosure_keys::id.eq(id),
            disclosure_keys::brand_id.eq(brand.0),
            disclosure_keys::secret.eq(secret),
            disclosure_keys::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// The disclosures of a version; none where the passport has no such version.
pub async fn of_version(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    number: u32,
) -> Result<Option<Vec<String>>, DbError> {
    let found: Option<serde_json::Value> = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .filter(versions::number.eq(i32::try_from(number).map_err(DbError::other)?))
        .select(versions::disclosures)
        .first(conn)
        .await
        .optional()?;
    found.map(texts).transpose()
}

/// The latest version of a passport: its bytes and its disclosures.
pub async fn latest(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
) -> Result<Option<(Vec<u8>, Vec<String>)>, DbError> {
    found(conn, passport, None).await
}

/// A version of a passport: its bytes and its disclosures.
pub async fn version(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    number: u32,
) -> Result<Option<(Vec<u8>, Vec<String>)>, DbError> {
    found(conn, passport, Some(number)).await
}

async fn found(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    number: Option<u32>,
) -> Result<Option<(Vec<u8>, Vec<String>)>, DbError> {
    let mut query = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .order(versions::number.desc())
        .select((versions::document, versions::disclosures))
        .into_boxed();
    if let Some(number) = number {
        // No version has a greater number.
        query = query.filter(versions::number.eq(i32::try_from(number).unwrap_or(i32::MAX)));
    }
    let found: Option<(Vec<u8>, serde_json::Value)> = query.first(conn).await.optional()?;
    found
        .map(|(document, disclosures)| Ok((document, texts(disclosures)?)))
        .transpose()
}

#[derive(QueryableByName)]
struct Telling {
    #[diesel(sql_type = Integer)]
    number: i32,
    #[diesel(sql_type = Jsonb)]
    disclosures: serde_json::Value,
}

/// The versions of a passport of which a disclosure names a file, latest first, with all their disclosures.
pub async fn telling_of(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    sha256: &str,
) -> Result<Vec<(u32, Vec<String>)>, DbError> {
    let sql = "SELECT number, disclosures FROM versions
               WHERE passport_id = $1 AND position($2 IN disclosures::text) > 0 ORDER BY number DESC LIMIT 50";
    let rows: Vec<Telling> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(passport.0)
        .bind::<Text, _>(sha256)
        .load(conn)
        .await?;
    let read = |row: Telling| Ok((u32::try_from(row.number).unwrap_or(0), texts(row.disclosures)?));
    rows.into_iter().map(read).collect()
}

/// Disclosures as they are stored.
pub(super) fn texts(stored: serde_json::Value) -> Result<Vec<String>, DbError> {
    serde_json::from_value(stored).map_err(DbError::other)
}
