//! The keys that brands sign their passports with.

use crate::{DbError, schema::brand_keys, types::BrandKey};
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::BrandId;
use uuid::Uuid;

/// The public half of a key with its times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its id; never given to another key.
    pub id: Uuid,
    /// Ed25519, 32 bytes.
    pub public_key: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stopped signing.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it was given up, because somebody else may have it.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The key that signs now; through the brand's door.
pub async fn current(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Option<BrandKey>, DbError> {
    let row: Option<(Uuid, Vec<u8>)> = brand_keys::table
        .filter(brand_keys::brand_id.eq(brand.0))
        .filter(brand_keys::retired_at.is_null())
        .select((brand_keys::id, brand_keys::private_key))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(id, private_key)| BrandKey { id, private_key }))
}

/// Stores the key that signs from now on, unless somebody else was quicker.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    key: &BrandKey,
    public_key: &[u8],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(brand_keys::table)
        .values((
            brand_keys::id.eq(key.id),
            brand_keys::brand_id.eq(brand.0),
            brand_keys::public_key.eq(public_key),
            brand_keys::private_key.eq(&key.private_key),
            brand_keys::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the current key: it signs no more, and `revoked` says that nothing of it counts any more. Which one it was.
pub async fn retire(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    now: DateTime<Utc>,
    revoked: bool,
) -> Result<Option<Uuid>, DbError> {
    let id = diesel::update(brand_keys::table)
        .filter(brand_keys::brand_id.eq(brand.0))
        .filter(brand_keys::retired_at.is_null())
        .set((
            brand_keys::retired_at.eq(now),
            brand_keys::revoked_at.eq(revoked.then_some(now)),
        ))
        .returning(brand_keys::id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(id)
}

/// Ends one key, unless it has ended; through the brand's door.
pub async fn retire_one(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(brand_keys::table.find(id))
        .filter(brand_keys::retired_at.is_null())
        .set(brand_keys::retired_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Passports whose latest version was signed with a key that was revoked since: models, then batches and items. What whoever runs
/// the site has taken off it is left out: the brand cannot sign it again.
pub async fn to_sign_again(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<(u32, u32), DbError> {
    let counts: Counts = sql_query(
        "SELECT count(*) FILTER (WHERE p.granularity = 'model') AS models, \
         count(*) FILTER (WHERE p.granularity <> 'model') AS units \
         FROM brand_keys k JOIN versions v ON v.brand_id = k.brand_id AND v.key_id = k.id \
         JOIN passports p ON p.id = v.passport_id AND p.latest = v.number \
         WHERE k.brand_id = $1 AND k.revoked_at IS NOT NULL AND p.suspended_at IS NULL AND p.released_at IS NULL",
    )
    .bind::<SqlUuid, _>(brand.0)
    .get_result(conn)
    .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((count(counts.models), count(counts.units)))
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    models: i64,
    #[diesel(sql_type = BigInt)]
    units: i64,
}

type Row = (
    Uuid,
    Vec<u8>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

/// All keys of a brand, the newest first; through any door.
pub async fn all(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Vec<PublicKey>, DbError> {
    let rows: Vec<Row> = brand_keys::table
        .filter(brand_keys::brand_id.eq(brand.0))
        .order((brand_keys::created_at.desc(), brand_keys::id))
        .select((
            brand_keys::id,
            brand_keys::public_key,
            brand_keys::created_at,
            brand_keys::retired_at,
            brand_keys::revoked_at,
        ))
        .load(conn)
        .await?;
    let key = |(id, public_key, created_at, retired_at, revoked_at): Row| PublicKey {
        id,
        public_key,
        created_at,
        retired_at,
        revoked_at,
    };
    Ok(rows.into_iter().map(key).collect())
}
