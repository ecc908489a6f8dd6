//! Keys with which programs of a brand write. A key acts in the name of whoever made it, and may never do more than they may.

use crate::{
    app::App,
    auth::tokens::fingerprint,
    cache::{Key, Pauses},
    clock::token_256,
    context::{Caller, OpContext, Person},
    services::audit,
};
use chrono::TimeDelta;
use db::queries::api_keys::{self as rows, KnownKey};
use domain::{
    BrandId, Error, Permission, SessionId,
    api_key::{ApiKeyView, NewApiKey, SECRET_PREFIX, Scope},
};
use serde_json::json;
use std::{net::IpAddr, time::Duration};
use uuid::Uuid;

/// Between secrets from one place that are none.
const PAUSES: Pauses = Pauses {
    free: 20,
    first: Duration::from_secs(30),
    longest: Duration::from_mins(15),
    memory: Duration::from_hours(1),
};
/// How exactly the last use is kept.
const USED: TimeDelta = TimeDelta::minutes(1);

/// The brand's keys for its admins.
pub async fn list(app: &App, op: &OpContext) -> Result<Vec<ApiKeyView>, Error> {
    op.require(Permission::ManageBrand)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let keys = rows::list(&mut tx).await?;
    tx.commit().await?;
    Ok(keys)
}

/// Makes a key. Its secret, which is told this once.
pub async fn make(app: &App, person: &Person, cmd: NewApiKey) -> Result<String, Error> {
    let op = &person.op()?;
    op.require(Permission::ManageBrand)?;
    person.require_fresh(app.clock.now())?;
    let cmd = cmd.checked()?;
    let token = token_256(&*app.random);
    let hash = fingerprint(&token).ok_or(Error::Internal)?;
    let (id, now) = (app.new_id(), app.clock.now());
    let until = now + TimeDelta::days(cmd.days.into());
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let place = (id, op.caller.brand_id, op.caller.user_id);
    rows::insert(&mut tx, place, &cmd, &hash, (now, until)).await?;
    let detail = json!({ "name": cmd.name, "scopes": cmd.scopes, "until": until });
    audit::record(app, &mut tx, op, "api_key.made", &id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(format!("{SECRET_PREFIX}{token}"))
}

/// Takes a key back, at once.
pub async fn revoke(app: &App, op: &OpContext, id: Uuid) -> Result<(), Error> {
    op.require(Permission::ManageBrand)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if let Some(name) = rows::revoke(&mut tx, id, app.clock.now()).await? {
        let detail = json!({ "name": name });
        audit::record(app, &mut tx, op, "api_key.revoked", &id.to_string(), detail).await?;
    }
    Ok(tx.commit().await?)
}

/// A program that shows a key.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The secret.
    pub secret: &'a str,
    /// Where it came from: counted for a while, and for the audit log.
    pub from: IpAddr,
    /// The id of the request.
    pub request_id: &'a str,
}

/// What a key stands for.
#[derive(Clone, Debug)]
pub struct Program {
    /// The operation, in the name of whoever made the key.
    pub op: OpContext,
    /// The key's name.
    pub key: String,
}

/// What a key stands for, in a brand. A key of another brand is none.
pub async fn caller(app: &App, brand: BrandId, shown: Shown<'_>, scope: Scope) -> Result<Program, Error> {
    let attempts = Key::ApiKeys(shown.from);
    app.cache.attempt(&attempts, &PAUSES).await.map_err(|left| {
        tracing::warn!("too many keys that are none");
        Error::RateLimited {
            retry_after_s: u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1),
        }
    })?;
    let print = shown.secret.strip_prefix(SECRET_PREFIX).and_then(fingerprint);
    let print = print.ok_or(Error::Unauthenticated)?;
    let mut tx = app.db.brand(brand).await?;
    let known = rows::by_hash(&mut tx, brand, &print).await?;
    let now = app.clock.now();
    let known = known.filter(|key| key.revoked_at.is_none() && key.expires_at > now);
    let known = known.ok_or(Error::Unauthenticated)?;
    if known.last_used_at.is_none_or(|at| now - at >= USED) {
        rows::used(&mut tx, known.id, now).await?;
    }
    tx.commit().await?;
    app.cache.succeeded(&attempts).await;
    if !known.scopes.contains(&scope) {
        return Err(Error::Forbidden);
    }
    let key = known.name.clone();
    let op = op(brand, known, shown, now)?;
    Ok(Program { op, key })
}

fn op(
    brand_id: BrandId,
    key: KnownKey,
    shown: Shown<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<OpContext, Error> {
    Ok(OpContext {
        caller: Caller {
            user_id: key.user,
            email: key.email,
            brand_id,
            // Whoever has left the brand does nothing in it any more, and their keys do not either.
            role: key.role.ok_or(Error::Unauthenticated)?,
            // A key has no session: nothing that is done with one looks at it.
            session_id: SessionId(key.id),
            session_ends_at: now,
            ip: Some(shown.from),
        },
        request_id: shown.request_id.to_owned(),
    })
}
