//! Watches the PIMs for changes; several of these run side by side, never two for one connection.

use super::{Job, Outcome};
use crate::{app::App, services::drift};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// Connections that one process looks at at the same time: a slow PIM must not hold up the others.
pub const AT_ONCE: usize = 2;

/// The job.
pub struct Drift;

#[async_trait]
impl Job for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if drift::run(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}

/// Works until no connection is due any more; for tests.
pub async fn run_due(app: &App) -> Result<(), Error> {
    while !app.shutdown.is_requested() && drift::run(app).await? {}
    Ok(())
}
