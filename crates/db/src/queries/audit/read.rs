//! The log as it is read: newest first, by filters, a share at a time.

use super::{Row, event};
use crate::{
    DbError,
    queries::passports::escaped,
    schema::{audit_events, members, users},
    types::AuditEvent,
};
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bytea, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, UserId};
use uuid::Uuid;

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The first words of their actions, such as `passport`; empty for any.
    pub areas: Vec<String>,
    /// Who did it.
    pub actor: Option<UserId>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Until before this moment.
    pub until: Option<DateTime<Utc>>,
    /// What they contain; empty for anything.
    pub text: String,
}

/// The last entry of a share: the next one begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its number; 0 where it is older than the chain.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
}

/// An entry with the address of whoever did it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The entry.
    pub event: AuditEvent,
    /// The address; none for the program, and for somebody who is no member any more.
    pub email: Option<String>,
}

impl Listed {
    /// Where the next share begins, if this was the last of one.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            seq: self
                .event
                .link
                .map_or(0, |link| i64::try_from(link.seq).unwrap_or(i64::MAX)),
            id: self.event.id.0,
        }
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    brand_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    ip: Option<String>,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Jsonb)]
    detail: serde_json::Value,
    #[diesel(sql_type = Nullable<BigInt>)]
    seq: Option<i64>,
    #[diesel(sql_type = Nullable<Bytea>)]
    prev_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Bytea>)]
    hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
}

/// Entries of a brand behind `after`, newest first.
pub async fn list(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Listed>, DbError> {
    let sql = "SELECT e.id, e.brand_id, e.at, e.actor, e.ip, e.action, e.target, e.detail, e.seq, e.prev_hash, e.hash, u.email \
               FROM audit_events e LEFT JOIN users u ON u.id = e.actor \
               WHERE e.brand_id = $1 AND ($2 = '' OR split_part(e.action, '.', 1) = ANY(string_to_array($2, ','))) \
               AND ($3::uuid IS NULL OR e.actor = $3) \
               AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at < $5) \
               AND ($6 = '%%' OR lower(concat_ws(' ', u.email, e.action, e.target, e.ip, e.detail::text)) LIKE $6) \
               AND ($7::bigint IS NULL OR (coalesce(e.seq, 0), e.id) < ($7, $8)) \
               ORDER BY coalesce(e.seq, 0) DESC, e.id DESC LIMIT $9";
    let rows: Vec<Found> = sql_query(sql)
        .bind::<SqlUuid, _>(brand.0)
        .bind::<Text, _>(filter.areas.join(","))
        .bind::<Nullable<SqlUuid>, _>(filter.actor.map(|user| user.0))
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.until)
        .bind::<Text, _>(format!("%{}%", escaped(&filter.text.trim().to_lowercase())))
        .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.seq))
        .bind::<SqlUuid, _>(after.map_or(Uuid::nil(), |cursor| cursor.id))
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(listed).collect())
}

fn listed(row: Found) -> Listed {
    Listed {
        event: event((
            row.id,
            row.brand_id,
            row.at,
            row.actor,
            row.ip,
            row.action,
            row.target,
            row.detail,
            row.seq,
            row.prev_hash,
            row.hash,
        )),
        email: row.email,
    }
}

/// The latest entries of a brand.
pub async fn latest(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    limit: u32,
) -> Result<Vec<AuditEvent>, DbError> {
    let rows: Vec<Row> = audit_events::table
        .filter(audit_events::brand_id.eq(brand.0))
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .limit(i64::from(limit))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(event).collect())
}

/// The members whom entries may be filtered by, with their addresses; through the brand door.
pub async fn people(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Vec<(UserId, String)>, DbError> {
    let rows: Vec<(Uuid, String)> = members::table
        .inner_join(users::table.on(users::id.eq(members::user_id)))
        .filter(members::brand_id.eq(brand.0))
        .order(users::email)
        .select((users::id, users::email))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, email)| (UserId(id), email)).collect())
}
