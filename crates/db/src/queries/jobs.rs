//! Background work, with a lease.
//!
//! Who claims a job gets the number of the attempt. Everything that a worker writes later names that number, so a worker
//! that lost its lease cannot write into the work of its successor.

mod lines;

pub use lines::{
    Line, Pending, add_left_over, add_pending, add_units, fail_pending, known, next_position, page, pending,
    pending_units, share, store,
};

use super::held::held_rows;
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
    BrandId, JobId, PassportId, TemplateId, UserId,
    job::{Counts, JobState, JobView},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Publishes products.
    Publish,
    /// Creates batches and items below a model or a batch.
    Units(PassportId),
}

impl JobKind {
    fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Units(_) => "units",
        }
    }
}

/// A job to queue; its lines are added to it.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Its brand.
    pub brand: BrandId,
    /// What it does.
    pub kind: JobKind,
    /// The template.
    pub template: TemplateId,
    /// Where it goes through the PIM besides the products that its lines name.
    pub walk: Option<Walk>,
    /// Who asks.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A walk through all products of a template's family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Where the next page starts; none for the first.
    pub cursor: Option<String>,
}

/// A job that a worker holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The job.
    pub id: JobId,
    /// Its brand.
    pub brand: BrandId,
    /// What it does.
    pub kind: JobKind,
    /// The template.
    pub template: TemplateId,
    /// What is left of its walk, if it has one.
    pub walk: Option<Walk>,
    /// Products that earlier attempts have dealt with.
    pub done: u32,
    /// Who asked.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The number of this attempt, from 1.
    pub attempt: i32,
}

/// A job as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What people see, without lines of the report.
    pub view: JobView,
    /// What it does.
    pub kind: JobKind,
    /// The template.
    pub template: TemplateId,
    /// What is left of its walk, if it has one.
    pub walk: Option<Walk>,
}

/// What a transaction of a worker adds to a job.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Lines that are new.
    pub added: u32,
    /// Lines that have a result now.
    pub counts: Counts,
    /// Where the walk goes on, if the transaction holds one of its pages.
    pub walk: Option<Option<Walk>>,
}

/// What the column `payload` holds.
#[derive(Serialize, Deserialize)]
struct Payload {
    template: TemplateId,
    /// The model or batch below which units are created; of no other job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<PassportId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct Row {
    id: Uuid,
    brand_id: Uuid,
    payload: serde_json::Value,
    state: String,
    total: i32,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    attempts: i32,
    finished_at: Option<DateTime<Utc>>,
    published: i32,
    unchanged: i32,
    failed: i32,
    walking: bool,
    cursor: Option<String>,
    trouble: Option<String>,
}

impl Row {
    fn what(&self) -> Result<(JobKind, TemplateId), DbError> {
        let payload = Payload::deserialize(&self.payload).map_err(DbError::other)?;
        let kind = payload.parent.map_or(JobKind::Publish, JobKind::Units);
        Ok((kind, payload.template))
    }

    fn walk(&self) -> Option<Walk> {
        let cursor = self.cursor.clone();
        self.walking.then_some(Walk { cursor })
    }

    fn counts(&self) -> Counts {
        Counts {
            published: number(self.published),
            unchanged: number(self.unchanged),
            failed: number(self.failed),
        }
    }
}

/// Queues a job.
pub async fn insert(conn: &mut AsyncPgConnection, job: &NewJob) -> Result<(), DbError> {
    let payload = Payload {
        template: job.template,
        parent: match job.kind {
            JobKind::Publish => None,
            JobKind::Units(parent) => Some(parent),
        },
    };
    let cursor = job.walk.as_ref().and_then(|walk| walk.cursor.as_deref());
    diesel::insert_into(jobs::table)
        .values((
            jobs::id.eq(job.id.0),
            jobs::brand_id.eq(job.brand.0),
            jobs::kind.eq(job.kind.word()),
            jobs::payload.eq(serde_json::to_value(payload).map_err(DbError::other)?),
            jobs::total.eq(0),
            jobs::created_by.eq(job.created_by.0),
            jobs::created_at.eq(job.created_at),
            jobs::turn_at.eq(job.created_at),
            jobs::walking.eq(job.walk.is_some()),
            jobs::cursor.eq(cursor),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// One job of the brand.
pub async fn by_id(conn: &mut AsyncPgConnection, id: JobId) -> Result<Option<Stored>, DbError> {
    let row: Option<Row> = jobs::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(stored).transpose()
}

/// Number of jobs of the brand that are not over.
pub async fn open(conn: &mut AsyncPgConnection) -> Result<i64, DbError> {
    let waiting = [JobState::Queued.word(), JobState::Running.word()];
    let open = jobs::table.filter(jobs::state.eq_any(waiting));
    Ok(open.select(count_star()).get_result(conn).await?)
}

/// Whether publications of a template wait or run.
pub async fn open_of(conn: &mut AsyncPgConnection, template: TemplateId) -> Result<bool, DbError> {
    let row: Open = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM jobs WHERE state IN ('queued', 'running') AND payload ->> 'template' = $1) AS open",
    )
    .bind::<diesel::sql_types::Text, _>(template.0.to_string())
    .get_result(conn)
    .await?;
    Ok(row.open)
}

#[derive(QueryableByName)]
struct Open {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    open: bool,
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
    let (kind, template) = row.what()?;
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
        kind,
        template,
        walk: row.walk(),
        done: row.counts().all(),
        created_by: row.created_by.into(),
        created_at: row.created_at,
        attempt,
    }))
}

/// Holds the job until the transaction ends, if this attempt still has it; if not, the transaction must not commit.
pub async fn hold(conn: &mut AsyncPgConnection, job: &Claimed) -> Result<bool, DbError> {
    let found: Option<Uuid> = held(job)
        .select(jobs::id)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Adds to the counters of a job that [`hold`] holds.
pub async fn advance(conn: &mut AsyncPgConnection, job: &Claimed, step: &Step) -> Result<(), DbError> {
    let counts = step.counts;
    diesel::update(held(job))
        .set((
            jobs::total.eq(jobs::total + signed(step.added)),
            jobs::published.eq(jobs::published + signed(counts.published)),
            jobs::unchanged.eq(jobs::unchanged + signed(counts.unchanged)),
            jobs::failed.eq(jobs::failed + signed(counts.failed)),
        ))
        .execute(conn)
        .await?;
    if let Some(walk) = &step.walk {
        let cursor = walk.as_ref().and_then(|walk| walk.cursor.as_deref());
        diesel::update(held(job))
            .set((jobs::walking.eq(walk.is_some()), jobs::cursor.eq(cursor)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

held_rows!(jobs);

/// Ends the job as `state`, unless this attempt holds it no longer; with a reason where it ends early.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    (state, trouble): (JobState, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(held(job))
        .set((
            jobs::state.eq(state.word()),
            jobs::trouble.eq(trouble),
            jobs::finished_at.eq(now),
        ))
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
    let counts = (jobs::published, jobs::unchanged, jobs::failed);
    let counts: Option<(i32, i32, i32)> = held(job).select(counts).first(conn).await.optional()?;
    let done = counts.map_or(0, |(a, b, c)| number(a) + number(b) + number(c));
    let progress = done > job.done;
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

fn stored(row: Row) -> Result<Stored, DbError> {
    let counts = row.counts();
    let (kind, template) = row.what()?;
    Ok(Stored {
        kind,
        template,
        walk: row.walk(),
        view: JobView {
            id: row.id.into(),
            state: JobState::parse(&row.state),
            counts,
            done: counts.all(),
            total: number(row.total),
            walking: row.walking,
            trouble: row.trouble,
            report: Vec::new(),
            page: 1,
            pages: 1,
            created_at: row.created_at,
            finished_at: row.finished_at,
        },
    })
}

fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn signed(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
