//! How far the changes of each connection's PIM are read.
//!
//! Who claims a row gets the number of the attempt and names it when writing, so that a worker that lost its lease cannot
//! write into the work of its successor.

use crate::{
    DbError,
    schema::{connections, pim_events, polls},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*, sql_types::Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ConnectionId};
use uuid::Uuid;

/// A connection's place in the changes of its PIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The connection.
    pub connection: ConnectionId,
    /// Its brand.
    pub brand: BrandId,
    /// The connection's cache generation that this was read under.
    pub generation: i32,
    /// How far the list of changes is read, as the connector wrote it; none before the first one.
    pub cursor: Option<serde_json::Value>,
    /// When the next list begins.
    pub next_list_at: DateTime<Utc>,
    /// Passports that were checked before this are checked again.
    pub recheck_before: DateTime<Utc>,
    /// When somebody looks here again.
    pub next_run_at: DateTime<Utc>,
    /// Why the last look failed, in plain words.
    pub last_error: Option<String>,
    /// Looks that failed in a row.
    pub failures: i32,
    /// The number of this attempt.
    pub attempt: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = polls)]
struct Row {
    connection_id: Uuid,
    brand_id: Uuid,
    generation: i32,
    cursor: Option<serde_json::Value>,
    next_list_at: DateTime<Utc>,
    recheck_before: DateTime<Utc>,
    next_run_at: DateTime<Utc>,
    last_error: Option<String>,
    failures: i32,
    attempt: i64,
}

impl From<Row> for Poll {
    fn from(row: Row) -> Self {
        Self {
            connection: row.connection_id.into(),
            brand: row.brand_id.into(),
            generation: row.generation,
            cursor: row.cursor,
            next_list_at: row.next_list_at,
            recheck_before: row.recheck_before,
            next_run_at: row.next_run_at,
            last_error: row.last_error,
            failures: row.failures,
            attempt: row.attempt,
        }
    }
}

/// How a connection of the brand is watched.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The connection.
    pub connection: ConnectionId,
    /// Its name.
    pub name: String,
    /// Passports that were checked before this are checked again.
    pub recheck_before: DateTime<Utc>,
    /// When it was looked at last.
    pub last_run_at: Option<DateTime<Utc>>,
    /// When somebody looks here again.
    pub next_run_at: DateTime<Utc>,
    /// Why that failed, in plain words.
    pub last_error: Option<String>,
}

/// Begins to watch the connections that have passports by now: of the brand, or of all at the system door.
pub async fn add_missing(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, DbError> {
    let sql = "
        INSERT INTO polls (connection_id, brand_id, generation, next_list_at, recheck_before, next_run_at)
        SELECT c.id, c.brand_id, c.cache_generation, $1, $1 - interval '1 day', $1 FROM connections c
        WHERE NOT EXISTS (SELECT FROM polls w WHERE w.connection_id = c.id)
          AND EXISTS (
            SELECT FROM templates t JOIN passports p ON p.brand_id = t.brand_id AND p.template_id = t.id
            WHERE t.brand_id = c.brand_id AND t.connection_id = c.id)
        ON CONFLICT DO NOTHING";
    let added = diesel::sql_query(sql)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(added)
}

/// Takes the connection that has been due longest and that nobody holds, until `lease_until`. For the system door.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Poll>, DbError> {
    let asked = polls::recheck_before.nullable().gt(polls::last_run_at);
    // While a PIM fails, its events wait for the pause to end like everything else.
    let told = polls::failures.eq(0).and(exists(
        pim_events::table
            .filter(pim_events::connection_id.eq(polls::connection_id))
            .filter(pim_events::product.is_not_null())
            .filter(pim_events::handled_at.is_null()),
    ));
    let due = polls::next_run_at
        .le(now)
        .or(asked.is_not_distinct_from(true))
        .or(told);
    let free = polls::lease_until
        .is_null()
        .or(polls::lease_until.le(now).is_not_distinct_from(true));
    let row: Option<Row> = polls::table
        .filter(due)
        .filter(free)
        .order(polls::next_run_at)
        .for_update()
        .skip_locked()
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let mut poll = Poll::from(row);
    poll.attempt += 1;
    diesel::update(polls::table.find(poll.connection.0))
        .set((
            polls::lease_until.eq(lease_until),
            polls::last_run_at.eq(now),
            polls::attempt.eq(poll.attempt),
        ))
        .execute(conn)
        .await?;
    Ok(Some(poll))
}

/// Writes what an attempt found out and lets go. Whether the attempt still held the connection; if not, the transaction
/// must not commit. What somebody asked for meanwhile stays asked for.
pub async fn save(conn: &mut AsyncPgConnection, poll: &Poll) -> Result<bool, DbError> {
    let changed = diesel::update(held(poll))
        .set((
            polls::generation.eq(poll.generation),
            polls::cursor.eq(poll.cursor.as_ref()),
            polls::next_list_at.eq(poll.next_list_at),
            polls::next_run_at.eq(poll.next_run_at),
            polls::last_error.eq(poll.last_error.as_deref()),
            polls::failures.eq(poll.failures),
            polls::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Lets go of a connection as it was, for another worker to take at once.
pub async fn release(conn: &mut AsyncPgConnection, poll: &Poll) -> Result<(), DbError> {
    diesel::update(held(poll))
        .set(polls::lease_until.eq(None::<DateTime<Utc>>))
        .execute(conn)
        .await?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn held(poll: &Poll) -> _ {
    let id: Uuid = poll.connection.0;
    let attempt: i64 = poll.attempt;
    polls::table.find(id).filter(polls::attempt.eq(attempt))
}

/// Everything of the connection is to be checked again, at once.
pub async fn recheck(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(polls::table.find(connection.0))
        .set((polls::recheck_before.eq(now), polls::next_run_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The list of changes is to be read now, whenever it was read last. Nothing where the connection is not watched.
pub async fn list_now(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(polls::table.find(connection.0))
        .set((polls::next_list_at.eq(now), polls::next_run_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The brand's connections that are watched, by name.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Watched>, DbError> {
    type Found = (
        Uuid,
        String,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        DateTime<Utc>,
        Option<String>,
    );
    let rows: Vec<Found> = polls::table
        .inner_join(connections::table)
        .order((connections::name, connections::id))
        .select((
            polls::connection_id,
            connections::name,
            polls::recheck_before,
            polls::last_run_at,
            polls::next_run_at,
            polls::last_error,
        ))
        .load(conn)
        .await?;
    let watched = |(id, name, recheck_before, last_run_at, next_run_at, last_error): Found| Watched {
        connection: id.into(),
        name,
        recheck_before,
        last_run_at,
        next_run_at,
        last_error,
    };
    Ok(rows.into_iter().map(watched).collect())
}
