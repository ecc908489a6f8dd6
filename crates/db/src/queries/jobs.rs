//! Background work, with a lease.
//!
//! Who claims a job gets the number of the attempt. Everything that a worker writes later names that number, so a worker
//! that lost its lease cannot write into the work of its successor.

use crate::{DbError, schema::jobs};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bool, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, JobId, UserId,
    job::{JobState, JobView, PublishOutcome},
    passport::Publish,
};
use uuid::Uuid;

/// A publication to queue.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: JobId,
    /// Its brand.
    pub brand: BrandId,
    /// What to publish.
    pub payload: &'a Publish,
    /// Who asks.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A job that a worker holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The job.
    pub id: JobId,
    /// Its brand.
    pub brand: BrandId,
    /// What to publish.
    pub payload: Publish,
    /// What an earlier attempt has done already.
    pub report: Vec<PublishOutcome>,
    /// Who asked.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The number of this attempt, from 1.
    pub attempt: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct Row {
    id: Uuid,
    brand_id: Uuid,
    payload: serde_json::Value,
    state: String,
    total: i32,
    report: serde_json::Value,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    attempts: i32,
    finished_at: Option<DateTime<Utc>>,
}

/// Queues a publication.
pub async fn insert(conn: &mut AsyncPgConnection, job: &NewJob<'_>) -> Result<(), DbError> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::id.eq(job.id.0),
            jobs::brand_id.eq(job.brand.0),
            jobs::kind.eq("publish"),
            jobs::payload.eq(serde_json::to_value(job.payload).map_err(DbError::other)?),
            jobs::total.eq(i32::try_from(job.payload.products.len()).map_err(DbError::other)?),
            jobs::report.eq(serde_json::json!([])),
            jobs::created_by.eq(job.created_by.0),
            jobs::created_at.eq(job.created_at),
            jobs::turn_at.eq(job.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// One job of the brand with what it was asked.
pub async fn by_id(conn: &mut AsyncPgConnection, id: JobId) -> Result<Option<(JobView, Publish)>, DbError> {
    let row: Option<Row> = jobs::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(view).transpose()
}

/// Number of jobs of the brand that are not over.
pub async fn open(conn: &mut AsyncPgConnection) -> Result<i64, DbError> {
    let waiting = [JobState::Queued.word(), JobState::Running.word()];
    let open = jobs::table.filter(jobs::state.eq_any(waiting));
    Ok(open.select(count_star()).get_result(conn).await?)
}

/// Stops a job that is not over; answers whether it was not.
pub async fn cancel(conn: &mut AsyncPgConnection, id: JobId, now: DateTime<Utc>) -> Result<bool, DbError> {
    let waiting = [JobState::Queued.word(), JobState::Running.word()];
    let changed = diesel::update(jobs::table.find(id.0).filter(jobs::state.eq_any(waiting)))
        .set((
            jobs::state.eq(JobState::Cancelled.word()),
            jobs::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Stops what somebody has asked for in the brand and is not over; answers which jobs. Through the system door.
pub async fn cancel_of(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<JobId>, DbError> {
    let waiting = [JobState::Queued.word(), JobState::Running.word()];
    let theirs = jobs::table
        .filter(jobs::brand_id.eq(brand.0))
        .filter(jobs::created_by.eq(user.0))
        .filter(jobs::state.eq_any(waiting));
    let stopped: Vec<Uuid> = diesel::update(theirs)
        .set((
            jobs::state.eq(JobState::Cancelled.word()),
            jobs::finished_at.eq(now),
        ))
        .returning(jobs::id)
        .get_results(conn)
        .await?;
    Ok(stopped.into_iter().map(JobId::from).collect())
}

/// Names the lock of [`claim`].
const CLAIMING: i64 = 0x6a6f_6273;

/// Takes the job whose turn it is among those that wait, or whose worker has died, until `lease_until`. A brand has one
/// running job at a time, so that none can keep all workers to itself.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Claimed>, DbError> {
    let waits = jobs::state.eq(JobState::Queued.word()).or(jobs::state
        .eq(JobState::Running.word())
        .and(jobs::lease_until.lt(now).is_not_distinct_from(true)));
    // Of two workers the second sees what the first has taken.
    sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(CLAIMING)
        .execute(conn)
        .await?;
    let brand_is_idle = sql::<Bool>(
        "NOT EXISTS (SELECT FROM jobs AS other WHERE other.brand_id = jobs.brand_id AND other.state = 'running' AND other.lease_until >= ",
    )
    .bind::<Timestamptz, _>(now)
    .sql(")");
    let row: Option<Row> = jobs::table
        .filter(waits)
        .filter(brand_is_idle)
        .order(sql::<Timestamptz>("coalesce(turn_at, created_at)"))
        .for_update()
        .skip_locked()
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let attempt = row.attempts + 1;
    diesel::update(jobs::table.find(row.id))
        .set((
            jobs::state.eq(JobState::Running.word()),
            jobs::lease_until.eq(lease_until),
            jobs::attempts.eq(attempt),
        ))
        .execute(conn)
        .await?;
    Ok(Some(Claimed {
        id: row.id.into(),
        brand: row.brand_id.into(),
        payload: serde_json::from_value(row.payload).map_err(DbError::other)?,
        report: serde_json::from_value(row.report).map_err(DbError::other)?,
        created_by: row.created_by.into(),
        created_at: row.created_at,
        attempt,
    }))
}

/// Adds one line to the report. Whether this attempt still holds the job; if not, the transaction must not commit.
pub async fn append(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    outcome: &PublishOutcome,
) -> Result<bool, DbError> {
    let line = serde_json::to_value([outcome]).map_err(DbError::other)?;
    let changed = diesel::update(held(job))
        .set(jobs::report.eq(jobs::report.concat(line)))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Extends the lease. Whether this attempt still holds the job.
pub async fn renew(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    lease_until: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changed = diesel::update(held(job))
        .set(jobs::lease_until.eq(lease_until))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Ends the job as `state`, unless this attempt holds it no longer.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    state: JobState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(held(job))
        .set((jobs::state.eq(state.word()), jobs::finished_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives the job back before its end, so that another worker takes it at once; this attempt does not count.
pub async fn release(conn: &mut AsyncPgConnection, job: &Claimed) -> Result<(), DbError> {
    diesel::update(held(job))
        .set((
            jobs::state.eq(JobState::Queued.word()),
            jobs::attempts.eq(jobs::attempts - 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts the job behind those that wait, because its turn is over; answers whether there was progress in it. A turn without
/// progress counts as an attempt.
pub async fn end_turn(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = i32::try_from(job.report.len()).map_err(DbError::other)?;
    let moved = sql::<Bool>("jsonb_array_length(report) > ").bind::<diesel::sql_types::Integer, _>(done);
    let progress: Option<bool> = held(job).select(moved).first(conn).await.optional()?;
    let progress = progress.unwrap_or_default();
    diesel::update(held(job))
        .set((
            jobs::state.eq(JobState::Queued.word()),
            jobs::attempts.eq(jobs::attempts - i32::from(progress)),
            jobs::turn_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(progress)
}

#[diesel::dsl::auto_type]
fn held(job: &Claimed) -> _ {
    let id: Uuid = job.id.0;
    let attempt: i32 = job.attempt;
    let running: &'static str = JobState::Running.word();
    jobs::table
        .find(id)
        .filter(jobs::attempts.eq(attempt))
        .filter(jobs::state.eq(running))
}

fn view(row: Row) -> Result<(JobView, Publish), DbError> {
    let report: Vec<PublishOutcome> = serde_json::from_value(row.report).map_err(DbError::other)?;
    let view = JobView {
        id: row.id.into(),
        state: JobState::parse(&row.state),
        done: u32::try_from(report.len()).unwrap_or(u32::MAX),
        total: u32::try_from(row.total).unwrap_or(0),
        report,
        created_at: row.created_at,
        finished_at: row.finished_at,
    };
    Ok((view, serde_json::from_value(row.payload).map_err(DbError::other)?))
}
