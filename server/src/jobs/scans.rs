//! Makes room for the scans of the months to come, and forgets those whose time is over.

use super::{Job, Outcome};
use crate::{app::App, services::scans};
use async_trait::async_trait;
use chrono::NaiveDate;
use domain::Error;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The job. It remembers the day that it was done for.
#[derive(Default)]
pub struct Scans(Mutex<Option<NaiveDate>>);

#[async_trait]
impl Job for Scans {
    fn name(&self) -> &'static str {
        "scans"
    }

    fn rest(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        let today = app.clock.now().date_naive();
        if *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Some(today) {
            return Ok(Outcome::Idle);
        }
        let kept = scans::keep(app).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(today);
        if kept.dropped > 0 || kept.forgotten > 0 {
            tracing::info!(
                partitions_dropped = kept.dropped,
                counts_deleted = kept.forgotten,
                "forgot scans whose time is over"
            );
        }
        Ok(Outcome::Idle)
    }
}
