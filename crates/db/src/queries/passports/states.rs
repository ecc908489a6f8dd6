//! The state of a passport: read through any door, changed by its brand.

use crate::{DbError, schema::passports};
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryableByName,
    prelude::*,
    sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    PassportId,
    state::{Ended, Ending, Recall, State, Status},
};
use uuid::Uuid;

/// The most second lives that a page links to.
const LIVES_MAX: i64 = 20;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Jsonb>)]
    recall: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_how: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    first_life: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    second_life_url: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    second_lives: Vec<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    state_changed_at: Option<DateTime<Utc>>,
}

/// The state of a passport. Other passports of the platform's host are named by their path alone, those of a brand's own by their
/// address; those that were taken off the site are not named.
pub async fn of(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<State>, DbError> {
    let sql = format!(
        "SELECT p.status, p.recall, p.ended_at, p.ended_how, p.second_life_url, p.state_changed_at,
                coalesce(p.first_life_url, 'https://' || f.host || f.path, f.path) AS first_life,
                ARRAY(SELECT coalesce('https://' || s.host || s.path, s.path) FROM passports s
                      WHERE s.succeeds = p.id AND s.suspended_at IS NULL AND s.released_at IS NULL
                      ORDER BY s.path LIMIT {LIVES_MAX}) AS second_lives
         FROM passports p
         LEFT JOIN passports f ON f.id = p.succeeds AND f.suspended_at IS NULL AND f.released_at IS NULL
         WHERE p.id = $1"
    );
    let row: Option<Row> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    row.map(state).transpose()
}

#[derive(QueryableByName)]
struct AboveRow {
    #[diesel(sql_type = Nullable<Jsonb>)]
    recall: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    state_changed_at: Option<DateTime<Utc>>,
}

/// The same with what counts for a batch or an item because it counts for what that belongs to: a recall.
pub async fn with_above(conn: &mut AsyncPgConnection, id: PassportId) -> Result<State, DbError> {
    let mut state = of(conn, id).await?.unwrap_or_default();
    let sql = "SELECT a.recall, a.state_changed_at
         FROM passports p JOIN passports a ON a.id IN (p.parent_id, p.model_id)
         WHERE p.id = $1 ORDER BY a.granularity";
    let above: Vec<AboveRow> = diesel::sql_query(sql).bind::<SqlUuid, _>(id.0).load(conn).await?;
    for row in above {
        state.changed_at = state.changed_at.max(row.state_changed_at);
        if state.recall.is_none() {
            let recall = row.recall.map(serde_json::from_value).transpose();
            state.recall = recall.map_err(DbError::other)?;
        }
    }
    Ok(state)
}

fn state(row: Row) -> Result<State, DbError> {
    let recall = row.recall.map(serde_json::from_value).transpose();
    let how = row.ended_how.as_deref().and_then(Ending::parse);
    let mut second_lives = row.second_lives;
    second_lives.extend(row.second_life_url);
    Ok(State {
        chosen: Status::parse(&row.status).unwrap_or_default(),
        recall: recall.map_err(DbError::other)?,
        ended: row.ended_at.zip(how).map(|(at, how)| Ended { at, how }),
        first_life: row.first_life,
        second_lives,
        changed_at: row.state_changed_at,
    })
}

/// Keeps the state of a passport of the brand as it is until the end of the transaction. Whether there is one.
pub async fn hold(conn: &mut AsyncPgConnection, id: PassportId) -> Result<bool, DbError> {
    let row: Option<Uuid> = passports::table
        .find(id.0)
        .select(passports::id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.is_some())
}

/// Sets the status.
pub async fn set_status(
    conn: &mut AsyncPgConnection,
    (id, now): (PassportId, DateTime<Utc>),
    status: Status,
) -> Result<(), DbError> {
    diesel::update(passports::table.find(id.0))
        .set((
            passports::status.eq(status.word()),
            passports::state_changed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the recall notice, or takes it away.
pub async fn set_recall(
    conn: &mut AsyncPgConnection,
    (id, now): (PassportId, DateTime<Utc>),
    recall: Option<&Recall>,
) -> Result<(), DbError> {
    let recall = recall.map(serde_json::to_value).transpose();
    diesel::update(passports::table.find(id.0))
        .set((
            passports::recall.eq(recall.map_err(DbError::other)?),
            passports::state_changed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the end of the product, or takes it back.
pub async fn set_end(
    conn: &mut AsyncPgConnection,
    (id, now): (PassportId, DateTime<Utc>),
    how: Option<Ending>,
) -> Result<(), DbError> {
    diesel::update(passports::table.find(id.0))
        .set((
            passports::ended_at.eq(how.map(|_| now)),
            passports::ended_how.eq(how.map(Ending::word)),
            passports::state_changed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The passport of a product's first life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLife<'a> {
    /// None.
    None,
    /// A passport of the same brand.
    Own(PassportId),
    /// An address elsewhere.
    Elsewhere(&'a str),
}

/// Sets the first life of a product.
pub async fn set_first_life(
    conn: &mut AsyncPgConnection,
    (id, now): (PassportId, DateTime<Utc>),
    first: FirstLife<'_>,
) -> Result<(), DbError> {
    let (own, elsewhere) = match first {
        FirstLife::None => (None, None),
        FirstLife::Own(id) => (Some(id.0), None),
        FirstLife::Elsewhere(url) => (None, Some(url)),
    };
    diesel::update(passports::table.find(id.0))
        .set((
            passports::succeeds.eq(own),
            passports::first_life_url.eq(elsewhere),
            passports::state_changed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the address of the second life of a product elsewhere.
pub async fn set_second_life(
    conn: &mut AsyncPgConnection,
    (id, now): (PassportId, DateTime<Utc>),
    url: Option<&str>,
) -> Result<(), DbError> {
    diesel::update(passports::table.find(id.0))
        .set((
            passports::second_life_url.eq(url),
            passports::state_changed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that something which the page of a passport tells of was changed elsewhere.
pub async fn touch(conn: &mut AsyncPgConnection, id: PassportId, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(passports::table.find(id.0))
        .set(passports::state_changed_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// The first lives of a passport within the brand, from the latest to the very first.
pub async fn lives_before(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Vec<PassportId>, DbError> {
    let mut found = Vec::new();
    let mut at = Some(id.0);
    while let Some(id) = at {
        let first: Option<Option<Uuid>> = passports::table
            .find(id)
            .select(passports::succeeds)
            .first(conn)
            .await
            .optional()?;
        at = first
            .flatten()
            .filter(|first| !found.contains(&PassportId(*first)));
        found.extend(at.map(PassportId));
    }
    Ok(found)
}

/// The passport of the brand under a path.
pub async fn by_path(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<PassportId>, DbError> {
    let found: Option<Uuid> = passports::table
        .filter(passports::path.eq(path))
        .filter(passports::released_at.is_null())
        .select(passports::id)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(Into::into))
}
