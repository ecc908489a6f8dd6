//! Works off the publications that wait, one after the other; several of these run side by side.

use super::{Job, Outcome};
use crate::{app::App, services::publish};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// Publications that one process works on at the same time.
pub const AT_ONCE: usize = 3;

/// The job.
pub struct Publish;

#[async_trait]
impl Job for Publish {
    fn name(&self) -> &'static str {
        "publish"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if publish::run(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}

/// Works until no publication waits any more; for tests and the demo.
pub async fn run_due(app: &App) -> Result<(), Error> {
    while !app.shutdown.is_requested() && publish::run(app).await? {}
    Ok(())
}
