//! The audit log: written and read, never changed.

use crate::{DbError, schema::audit_events, types::AuditEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{AuditId, BrandId, UserId};
use uuid::Uuid;

/// Writes an entry, in the transaction of what it tells of.
pub async fn insert(conn: &mut AsyncPgConnection, event: &AuditEvent) -> Result<(), DbError> {
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::id.eq(event.id.0),
            audit_events::brand_id.eq(event.brand_id.0),
            audit_events::at.eq(event.at),
            audit_events::actor.eq(event.actor.map(|user| user.0)),
            audit_events::ip.eq(event.ip.map(|ip| ip.to_string())),
            audit_events::action.eq(&event.action),
            audit_events::target.eq(&event.target),
            audit_events::detail.eq(&event.detail),
        ))
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
);

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

fn event((id, brand, at, actor, ip, action, target, detail): Row) -> AuditEvent {
    AuditEvent {
        id: AuditId(id),
        brand_id: BrandId(brand),
        at,
        actor: actor.map(UserId),
        ip: ip.and_then(|ip| ip.parse().ok()),
        action,
        target,
        detail,
    }
}
