//! Tells brands that their proofs of registration in the EU registry end.

use super::{Job, Outcome};
use crate::{app::App, services::registry};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// The job.
pub struct Registry;

#[async_trait]
impl Job for Registry {
    fn name(&self) -> &'static str {
        "registry"
    }

    fn rest(&self) -> Duration {
        Duration::from_mins(15)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if registry::warn(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}
