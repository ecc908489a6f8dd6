//! Forgets what is over: ended sessions, links that no longer work, ceremonies and set-ups that nobody finished, mails that were sent long ago,
//! events that nobody repeats any more, files whose time is over, readings of what not everybody may read.

use super::{Job, Outcome};
use crate::{app::App, auth::sessions::IDLE, services::factors::SET_UP};
use async_trait::async_trait;
use chrono::TimeDelta;
use db::queries::{
    ceremonies, exports, grants, invitations, mailed_tokens, outbox, pim_events, sessions, totp,
};
use domain::Error;
use std::time::Duration;

/// How long a settled mail is kept for questions.
const MAIL_KEPT: TimeDelta = TimeDelta::days(30);

/// How long an invitation that nobody accepted stays in the list, to be sent again.
const INVITATION_KEPT: TimeDelta = TimeDelta::days(30);

/// How long an event of a PIM is kept to know it again: the platform repeats one for less than an hour.
const EVENT_KEPT: TimeDelta = TimeDelta::days(7);

/// Readings that one run forgets at most; the next ones forget the rest.
const READS_MAX: i64 = 10_000;

/// The job.
pub struct Cleanup;

#[async_trait]
impl Job for Cleanup {
    fn name(&self) -> &'static str {
        "cleanup"
    }

    fn rest(&self) -> Duration {
        Duration::from_mins(5)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        let now = app.clock.now();
        let mut tx = app.db.system("forget what is over").await?;
        let ended = sessions::delete_ended(&mut tx, now, now - IDLE).await?;
        let links = mailed_tokens::delete_expired(&mut tx, now).await?;
        let ceremonies = ceremonies::delete_expired(&mut tx, now).await?;
        let set_ups = totp::delete_abandoned(&mut tx, now - SET_UP).await?;
        let invited = invitations::delete_expired(&mut tx, now - INVITATION_KEPT).await?;
        let mails = outbox::delete_settled(&mut tx, now - MAIL_KEPT).await?;
        let events = pim_events::delete_older(&mut tx, now - EVENT_KEPT).await?;
        let files = exports::delete_expired(&mut tx, now).await?;
        let reads = grants::forget_reads(&mut tx, now - app.config.limits.reads_kept, READS_MAX).await?;
        tx.commit().await?;
        tracing::debug!(
            sessions = ended,
            links,
            ceremonies,
            set_ups,
            invited,
            mails,
            events,
            files,
            reads,
            "forgot what is over"
        );
        Ok(Outcome::Idle)
    }
}
