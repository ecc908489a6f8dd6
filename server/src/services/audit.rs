//! The audit log: who did what to what, written in the transaction of the change.
//!
//! The entries of a brand form a chain: each carries its number and the hash of the one before it. A job signs the chain's
//! end, so that nobody who can write to the database can change, drop or insert an entry without being found out.

mod chain;
mod keep;
mod read;
#[cfg(test)]
mod tests;
mod verify;

pub use keep::{KEPT, forget_old, sign_heads};
pub use read::{begin_export, list, share};
pub use verify::{Break, ChainReport, verify};

use crate::{
    app::App,
    context::{OpContext, Person},
};
use chrono::SubsecRound;
use db::{
    AsyncPgConnection,
    queries::{audit, members},
    types::{AuditEvent, AuditLink},
};
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
/// never holds a secret. The brand's other entries wait until the transaction ends.
pub async fn record(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: impl Into<Actor>,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Error> {
    record_all(app, conn, actor.into(), action, vec![(target.to_owned(), detail)]).await
}

/// Writes an entry for each target with its detail, in their order.
pub async fn record_all(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: Actor,
    action: &str,
    targets: Vec<(String, Value)>,
) -> Result<(), Error> {
    let mut head = audit::lock_head(conn, actor.brand).await?;
    let mut events = Vec::with_capacity(targets.len());
    for (target, detail) in targets {
        let mut event = AuditEvent {
            id: AuditId(app.new_id()),
            brand_id: actor.brand,
            // As the database keeps it.
            at: app.clock.now().trunc_subsecs(6),
            actor: actor.user,
            ip: actor.ip.map(|ip| ip.to_string()),
            action: action.to_owned(),
            target,
            detail,
            link: None,
        };
        let seq = head.seq + 1;
        let hash = chain::hash(&event, seq, &head.hash).map_err(|error| {
            tracing::error!(%error, action, "an entry of the audit log cannot be hashed");
            Error::Internal
        })?;
        event.link = Some(AuditLink {
            seq,
            prev: head.hash,
            hash,
        });
        (head.seq, head.hash) = (seq, hash);
        events.push(event);
    }
    Ok(audit::insert(conn, &events).await?)
}

/// Writes the same entry into the log of every brand that a user belongs to; through the system door.
pub async fn record_in_each(
    app: &App,
    conn: &mut AsyncPgConnection,
    (user, ip): (UserId, Option<IpAddr>),
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Error> {
    let mut places = members::of_user(conn, user).await?;
    // Everybody takes the brands' locks in the same order, so that no two wait for each other.
    places.sort_by_key(|place| place.brand_id);
    for place in places {
        let actor = Actor {
            brand: place.brand_id,
            user: Some(user),
            ip,
        };
        record(app, conn, actor, action, target, detail.clone()).await?;
    }
    Ok(())
}

/// The same for what a signed-in person does to their own account.
pub async fn record_of_person(
    app: &App,
    conn: &mut AsyncPgConnection,
    person: &Person,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Error> {
    let who = (person.user_id, Some(person.visitor.ip));
    record_in_each(app, conn, who, action, target, detail).await
}
