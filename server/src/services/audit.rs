//! The audit log: who did what to what, written in the transaction of the change.

use crate::{app::App, context::OpContext};
use db::{AsyncPgConnection, queries::audit, types::AuditEvent};
use domain::{AuditId, BrandId, Error, UserId};
use serde_json::Value;
use std::net::IpAddr;

/// Who did it, where and from where.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// The brand that it happened in.
    pub brand: BrandId,
    /// The user; `None` for the program itself.
    pub user: Option<UserId>,
    /// From which address.
    pub ip: Option<IpAddr>,
}

impl From<&OpContext> for Actor {
    fn from(op: &OpContext) -> Self {
        Self {
            brand: op.caller.brand_id,
            user: Some(op.caller.user_id),
            ip: op.caller.ip,
        }
    }
}

/// Writes one entry: `action` is a word such as `passport.published`, `target` an id or a path, `detail` an object that
/// never holds a secret.
pub async fn record(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: impl Into<Actor>,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Error> {
    let actor = actor.into();
    let event = AuditEvent {
        id: AuditId(app.new_id()),
        brand_id: actor.brand,
        at: app.clock.now(),
        actor: actor.user,
        ip: actor.ip,
        action: action.to_owned(),
        target: target.to_owned(),
        detail,
    };
    Ok(audit::insert(conn, &event).await?)
}
