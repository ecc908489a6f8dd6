//! Who holds a path of the site, for whoever runs it; through the system door.

use crate::{
    DbError,
    schema::{brands, passports},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId};
use uuid::Uuid;

/// The unique index against a second passport under a path.
pub const PATH_KEY: &str = "passports_path_key";

/// A brand's hold on a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The passport.
    pub passport: PassportId,
    /// Its brand.
    pub brand: BrandId,
    /// The brand's name.
    pub brand_name: String,
    /// The product, as the brand's PIM calls it.
    pub product_identifier: String,
    /// The path.
    pub path: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Since when its page is taken off the site.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Since when the path may be claimed by others.
    pub released_at: Option<DateTime<Utc>>,
}

/// All claims to a path: the one in force first, then those that were taken back, the latest first.
pub async fn of_path(conn: &mut AsyncPgConnection, path: &str) -> Result<Vec<Claim>, DbError> {
    let rows: Vec<ClaimRow> = passports::table
        .inner_join(brands::table)
        .filter(passports::path.eq(path))
        .order(passports::released_at.desc().nulls_first())
        .select(ClaimRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Claim::from).collect())
}

/// Since when a page is taken off the site, and since when others may claim its path.
pub type Times = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Moves the times of a claim on, from those that [`of_path`] told, with those of the batches and items below it that went the same
/// way: what was taken off by itself stays so, whatever becomes of what it stands below. A path that somebody else claimed meanwhile is a
/// [`DbError::Unique`] of [`PATH_KEY`].
pub async fn set(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    (was_suspended, was_released): Times,
    (suspended_at, released_at): Times,
) -> Result<(), DbError> {
    let all = || {
        let below = passports::parent_id
            .eq(passport.0)
            .or(passports::model_id.eq(passport.0));
        passports::table.filter(passports::id.nullable().eq(passport.0).or(below))
    };
    diesel::update(all().filter(passports::suspended_at.is_not_distinct_from(was_suspended)))
        .set(passports::suspended_at.eq(suspended_at))
        .execute(conn)
        .await?;
    diesel::update(all().filter(passports::released_at.is_not_distinct_from(was_released)))
        .set(passports::released_at.eq(released_at))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passports)]
struct ClaimRow {
    id: Uuid,
    brand_id: Uuid,
    #[diesel(select_expression = brands::name)]
    brand_name: String,
    product_identifier: String,
    path: String,
    created_at: DateTime<Utc>,
    suspended_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
}

impl From<ClaimRow> for Claim {
    fn from(row: ClaimRow) -> Self {
        Self {
            passport: row.id.into(),
            brand: row.brand_id.into(),
            brand_name: row.brand_name,
            product_identifier: row.product_identifier,
            path: row.path,
            since: row.created_at,
            suspended_at: row.suspended_at,
            released_at: row.released_at,
        }
    }
}
