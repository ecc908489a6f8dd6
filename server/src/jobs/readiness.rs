//! Checks the products of templates that follow a profile.

use super::{Job, Outcome};
use crate::{app::App, services::readiness};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// The job.
pub struct Readiness;

#[async_trait]
impl Job for Readiness {
    fn name(&self) -> &'static str {
        "readiness"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(2)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if readiness::run(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}
