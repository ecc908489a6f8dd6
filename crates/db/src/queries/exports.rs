//! Files that are made in the background, with a lease, and their bytes in pieces.
//!
//! As with publications, who claims one gets the number of the attempt, and writes nothing once another attempt has begun.

use super::held::held_rows;
use crate::{
    DbError,
    schema::{export_chunks, exports},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bool, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ExportId, UserId, export::ExportView, job::JobState};
use serde_json::Value;
use uuid::Uuid;

/// A file to be made.
#[derive(Clone, Debug)]
pub struct NewExport<'a> {
    /// Its id.
    pub id: ExportId,
    /// Its brand.
    pub brand: BrandId,
    /// Which maker makes it.
    pub kind: &'a str,
    /// What is to be made, as the maker reads it.
    pub payload: &'a Value,
    /// How the file is called.
    pub name: &'a str,
    /// What it is.
    pub mime: &'a str,
    /// Who asks.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it is deleted.
    pub expires_at: DateTime<Utc>,
}

/// A file that a worker makes.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its id.
    pub id: ExportId,
    /// Its brand.
    pub brand: BrandId,
    /// Which maker makes it.
    pub kind: String,
    /// What is to be made.
    pub payload: Value,
    /// Who asked.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The number of this attempt, from 1.
    pub attempt: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
struct Row {
    id: Uuid,
    kind: String,
    state: String,
    done: i32,
    total: i32,
    notes: Value,
    trouble: Option<String>,
    name: String,
    mime: String,
    size: i64,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

impl From<Row> for ExportView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            kind: row.kind,
            state: JobState::parse(&row.state),
            done: number(row.done),
            total: number(row.total),
            notes: serde_json::from_value(row.notes).unwrap_or_default(),
            trouble: row.trouble,
            name: row.name,
            mime: row.mime,
            size: u64::try_from(row.size).unwrap_or(0),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            expires_at: row.expires_at,
        }
    }
}

/// The states of what is not over.
fn waiting() -> [&'static str; 2] {
    [JobState::Queued.word(), JobState::Running.word()]
}

/// Queues a file.
pub async fn insert(conn: &mut AsyncPgConnection, export: &NewExport<'_>) -> Result<(), DbError> {
    diesel::insert_into(exports::table)
        .values((
            exports::id.eq(export.id.0),
            exports::brand_id.eq(export.brand.0),
            exports::kind.eq(export.kind),
            exports::payload.eq(export.payload),
            exports::name.eq(export.name),
            exports::mime.eq(export.mime),
            exports::created_by.eq(export.created_by.0),
            exports::created_at.eq(export.created_at),
            exports::expires_at.eq(export.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// One file of the brand.
pub async fn by_id(conn: &mut AsyncPgConnection, id: ExportId) -> Result<Option<ExportView>, DbError> {
    let row: Option<Row> = exports::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(ExportView::from))
}

/// The files of one kind, the latest first.
pub async fn list(conn: &mut AsyncPgConnection, kind: &str, limit: i64) -> Result<Vec<ExportView>, DbError> {
    let rows: Vec<Row> = exports::table
        .filter(exports::kind.eq(kind))
        .order((exports::created_at.desc(), exports::id))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(ExportView::from).collect())
}

/// Number of the brand's files that are not over.
pub async fn open(conn: &mut AsyncPgConnection) -> Result<i64, DbError> {
    let open = exports::table.filter(exports::state.eq_any(waiting()));
    Ok(open.select(count_star()).get_result(conn).await?)
}

/// Stops a file that is not over, and drops what there is of it; answers whether it was not.
pub async fn cancel(conn: &mut AsyncPgConnection, id: ExportId, now: DateTime<Utc>) -> Result<bool, DbError> {
    let open = exports::table.find(id.0).filter(exports::state.eq_any(waiting()));
    let changed = diesel::update(open)
        .set((
            exports::state.eq(JobState::Cancelled.word()),
            exports::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    if changed > 0 {
        clear(conn, id).await?;
    }
    Ok(changed > 0)
}

/// Stops what somebody has asked for in the brand and is not over. Through the system door; the pieces go when it expires.
pub async fn cancel_of(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<usize, DbError> {
    let theirs = exports::table
        .filter(exports::brand_id.eq(brand.0))
        .filter(exports::created_by.eq(user.0))
        .filter(exports::state.eq_any(waiting()));
    let changed = diesel::update(theirs)
        .set((
            exports::state.eq(JobState::Cancelled.word()),
            exports::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(changed)
}

/// Names the lock of [`claim`].
const CLAIMING: i64 = 0x6578_706f_7274;

/// What a worker is told of a file: id, brand, kind, payload, who asked and when, attempts so far.
type Found = (Uuid, Uuid, String, Value, Uuid, DateTime<Utc>, i32);

/// Takes the oldest file that waits, or whose worker has died, until `lease_until`. A brand has one at a time, so that none
/// can keep all workers to itself.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Claimed>, DbError> {
    // Of two workers the second sees what the first has taken.
    sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(CLAIMING)
        .execute(conn)
        .await?;
    let due = exports::state.eq(JobState::Queued.word()).or(exports::state
        .eq(JobState::Running.word())
        .and(exports::lease_until.lt(now).is_not_distinct_from(true)));
    let brand_is_idle = sql::<Bool>(
        "NOT EXISTS (SELECT FROM exports AS other WHERE other.brand_id = exports.brand_id AND other.state = 'running' AND other.lease_until >= ",
    )
    .bind::<Timestamptz, _>(now)
    .sql(")");
    let found: Option<Found> = exports::table
        .filter(due)
        .filter(brand_is_idle)
        .order((exports::created_at, exports::id))
        .for_update()
        .skip_locked()
        .select((
            exports::id,
            exports::brand_id,
            exports::kind,
            exports::payload,
            exports::created_by,
            exports::created_at,
            exports::attempts,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((id, brand, kind, payload, created_by, created_at, attempts)) = found else {
        return Ok(None);
    };
    let attempt = attempts + 1;
    diesel::update(exports::table.find(id))
        .set((
            exports::state.eq(JobState::Running.word()),
            exports::lease_until.eq(lease_until),
            exports::attempts.eq(attempt),
            exports::started_at.eq(now),
            exports::done.eq(0),
            exports::notes.eq(Value::Array(Vec::new())),
        ))
        .execute(conn)
        .await?;
    Ok(Some(Claimed {
        id: id.into(),
        brand: brand.into(),
        kind,
        payload,
        created_by: created_by.into(),
        created_at,
        attempt,
    }))
}

/// Holds the file until the transaction ends, if this attempt still has it; if not, the transaction must not commit.
pub async fn hold(conn: &mut AsyncPgConnection, export: &Claimed) -> Result<bool, DbError> {
    let found: Option<Uuid> = held(export)
        .select(exports::id)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Says how far the work is and extends the lease. Whether this attempt still has it.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    export: &Claimed,
    (done, total): (u32, u32),
    lease_until: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changed = diesel::update(held(export))
        .set((
            exports::done.eq(signed(done)),
            exports::total.eq(signed(total)),
            exports::lease_until.eq(lease_until),
        ))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

held_rows!(exports);

/// Adds a piece to a file that [`hold`] holds.
pub async fn add_chunk(
    conn: &mut AsyncPgConnection,
    export: &Claimed,
    position: u32,
    bytes: &[u8],
) -> Result<(), DbError> {
    diesel::insert_into(export_chunks::table)
        .values((
            export_chunks::export_id.eq(export.id.0),
            export_chunks::brand_id.eq(export.brand.0),
            export_chunks::position.eq(signed(position)),
            export_chunks::bytes.eq(bytes),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Drops all pieces of a file.
pub async fn clear(conn: &mut AsyncPgConnection, id: ExportId) -> Result<(), DbError> {
    let pieces = export_chunks::table.filter(export_chunks::export_id.eq(id.0));
    diesel::delete(pieces).execute(conn).await?;
    Ok(())
}

/// A piece of a file that is ready; none behind the last.
pub async fn chunk(
    conn: &mut AsyncPgConnection,
    id: ExportId,
    position: u32,
) -> Result<Option<Vec<u8>>, DbError> {
    Ok(export_chunks::table
        .inner_join(exports::table.on(exports::id.eq(export_chunks::export_id)))
        .filter(exports::state.eq(JobState::Done.word()))
        .filter(export_chunks::export_id.eq(id.0))
        .filter(export_chunks::position.eq(signed(position)))
        .select(export_chunks::bytes)
        .first(conn)
        .await
        .optional()?)
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// Its state from now on.
    pub state: JobState,
    /// Why it ends early.
    pub trouble: Option<&'a str>,
    /// What was left out and why.
    pub notes: &'a [String],
    /// The length of the file.
    pub size: u64,
}

/// Ends the work, unless this attempt has it no longer.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    export: &Claimed,
    ending: Ending<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changed = diesel::update(held(export))
        .set((
            exports::state.eq(ending.state.word()),
            exports::trouble.eq(ending.trouble),
            exports::notes.eq(serde_json::to_value(ending.notes).map_err(DbError::other)?),
            exports::size.eq(i64::try_from(ending.size).unwrap_or(i64::MAX)),
            exports::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Gives the work back before its end, so that another worker takes it at once; this attempt does not count.
pub async fn release(conn: &mut AsyncPgConnection, export: &Claimed) -> Result<(), DbError> {
    diesel::update(held(export))
        .set((
            exports::state.eq(JobState::Queued.word()),
            exports::attempts.eq(exports::attempts - 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets files whose time is over, through the system door. Answers how many.
pub async fn delete_expired(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, DbError> {
    let old = exports::table.filter(exports::expires_at.lt(now));
    Ok(diesel::delete(old).execute(conn).await?)
}

fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn signed(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
