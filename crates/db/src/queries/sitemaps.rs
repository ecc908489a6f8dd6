//! What search engines are led to, where a brand wants that.

use super::passports::is_withdrawn;
use crate::{
    DbError,
    schema::{brands, passports},
};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::BrandId;
use uuid::Uuid;

/// A page that a sitemap names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: String,
    /// When its latest version was published; none where it is live.
    pub changed: Option<DateTime<Utc>>,
}

/// Whether the brand wants a sitemap, through any door.
pub async fn is_wanted(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<bool, DbError> {
    let wanted: Option<bool> = brands::table
        .find(brand.0)
        .select(brands::sitemap)
        .first(conn)
        .await
        .optional()?;
    Ok(wanted.unwrap_or(false))
}

/// Switches the brand's sitemap on or off. Whether that changed anything.
pub async fn want(conn: &mut AsyncPgConnection, brand: BrandId, wanted: bool) -> Result<bool, DbError> {
    let rows = diesel::update(brands::table.find(brand.0))
        .filter(brands::sitemap.ne(wanted))
        .set(brands::sitemap.eq(wanted))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// The first brands that want a sitemap, in the order of their ids.
pub async fn brands(conn: &mut AsyncPgConnection, most: i64) -> Result<Vec<BrandId>, DbError> {
    let ids: Vec<Uuid> = brands::table
        .filter(brands::sitemap)
        .order(brands::id)
        .limit(most)
        .select(brands::id)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(BrandId).collect())
}

#[derive(QueryableByName)]
struct First {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Where each part of a sitemap begins: the first of every `size` models of the brand that are read at `host` (none: at the platform's).
pub async fn parts(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    host: Option<&str>,
    size: i64,
) -> Result<Vec<Uuid>, DbError> {
    let firsts: Vec<First> = sql_query(
        "SELECT id FROM (
             SELECT id, row_number() OVER (ORDER BY id) AS place FROM passports
             WHERE brand_id = $1 AND granularity = 'model' AND host IS NOT DISTINCT FROM $2
               AND suspended_at IS NULL AND released_at IS NULL
         ) AS listed WHERE (place - 1) % $3 = 0 ORDER BY id",
    )
    .bind::<SqlUuid, _>(brand.0)
    .bind::<Nullable<Text>, _>(host)
    .bind::<BigInt, _>(size)
    .load(conn)
    .await?;
    Ok(firsts.into_iter().map(|first| first.id).collect())
}

/// The models of a part, from its first on.
pub async fn part(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    host: Option<&str>,
    (from, size): (Uuid, i64),
) -> Result<Vec<Entry>, DbError> {
    let rows: Vec<(String, DateTime<Utc>, bool)> = passports::table
        .filter(passports::brand_id.eq(brand.0))
        .filter(passports::granularity.eq("model"))
        .filter(passports::host.is_not_distinct_from(host))
        .filter(diesel::dsl::not(is_withdrawn()))
        .filter(passports::id.ge(from))
        .order(passports::id)
        .limit(size)
        .select((passports::path, passports::published_at, passports::live))
        .load(conn)
        .await?;
    let entry = |(path, published_at, live): (String, DateTime<Utc>, bool)| Entry {
        path,
        changed: (!live).then_some(published_at),
    };
    Ok(rows.into_iter().map(entry).collect())
}
