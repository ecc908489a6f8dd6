//! Makes the files that somebody waits for, one after the other; several of these run side by side.

use super::{Job, Outcome};
use crate::{app::App, services::exports};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// Files that one process makes at the same time.
pub const AT_ONCE: usize = 2;

/// The job.
pub struct Exports;

#[async_trait]
impl Job for Exports {
    fn name(&self) -> &'static str {
        "exports"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if exports::run(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}
