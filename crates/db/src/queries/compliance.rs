//! The profiles that templates follow, and the checks of all their products; through the brand door unless said otherwise.

use crate::{DbError, schema::compliance};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, TemplateId,
    readiness::{CheckState, Compliance},
};
use uuid::Uuid;

/// What is stored of a template's compliance.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The template.
    pub template: TemplateId,
    /// What it follows.
    pub compliance: Compliance,
    /// How far the check of all products has come.
    pub check: CheckState,
}

/// A check that a worker holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The template.
    pub template: TemplateId,
    /// Its brand.
    pub brand: BrandId,
    /// When the check began.
    pub begun_at: DateTime<Utc>,
    /// Where to go on.
    pub cursor: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = compliance)]
struct Row {
    template_id: Uuid,
    followed: serde_json::Value,
    check_state: String,
    check_ended_at: Option<DateTime<Utc>>,
    check_error: Option<String>,
    check_seen: i32,
}

impl TryFrom<Row> for Stored {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let check = match (row.check_state.as_str(), row.check_ended_at) {
            ("running", _) => CheckState::Running {
                seen: u32::try_from(row.check_seen).unwrap_or(0),
            },
            ("done", Some(at)) => CheckState::Done { at },
            ("failed", Some(at)) => CheckState::Failed {
                at,
                why: row.check_error.unwrap_or_default(),
            },
            _ => CheckState::Never,
        };
        Ok(Self {
            template: row.template_id.into(),
            compliance: serde_json::from_value(row.followed).map_err(DbError::other)?,
            check,
        })
    }
}

/// What a template follows.
pub async fn of(conn: &mut AsyncPgConnection, template: TemplateId) -> Result<Option<Stored>, DbError> {
    let row: Option<Row> = compliance::table
        .find(template.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Stored::try_from).transpose()
}

/// The same, held until the end of the transaction.
pub async fn lock(conn: &mut AsyncPgConnection, template: TemplateId) -> Result<Option<Stored>, DbError> {
    let row: Option<Row> = compliance::table
        .find(template.0)
        .for_update()
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Stored::try_from).transpose()
}

/// All of the brand.
pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Stored>, DbError> {
    let rows: Vec<Row> = compliance::table.select(Row::as_select()).load(conn).await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Stores what a template follows.
pub async fn put(
    conn: &mut AsyncPgConnection,
    (brand, template): (BrandId, TemplateId),
    value: &Compliance,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let json = serde_json::to_value(value).map_err(DbError::other)?;
    diesel::insert_into(compliance::table)
        .values((
            compliance::template_id.eq(template.0),
            compliance::brand_id.eq(brand.0),
            compliance::followed.eq(&json),
            compliance::updated_at.eq(at),
        ))
        .on_conflict(compliance::template_id)
        .do_update()
        .set((compliance::followed.eq(&json), compliance::updated_at.eq(at)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The template follows nothing any more.
pub async fn delete(conn: &mut AsyncPgConnection, template: TemplateId) -> Result<(), DbError> {
    diesel::delete(compliance::table.find(template.0))
        .execute(conn)
        .await?;
    Ok(())
}

/// Asks for a check of all products, from the beginning.
pub async fn ask(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let rows = diesel::update(compliance::table.find(template.0))
        .set((
            compliance::check_state.eq("running"),
            compliance::check_begun_at.eq(Some(at)),
            compliance::check_cursor.eq(None::<String>),
            compliance::check_seen.eq(0),
            compliance::check_error.eq(None::<String>),
            compliance::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Template, brand, when the check began, where it goes on.
type Due = (Uuid, Uuid, Option<DateTime<Utc>>, Option<String>);

/// Takes the oldest check that waits or whose worker has died, until `lease_until`; through the system door.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Claimed>, DbError> {
    let free = compliance::lease_until
        .is_null()
        .or(compliance::lease_until.lt(now));
    let due: Option<Due> = compliance::table
        .filter(compliance::check_state.eq("running"))
        .filter(free.assume_not_null())
        .order(compliance::check_begun_at)
        .for_update()
        .skip_locked()
        .select((
            compliance::template_id,
            compliance::brand_id,
            compliance::check_begun_at,
            compliance::check_cursor,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((template, brand, begun_at, cursor)) = due else {
        return Ok(None);
    };
    diesel::update(compliance::table.find(template))
        .set(compliance::lease_until.eq(Some(lease_until)))
        .execute(conn)
        .await?;
    Ok(Some(Claimed {
        template: template.into(),
        brand: brand.into(),
        begun_at: begun_at.unwrap_or(now),
        cursor,
    }))
}

/// Notes that a page was dealt with. Whether the check is still the one that was begun then.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    check: &Claimed,
    cursor: Option<&str>,
    seen: usize,
    lease_until: DateTime<Utc>,
) -> Result<bool, DbError> {
    let rows = diesel::update(compliance::table.find(check.template.0).filter(same(check)))
        .set((
            compliance::check_cursor.eq(cursor),
            compliance::check_seen.eq(compliance::check_seen + i32::try_from(seen).unwrap_or(0)),
            compliance::lease_until.eq(Some(lease_until)),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Ends a check; `error` is why it could not go on.
pub async fn end(
    conn: &mut AsyncPgConnection,
    check: &Claimed,
    at: DateTime<Utc>,
    error: Option<&str>,
) -> Result<bool, DbError> {
    let state = if error.is_some() { "failed" } else { "done" };
    let rows = diesel::update(compliance::table.find(check.template.0).filter(same(check)))
        .set((
            compliance::check_state.eq(state),
            compliance::check_ended_at.eq(Some(at)),
            compliance::check_error.eq(error),
            compliance::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Gives a check back, so that another worker goes on with it at once.
pub async fn release(conn: &mut AsyncPgConnection, check: &Claimed) -> Result<(), DbError> {
    diesel::update(compliance::table.find(check.template.0).filter(same(check)))
        .set(compliance::lease_until.eq(None::<DateTime<Utc>>))
        .execute(conn)
        .await?;
    Ok(())
}

/// A check that was asked for anew since is another one.
fn same(check: &Claimed) -> Same {
    compliance::check_begun_at
        .is_not_distinct_from(Some(check.begun_at))
        .and(compliance::check_state.eq("running"))
}

type Same = diesel::dsl::And<
    diesel::dsl::IsNotDistinctFrom<compliance::check_begun_at, Option<DateTime<Utc>>>,
    diesel::dsl::Eq<compliance::check_state, &'static str>,
>;
