//! Looks at the DNS records of brands' own hosts.

use super::{Job, Outcome};
use crate::{app::App, services::domains};
use async_trait::async_trait;
use domain::Error;
use std::time::Duration;

/// The job.
pub struct Domains;

#[async_trait]
impl Job for Domains {
    fn name(&self) -> &'static str {
        "domains"
    }

    fn rest(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        Ok(if domains::watch(app).await? {
            Outcome::More
        } else {
            Outcome::Idle
        })
    }
}
