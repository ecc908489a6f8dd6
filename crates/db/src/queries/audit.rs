//! The audit log: written and read, never changed.

mod chain;
mod read;

pub use chain::{
    brands_with_entries, brands_with_old_entries, checkpoints, delete_through, delete_unchained, heads,
    insert_checkpoint, last_signed, lock_head, moved_heads, oldest, steady, unchained, walk,
};
pub use read::{Cursor, Filter, Listed, latest, list, people};

use crate::{
    DbError,
    schema::audit_events,
    types::{AuditEvent, AuditLink},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{AuditId, BrandId, UserId};
use uuid::Uuid;

/// Writes entries behind the head that [`lock_head`] answered, in the transaction of what they tell of. The database moves
/// the head, and refuses an entry that does not continue the chain.
pub async fn insert(conn: &mut AsyncPgConnection, events: &[AuditEvent]) -> Result<(), DbError> {
    let row = |event: &AuditEvent| {
        let link = event.link.as_ref();
        (
            audit_events::id.eq(event.id.0),
            audit_events::brand_id.eq(event.brand_id.0),
            audit_events::at.eq(event.at),
            audit_events::actor.eq(event.actor.map(|user| user.0)),
            audit_events::ip.eq(event.ip.clone()),
            audit_events::action.eq(event.action.clone()),
            audit_events::target.eq(event.target.clone()),
            audit_events::detail.eq(event.detail.clone()),
            audit_events::seq.eq(link.map(|link| signed(link.seq))),
            audit_events::prev_hash.eq(link.map(|link| link.prev.to_vec())),
            audit_events::hash.eq(link.map(|link| link.hash.to_vec())),
        )
    };
    let rows: Vec<_> = events.iter().map(row).collect();
    diesel::insert_into(audit_events::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

type Row = (
    Uuid,
    Uuid,
    DateTime<Utc>,
    Option<Uuid>,
    Option<String>,
    String,
    String,
    serde_json::Value,
    Option<i64>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
);

fn event((id, brand, at, actor, ip, action, target, detail, seq, prev, hash): Row) -> AuditEvent {
    let link = seq.zip(prev).zip(hash).map(|((seq, prev), hash)| AuditLink {
        seq: unsigned(seq),
        prev: bytes(&prev),
        hash: bytes(&hash),
    });
    AuditEvent {
        id: AuditId(id),
        brand_id: BrandId(brand),
        at,
        actor: actor.map(UserId),
        ip,
        action,
        target,
        detail,
        link,
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A hash; the column holds nothing of another length.
fn bytes(hash: &[u8]) -> [u8; 32] {
    hash.try_into().unwrap_or([0; 32])
}
