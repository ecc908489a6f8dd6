//! Drift: noticing that the PIM says something else than a published passport, and publishing it again.
//!
//! [`run`] watches the PIMs; the rest shows what it found. Values of the PIM are not stored for this: the database knows
//! only which passports differ, and the differences themselves are computed when somebody looks.

mod compare;
mod poll;
mod republish;
mod show;
#[cfg(test)]
mod tests;

pub(in crate::services) use poll::every;
pub use poll::run;
pub use republish::{Chosen, Republished, republish};
pub use show::{list, of};

use crate::{app::App, context::OpContext, services::audit};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::polls;
use domain::{Error, Permission};
use serde_json::json;

/// Passports are checked this often even if the PIM tells of no change: a deleted product is in no list of changes, and
/// labels change without their product.
const CHECKED_EVERY: TimeDelta = TimeDelta::hours(24);
/// Somebody who asks again within this time is told that the check is under way.
const ASKED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Before when a check is too old, where somebody asked at `recheck_before`.
fn too_old(recheck_before: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    recheck_before.max(now - CHECKED_EVERY)
}

/// Has everything of the brand checked again, soon.
pub async fn check_now(app: &App, op: &OpContext) -> Result<(), Error> {
    op.require(Permission::Publish)?;
    let now = app.clock.now();
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    // What was published a moment ago is not watched yet.
    polls::add_missing(&mut tx, now).await?;
    let watched = polls::list(&mut tx).await?;
    let mut asked = 0;
    for watch in watched.iter().filter(|w| now - w.recheck_before >= ASKED_EVERY) {
        polls::recheck(&mut tx, watch.connection, now).await?;
        asked += 1;
    }
    if asked > 0 {
        let brand = op.caller.brand_id.to_string();
        let detail = json!({ "connections": asked });
        audit::record(app, &mut tx, op, "drift.check_requested", &brand, detail).await?;
    }
    tx.commit().await?;
    app.wake();
    Ok(())
}
