//! Hosts of brands' own; through the brand door unless said otherwise.

use crate::{
    DbError,
    schema::{domains, passports},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, DomainId};
use std::collections::HashMap;
use uuid::Uuid;

/// The constraint against a host that is verified twice.
pub const HOST_KEY: &str = "domains_host_key";
/// The constraint against a host that a brand adds twice.
pub const BRAND_KEY: &str = "domains_brand_key";

/// A host of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Its brand.
    pub brand: BrandId,
    /// The host.
    pub host: String,
    /// What its DNS record has to say.
    pub token: String,
    /// Since when it is verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// When its record was looked for last.
    pub checked_at: Option<DateTime<Utc>>,
    /// What was wrong then.
    pub problem: Option<String>,
    /// Since when the record is missing, of one that is verified.
    pub failing_since: Option<DateTime<Utc>>,
    /// Whether it leads to the platform's addresses.
    pub points_here: Option<bool>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = domains)]
struct Row {
    id: Uuid,
    brand_id: Uuid,
    host: String,
    token: String,
    verified_at: Option<DateTime<Utc>>,
    checked_at: Option<DateTime<Utc>>,
    problem: Option<String>,
    failing_since: Option<DateTime<Utc>>,
    points_here: Option<bool>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Domain {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            brand: row.brand_id.into(),
            host: row.host,
            token: row.token,
            verified_at: row.verified_at,
            checked_at: row.checked_at,
            problem: row.problem,
            failing_since: row.failing_since,
            points_here: row.points_here,
            created_at: row.created_at,
        }
    }
}

/// Stores one that is not verified yet. [`BRAND_KEY`] stands against a second one of the same host.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    (id, brand): (DomainId, BrandId),
    (host, token): (&str, &str),
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(domains::table)
        .values((
            domains::id.eq(id.0),
            domains::brand_id.eq(brand.0),
            domains::host.eq(host),
            domains::token.eq(token),
            domains::created_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// All of the brand, the newest last.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Domain>, DbError> {
    let rows: Vec<Row> = domains::table
        .order((domains::created_at, domains::id))
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Domain::from).collect())
}

/// One of the brand.
pub async fn by_id(conn: &mut AsyncPgConnection, id: DomainId) -> Result<Option<Domain>, DbError> {
    let row: Option<Row> = domains::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Domain::from))
}

/// The host of new passports: the one that was verified last.
pub async fn current(conn: &mut AsyncPgConnection) -> Result<Option<String>, DbError> {
    let found = domains::table
        .filter(domains::verified_at.is_not_null())
        .order((domains::verified_at.desc(), domains::id.desc()))
        .select(domains::host)
        .first(conn)
        .await
        .optional()?;
    Ok(found)
}

/// How many passports have their address on each host.
pub async fn passports(conn: &mut AsyncPgConnection) -> Result<HashMap<String, u32>, DbError> {
    let rows: Vec<(Option<String>, i64)> = passports::table
        .filter(passports::host.is_not_null())
        .group_by(passports::host)
        .select((passports::host, count_star()))
        .load(conn)
        .await?;
    let counted = |(host, count): (Option<String>, i64)| Some((host?, u32::try_from(count).ok()?));
    Ok(rows.into_iter().filter_map(counted).collect())
}

/// What a look at the DNS showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// What was wrong; none where the record is there.
    pub problem: Option<String>,
    /// Since when it is verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Since when the record is missing.
    pub failing_since: Option<DateTime<Utc>>,
    /// Whether it leads to the platform's addresses.
    pub points_here: Option<bool>,
}

/// Notes what a look at the DNS showed; through the brand's or the system door. [`HOST_KEY`] stands against a host that
/// another brand has verified. Answers false, and changes nothing, where the host was verified during the look: what was looked for
/// was not known of it then, and one that is verified stays so.
pub async fn note(
    conn: &mut AsyncPgConnection,
    seen: &Domain,
    looked: &Looked,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let as_seen = domains::table
        .find(seen.id.0)
        .filter(domains::verified_at.is_not_distinct_from(seen.verified_at));
    let noted = diesel::update(as_seen)
        .set((
            domains::problem.eq(&looked.problem),
            domains::verified_at.eq(seen.verified_at.or(looked.verified_at)),
            domains::failing_since.eq(looked.failing_since),
            domains::points_here.eq(looked.points_here),
            domains::checked_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(noted > 0)
}

/// Removes one. The database refuses it while passports stand on it.
pub async fn delete(conn: &mut AsyncPgConnection, id: DomainId) -> Result<(), DbError> {
    diesel::delete(domains::table.find(id.0)).execute(conn).await?;
    Ok(())
}

/// Whose verified host this is; through the public door.
pub async fn owner(conn: &mut AsyncPgConnection, host: &str) -> Result<Option<BrandId>, DbError> {
    let found: Option<Uuid> = domains::table
        .filter(domains::host.eq(host))
        .filter(domains::verified_at.is_not_null())
        .select(domains::brand_id)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(BrandId::from))
}

/// Hosts whose record is to be looked for again: verified ones that were not looked at since `verified_before`, and others
/// that were added after `young` and not looked at since `waiting_before`. They count as looked at from now on, so that no two
/// processes look at one. Through the system door.
pub async fn claim_due(
    conn: &mut AsyncPgConnection,
    (verified_before, waiting_before, young): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Domain>, DbError> {
    let verified = domains::verified_at
        .is_not_null()
        .and(domains::checked_at.assume_not_null().lt(verified_before));
    let unseen = domains::checked_at
        .is_null()
        .or(domains::checked_at.assume_not_null().lt(waiting_before));
    let waiting = domains::verified_at
        .is_null()
        .and(domains::created_at.gt(young))
        .and(unseen);
    let rows: Vec<Row> = domains::table
        .filter(verified.or(waiting))
        .order(domains::checked_at.asc().nulls_first())
        .limit(limit)
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    diesel::update(domains::table.filter(domains::id.eq_any(ids)))
        .set(domains::checked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(rows.into_iter().map(Domain::from).collect())
}
