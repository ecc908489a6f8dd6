//! The bytes that are hashed and signed: canonical JSON (RFC 8785), so that any other program can compute the same.

use chrono::{DateTime, SecondsFormat, Utc};
use db::types::{AuditEvent, AuditHead};
use formats::{FormatError, canonical_value};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The hash before the first entry.
pub(super) const START: [u8; 32] = [0; 32];

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// What of an entry is hashed.
pub(super) fn content(event: &AuditEvent, seq: u64, prev: &[u8; 32]) -> Value {
    json!({
        "action": event.action,
        "actor": event.actor,
        "at": time(event.at),
        "brand": event.brand_id,
        "detail": event.detail,
        "id": event.id,
        "ip": event.ip,
        "prev": hex::encode(prev),
        "seq": seq,
        "target": event.target,
        "type": "tessera.audit.entry.v1",
    })
}

/// The hash of an entry at its place in the chain.
pub(super) fn hash(event: &AuditEvent, seq: u64, prev: &[u8; 32]) -> Result<[u8; 32], FormatError> {
    let bytes = canonical_value(&content(event, seq, prev))?;
    Ok(Sha256::digest(bytes).into())
}

/// What a checkpoint signs.
pub(super) fn statement(
    head: &AuditHead,
    is_cut: bool,
    at: DateTime<Utc>,
    key: Uuid,
) -> Result<Vec<u8>, FormatError> {
    canonical_value(&json!({
        "at": time(at),
        "brand": head.brand_id,
        "hash": hex::encode(head.hash),
        "key": key,
        "kind": if is_cut { "cut" } else { "head" },
        "seq": head.seq,
        "type": "tessera.audit.checkpoint.v1",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AuditId, BrandId};

    #[test]
    fn the_hashed_bytes_are_as_documented() {
        let event = AuditEvent {
            id: AuditId(Uuid::from_u128(1)),
            brand_id: BrandId(Uuid::from_u128(2)),
            at: DateTime::from_timestamp(1_790_000_000, 120_000_000).unwrap(),
            actor: None,
            ip: None,
            action: "brand.updated".to_owned(),
            target: "x".to_owned(),
            detail: json!({ "z": 1.0, "a": "ö" }),
            link: None,
        };
        let bytes = canonical_value(&content(&event, 1, &START)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "{\"action\":\"brand.updated\",\"actor\":null,\"at\":\"2026-09-21T14:13:20.120000Z\",\
             \"brand\":\"00000000-0000-0000-0000-000000000002\",\"detail\":{\"a\":\"ö\",\"z\":1},\
             \"id\":\"00000000-0000-0000-0000-000000000001\",\"ip\":null,\
             \"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"seq\":1,\
             \"target\":\"x\",\"type\":\"tessera.audit.entry.v1\"}"
        );
    }
}
