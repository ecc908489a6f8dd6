//! Connections to a PIM. The secret columns pass through as envelopes.

use crate::{
    DbError,
    schema::{connections, templates},
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ConnectionId, connection::Health};
use std::collections::HashMap;
use uuid::Uuid;

/// A connection as it is stored.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Its brand.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// The PIM's origin.
    pub base_url: String,
    /// Client id.
    pub client_id: String,
    /// Client secret, an envelope.
    pub secret: Vec<u8>,
    /// User name.
    pub username: String,
    /// Password, an envelope.
    pub password: Vec<u8>,
    /// The session at the PIM, an envelope.
    pub tokens: Option<Vec<u8>>,
    /// How it does.
    pub health: Health,
    /// The last successful request.
    pub last_success_at: Option<DateTime<Utc>>,
    /// The last failure.
    pub last_error_at: Option<DateTime<Utc>>,
    /// The last failure in plain words.
    pub last_error: Option<String>,
    /// Part of the name of everything that is cached from it.
    pub cache_generation: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What the PIM does not let it read, in words.
    pub refused: Vec<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = connections)]
struct Row {
    id: Uuid,
    brand_id: Uuid,
    name: String,
    base_url: String,
    client_id: String,
    secret: Vec<u8>,
    username: String,
    password: Vec<u8>,
    tokens: Option<Vec<u8>>,
    health: String,
    last_success_at: Option<DateTime<Utc>>,
    last_error_at: Option<DateTime<Utc>>,
    last_error: Option<String>,
    cache_generation: i32,
    created_at: DateTime<Utc>,
    refused: serde_json::Value,
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            brand: row.brand_id.into(),
            name: row.name,
            base_url: row.base_url,
            client_id: row.client_id,
            secret: row.secret,
            username: row.username,
            password: row.password,
            tokens: row.tokens,
            health: Health::parse(&row.health),
            last_success_at: row.last_success_at,
            last_error_at: row.last_error_at,
            last_error: row.last_error,
            cache_generation: row.cache_generation,
            created_at: row.created_at,
            refused: serde_json::from_value(row.refused).unwrap_or_default(),
        }
    }
}

/// What a person typed, with its secrets sealed.
#[derive(Clone, Debug)]
pub struct Details<'a> {
    /// A name for people.
    pub name: &'a str,
    /// The PIM's origin.
    pub base_url: &'a str,
    /// Client id.
    pub client_id: &'a str,
    /// User name.
    pub username: &'a str,
    /// Client secret, an envelope; none keeps the stored one.
    pub secret: Option<Vec<u8>>,
    /// Password, an envelope; none keeps the stored one.
    pub password: Option<Vec<u8>>,
}

/// All connections of the brand, by name.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Connection>, DbError> {
    let rows: Vec<Row> = connections::table
        .order((connections::name, connections::id))
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Connection::from).collect())
}

/// Number of templates of each connection that has any.
pub async fn templates_of_each(conn: &mut AsyncPgConnection) -> Result<HashMap<ConnectionId, u32>, DbError> {
    let counts: Vec<(Uuid, i64)> = templates::table
        .group_by(templates::connection_id)
        .select((templates::connection_id, count_star()))
        .load(conn)
        .await?;
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(counts.into_iter().map(|(id, n)| (id.into(), number(n))).collect())
}

/// One connection.
pub async fn by_id(conn: &mut AsyncPgConnection, id: ConnectionId) -> Result<Option<Connection>, DbError> {
    let row: Option<Row> = connections::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Connection::from))
}

/// One connection, held until the end of the transaction.
pub async fn lock(conn: &mut AsyncPgConnection, id: ConnectionId) -> Result<Option<Connection>, DbError> {
    let row: Option<Row> = connections::table
        .find(id.0)
        .for_update()
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Connection::from))
}

/// The connection that was made first.
pub async fn first(conn: &mut AsyncPgConnection) -> Result<Option<Connection>, DbError> {
    let row: Option<Row> = connections::table
        .order((connections::created_at, connections::id))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Connection::from))
}

/// Stores a new connection; both secrets must be there.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    brand: BrandId,
    details: &Details<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(connections::table)
        .values((
            connections::id.eq(id.0),
            connections::brand_id.eq(brand.0),
            connections::name.eq(details.name),
            connections::base_url.eq(details.base_url),
            connections::client_id.eq(details.client_id),
            connections::secret.eq(details.secret.as_deref().unwrap_or_default()),
            connections::username.eq(details.username),
            connections::password.eq(details.password.as_deref().unwrap_or_default()),
            connections::created_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes a connection. The session at the PIM, its health and everything cached belong to what it was, so they go.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    details: &Details<'_>,
) -> Result<(), DbError> {
    let gone = None::<Vec<u8>>;
    diesel::update(connections::table.find(id.0))
        .set((
            connections::name.eq(details.name),
            connections::base_url.eq(details.base_url),
            connections::client_id.eq(details.client_id),
            connections::username.eq(details.username),
            details.secret.as_deref().map(|s| connections::secret.eq(s)),
            details.password.as_deref().map(|p| connections::password.eq(p)),
            connections::tokens.eq(gone),
            connections::health.eq(Health::New.word()),
            connections::last_error.eq(None::<String>),
            connections::attention_since.eq(None::<DateTime<Utc>>),
            connections::refused.eq(serde_json::json!([])),
            connections::cache_generation.eq(connections::cache_generation + 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes the name alone.
pub async fn rename(conn: &mut AsyncPgConnection, id: ConnectionId, name: &str) -> Result<(), DbError> {
    diesel::update(connections::table.find(id.0))
        .set(connections::name.eq(name))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the session at the PIM, an envelope; only while the connection still leads to where the session is from, or one
/// PIM would be given another's.
pub async fn set_tokens(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    (base_url, client_id, username): (&str, &str, &str),
    tokens: &[u8],
) -> Result<(), DbError> {
    let same = connections::table
        .find(id.0)
        .filter(connections::base_url.eq(base_url))
        .filter(connections::client_id.eq(client_id))
        .filter(connections::username.eq(username));
    diesel::update(same)
        .set(connections::tokens.eq(tokens))
        .execute(conn)
        .await?;
    Ok(())
}

/// For so long nobody is told again that a connection needs somebody: one that works now and then would tell every minute.
const TOLD_FOR: TimeDelta = TimeDelta::hours(12);

/// Notes a request that succeeded: whatever needed somebody is over.
pub async fn note_success(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(connections::table.find(id.0))
        .set((
            connections::health.eq(Health::Working.word()),
            connections::last_success_at.eq(at),
        ))
        .execute(conn)
        .await?;
    diesel::update(connections::table.find(id.0))
        .filter(connections::attention_since.lt(at - TOLD_FOR))
        .set(connections::attention_since.eq(None::<DateTime<Utc>>))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes a request that failed, in plain words. Whether the connection needs somebody now and did not before; of several
/// callers at once one hears so.
pub async fn note_error(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    at: DateTime<Utc>,
    health: Health,
    words: &str,
) -> Result<bool, DbError> {
    let since: Option<Option<DateTime<Utc>>> = connections::table
        .find(id.0)
        .for_update()
        .select(connections::attention_since)
        .first(conn)
        .await
        .optional()?;
    // Deleted meanwhile.
    let Some(since) = since else { return Ok(false) };
    let needs_somebody = health == Health::NeedsAttention;
    diesel::update(connections::table.find(id.0))
        .set((
            connections::health.eq(health.word()),
            connections::last_error_at.eq(at),
            connections::last_error.eq(words),
            needs_somebody.then(|| connections::attention_since.eq(since.unwrap_or(at))),
        ))
        .execute(conn)
        .await?;
    Ok(needs_somebody && since.is_none())
}

/// Replaces what the PIM does not let it read.
pub async fn set_refused(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    refused: &[String],
) -> Result<(), DbError> {
    diesel::update(connections::table.find(id.0))
        .set(connections::refused.eq(serde_json::json!(refused)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds to what the PIM does not let it read, once.
pub async fn add_refused(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
    resource: &str,
) -> Result<(), DbError> {
    let sql =
        "UPDATE connections SET refused = refused || to_jsonb($2::text) WHERE id = $1 AND NOT refused ? $2";
    diesel::sql_query(sql)
        .bind::<diesel::sql_types::Uuid, _>(id.0)
        .bind::<diesel::sql_types::Text, _>(resource)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets everything cached from it, by giving it another name. Whether the connection exists.
pub async fn next_generation(conn: &mut AsyncPgConnection, id: ConnectionId) -> Result<bool, DbError> {
    let changed = diesel::update(connections::table.find(id.0))
        .set(connections::cache_generation.eq(connections::cache_generation + 1))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Deletes a connection; `templates_connection_fkey` stands against it while a template uses it. Whether it existed.
pub async fn delete(conn: &mut AsyncPgConnection, id: ConnectionId) -> Result<bool, DbError> {
    let changed = diesel::delete(connections::table.find(id.0))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}
