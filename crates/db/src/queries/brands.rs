//! Brands, the tenants.

use super::{drift::is_in_use, passports::is_model};
use crate::{
    DbError,
    schema::{brands, connections, drift, passports, registration_proofs, templates, versions},
    types::Brand,
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, account::Overview, drift::DriftState};
use uuid::Uuid;

fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Opens a brand, through the system door.
pub async fn insert(conn: &mut AsyncPgConnection, brand: &Brand) -> Result<(), DbError> {
    diesel::insert_into(brands::table)
        .values((
            brands::id.eq(brand.id.0),
            brands::name.eq(&brand.name),
            brands::cache_ttl_s.eq(seconds(brand.cache_ttl_s)),
            brands::created_at.eq(brand.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The brand with this id, through the brand or the system door.
pub async fn by_id(conn: &mut AsyncPgConnection, id: BrandId) -> Result<Option<Brand>, DbError> {
    let row = brands::table
        .find(id.0)
        .select((brands::id, brands::name, brands::cache_ttl_s, brands::created_at))
        .first::<(Uuid, String, i32, DateTime<Utc>)>(conn)
        .await
        .optional()?;
    Ok(row.map(|(id, name, ttl, created_at)| Brand {
        id: BrandId(id),
        name,
        cache_ttl_s: ttl.unsigned_abs(),
        created_at,
    }))
}

/// The brand's name, through any door.
pub async fn name(conn: &mut AsyncPgConnection, id: BrandId) -> Result<Option<String>, DbError> {
    Ok(brands::table
        .find(id.0)
        .select(brands::name)
        .first(conn)
        .await
        .optional()?)
}

/// Changes the settings.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id: BrandId,
    name: &str,
    cache_ttl_s: u32,
) -> Result<(), DbError> {
    let rows = diesel::update(brands::table.find(id.0))
        .set((
            brands::name.eq(name),
            brands::cache_ttl_s.eq(seconds(cache_ttl_s)),
        ))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// What the brand has, through the brand door. Proofs of registration that end before `proofs_until` need attention.
pub async fn overview(
    conn: &mut AsyncPgConnection,
    proofs_until: DateTime<Utc>,
) -> Result<Overview, DbError> {
    let failing = connections::table
        .filter(connections::health.eq_any(["failing", "needs_attention"]))
        .select(count_star());
    let drifted = drift::table
        .inner_join(passports::table)
        .filter(drift::version.eq(passports::latest))
        .filter(drift::state.ne(DriftState::Same.word()))
        .filter(is_in_use())
        .select(count_star());
    let ending = registration_proofs::table
        .filter(registration_proofs::is_current)
        .filter(registration_proofs::expires_at.lt(proofs_until))
        .select(count_star());
    let downloaded = passports::table.filter(passports::labels_downloaded_at.is_not_null());
    let counts: (i64, i64, i64, i64, i64, i64, bool, i64) = diesel::select((
        connections::table
            .select(count_star())
            .single_value()
            .assume_not_null(),
        failing.single_value().assume_not_null(),
        templates::table
            .select(count_star())
            .single_value()
            .assume_not_null(),
        passports::table
            .filter(is_model())
            .select(count_star())
            .single_value()
            .assume_not_null(),
        versions::table
            .select(count_star())
            .single_value()
            .assume_not_null(),
        drifted.single_value().assume_not_null(),
        diesel::dsl::exists(downloaded),
        ending.single_value().assume_not_null(),
    ))
    .get_result(conn)
    .await?;
    Ok(Overview {
        connections: count(counts.0),
        connections_failing: count(counts.1),
        templates: count(counts.2),
        passports: count(counts.3),
        versions: count(counts.4),
        drifted: count(counts.5),
        labels_downloaded: counts.6,
        proofs_ending: count(counts.7),
        scans: 0,
        scans_change: String::new(),
    })
}

fn seconds(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
