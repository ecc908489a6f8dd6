//! The chain that each brand's entries stand in: its head, its signed checkpoints, and what may be forgotten.

use super::{Row, bytes, event, signed, unsigned};
use crate::{
    DbError,
    schema::{audit_checkpoints, audit_events, audit_heads},
    types::{AuditCheckpoint, AuditEvent, AuditHead},
};
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bytea, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use domain::BrandId;
use uuid::Uuid;

/// The head of a brand's chain, locked until the transaction ends, so that the next entry is the caller's.
pub async fn lock_head(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<AuditHead, DbError> {
    if let Some(head) = locked(conn, brand).await? {
        return Ok(head);
    }
    diesel::insert_into(audit_heads::table)
        .values((
            audit_heads::brand_id.eq(brand.0),
            audit_heads::seq.eq(0),
            audit_heads::hash.eq([0; 32].as_slice()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    locked(conn, brand).await?.ok_or(DbError::NotFound)
}

async fn locked(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Option<AuditHead>, DbError> {
    let row: Option<(Uuid, i64, Vec<u8>)> = audit_heads::table
        .find(brand.0)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(head))
}

fn head((brand, seq, hash): (Uuid, i64, Vec<u8>)) -> AuditHead {
    AuditHead {
        brand_id: BrandId(brand),
        seq: unsigned(seq),
        hash: bytes(&hash),
    }
}

/// Makes a transaction that was just opened see the database as it is at its first query, and change nothing.
pub async fn steady(conn: &mut AsyncPgConnection) -> Result<(), DbError> {
    Ok(conn
        .batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .await?)
}

/// The head of every brand, or of one.
pub async fn heads(conn: &mut AsyncPgConnection, brand: Option<BrandId>) -> Result<Vec<AuditHead>, DbError> {
    let mut query = audit_heads::table.order(audit_heads::brand_id).into_boxed();
    if let Some(brand) = brand {
        query = query.filter(audit_heads::brand_id.eq(brand.0));
    }
    let rows: Vec<(Uuid, i64, Vec<u8>)> = query.load(conn).await?;
    Ok(rows.into_iter().map(head).collect())
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    brand_id: Uuid,
}

/// The brands that have entries or checkpoints, whether or not they have a head.
pub async fn brands_with_entries(conn: &mut AsyncPgConnection) -> Result<Vec<BrandId>, DbError> {
    let sql = "SELECT DISTINCT brand_id FROM audit_events UNION SELECT brand_id FROM audit_checkpoints \
               UNION SELECT brand_id FROM audit_heads ORDER BY brand_id";
    let rows: Vec<Named> = sql_query(sql).load(conn).await?;
    Ok(rows.into_iter().map(|row| BrandId(row.brand_id)).collect())
}

/// The entries of a chain after `after`, oldest first.
pub async fn walk(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    after: u64,
    limit: u32,
) -> Result<Vec<AuditEvent>, DbError> {
    let rows: Vec<Row> = audit_events::table
        .filter(audit_events::brand_id.eq(brand.0))
        .filter(audit_events::seq.gt(signed(after)))
        .order(audit_events::seq)
        .limit(i64::from(limit))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(event).collect())
}

/// How many entries are older than the chain of their brand.
pub async fn unchained(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<u64, DbError> {
    let count: i64 = audit_events::table
        .filter(audit_events::brand_id.eq(brand.0))
        .filter(audit_events::seq.is_null())
        .count()
        .get_result(conn)
        .await?;
    Ok(unsigned(count))
}

/// Number, time and hash of the oldest entries of a chain.
pub async fn oldest(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    limit: u32,
) -> Result<Vec<(AuditHead, DateTime<Utc>)>, DbError> {
    let rows = walk(conn, brand, 0, limit).await?;
    let short = |event: AuditEvent| {
        let link = event.link?;
        let head = AuditHead {
            brand_id: brand,
            seq: link.seq,
            hash: link.hash,
        };
        Some((head, event.at))
    };
    Ok(rows.into_iter().filter_map(short).collect())
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = SqlUuid)]
    brand_id: Uuid,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Bytea)]
    hash: Vec<u8>,
}

/// Heads that have moved since they were last signed, where that was before `since`.
pub async fn moved_heads(
    conn: &mut AsyncPgConnection,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<AuditHead>, DbError> {
    let sql = "SELECT h.brand_id, h.seq, h.hash FROM audit_heads h LEFT JOIN LATERAL (\
                   SELECT c.seq, c.at FROM audit_checkpoints c WHERE c.brand_id = h.brand_id ORDER BY c.seq DESC LIMIT 1\
               ) last ON true \
               WHERE h.seq > coalesce(last.seq, 0) AND (last.at IS NULL OR last.at <= $1) ORDER BY h.brand_id LIMIT $2";
    let rows: Vec<Head> = sql_query(sql)
        .bind::<Timestamptz, _>(since)
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| head((row.brand_id, row.seq, row.hash)))
        .collect())
}

/// Stores a signed statement; the same one a second time is nothing new.
pub async fn insert_checkpoint(
    conn: &mut AsyncPgConnection,
    checkpoint: &AuditCheckpoint,
) -> Result<(), DbError> {
    diesel::insert_into(audit_checkpoints::table)
        .values((
            audit_checkpoints::brand_id.eq(checkpoint.head.brand_id.0),
            audit_checkpoints::seq.eq(signed(checkpoint.head.seq)),
            audit_checkpoints::kind.eq(if checkpoint.is_cut { "cut" } else { "head" }),
            audit_checkpoints::hash.eq(checkpoint.head.hash.as_slice()),
            audit_checkpoints::at.eq(checkpoint.at),
            audit_checkpoints::key_id.eq(checkpoint.key_id),
            audit_checkpoints::signature.eq(&checkpoint.signature),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

type Signed = (Uuid, i64, String, Vec<u8>, DateTime<Utc>, Uuid, Vec<u8>);

fn checkpoint((brand, seq, kind, hash, at, key_id, signature): Signed) -> AuditCheckpoint {
    AuditCheckpoint {
        head: head((brand, seq, hash)),
        is_cut: kind == "cut",
        at,
        key_id,
        signature,
    }
}

/// The checkpoints of a brand, oldest first.
pub async fn checkpoints(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
) -> Result<Vec<AuditCheckpoint>, DbError> {
    let rows: Vec<Signed> = audit_checkpoints::table
        .filter(audit_checkpoints::brand_id.eq(brand.0))
        .order((audit_checkpoints::seq, audit_checkpoints::kind))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(checkpoint).collect())
}

/// The latest checkpoint of a brand.
pub async fn last_signed(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
) -> Result<Option<AuditCheckpoint>, DbError> {
    let row: Option<Signed> = audit_checkpoints::table
        .filter(audit_checkpoints::brand_id.eq(brand.0))
        .order((audit_checkpoints::seq.desc(), audit_checkpoints::at.desc()))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(checkpoint))
}

/// Brands whose oldest entry is from before `cutoff`.
pub async fn brands_with_old_entries(
    conn: &mut AsyncPgConnection,
    cutoff: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<BrandId>, DbError> {
    let sql = "SELECT h.brand_id FROM audit_heads h CROSS JOIN LATERAL (\
                   SELECT e.at FROM audit_events e WHERE e.brand_id = h.brand_id AND e.seq IS NOT NULL ORDER BY e.seq LIMIT 1\
               ) oldest WHERE oldest.at < $1 LIMIT $2";
    let rows: Vec<Named> = sql_query(sql)
        .bind::<Timestamptz, _>(cutoff)
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| BrandId(row.brand_id)).collect())
}

/// Forgets the entries up to a cut, and the checkpoints before it. How many entries.
pub async fn delete_through(conn: &mut AsyncPgConnection, cut: &AuditHead) -> Result<usize, DbError> {
    let (brand, seq) = (cut.brand_id.0, signed(cut.seq));
    diesel::delete(audit_checkpoints::table)
        .filter(audit_checkpoints::brand_id.eq(brand))
        .filter(audit_checkpoints::seq.lt(seq))
        .execute(conn)
        .await?;
    Ok(diesel::delete(audit_events::table)
        .filter(audit_events::brand_id.eq(brand))
        .filter(audit_events::seq.le(seq))
        .execute(conn)
        .await?)
}

/// Forgets entries of that age that are older than the chain of their brand.
pub async fn delete_unchained(conn: &mut AsyncPgConnection, cutoff: DateTime<Utc>) -> Result<usize, DbError> {
    Ok(diesel::delete(audit_events::table)
        .filter(audit_events::seq.is_null())
        .filter(audit_events::at.lt(cutoff))
        .execute(conn)
        .await?)
}
