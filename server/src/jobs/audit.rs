//! Signs the ends of the audit logs, and forgets entries that are older than a year.

use super::{Job, Outcome};
use crate::{app::App, services::audit};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// The job.
pub struct Audit;

#[async_trait]
impl Job for Audit {
    fn name(&self) -> &'static str {
        "audit"
    }

    fn rest(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        let unsigned = audit::sign_heads(app).await?;
        let old = audit::forget_old(app).await?;
        Ok(if unsigned || old {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}
