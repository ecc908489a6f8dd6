//! The loop around a job: run it, rest, run it again, until the process ends.

use super::all;
use crate::{app::App, metrics::Run};
use async_trait::async_trait;
use domain::Error;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// The longest rest after failures in a row.
const REST_MAX: Duration = Duration::from_mins(1);

/// What a run found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There may be more to do at once.
    More,
    /// Everything is done for now.
    Idle,
}

/// A piece of background work that can run in several processes at once and be cut off at any point.
#[async_trait]
pub trait Job: Send + Sync + 'static {
    /// Its name in the log.
    fn name(&self) -> &'static str;
    /// How long to rest after an idle run; [`App::wake`] ends the rest early.
    fn rest(&self) -> Duration;
    /// Does a share of the work. It should end soon once `app.shutdown` is requested.
    async fn run(&self, app: &App) -> Result<Outcome, Error>;
}

/// Runs all jobs until the process ends, and returns when the last one has finished its share.
pub async fn work(app: App) {
    let mut loops = JoinSet::new();
    for job in all() {
        loops.spawn(repeat(app.clone(), job));
    }
    while loops.join_next().await.is_some() {}
}

async fn repeat(app: App, job: Arc<dyn Job>) {
    let mut failures = 0;
    let mut bell = app.bell();
    while !app.shutdown.is_requested() {
        // From here on a ring means work that this run may have missed.
        bell.mark_unchanged();
        // A task of its own: a run that panics ends itself, not the loop.
        let run = tokio::spawn({
            let (app, job) = (app.clone(), Arc::clone(&job));
            async move { job.run(&app).await }
        });
        let rest = match run.await {
            Ok(Ok(Outcome::More)) => {
                app.metrics.job_ran(job.name(), Run::Done);
                failures = 0;
                continue;
            }
            Ok(Ok(Outcome::Idle)) => {
                app.metrics.job_ran(job.name(), Run::Done);
                failures = 0;
                job.rest()
            }
            Ok(Err(error)) => {
                app.metrics.job_ran(job.name(), Run::Failed);
                tracing::warn!(job = job.name(), %error, "a job failed and is tried again");
                failures += 1;
                backoff(failures)
            }
            Err(_) => {
                app.metrics.job_ran(job.name(), Run::Panicked);
                tracing::error!(job = job.name(), "a job panicked and is tried again");
                failures += 1;
                backoff(failures)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = bell.changed(), if failures == 0 => {}
            () = app.shutdown.requested() => {}
        }
    }
}

/// 1 s, 2 s, 4 s, ... one minute.
fn backoff(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.saturating_sub(1).min(6)).min(REST_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_a_row_make_the_rests_longer_up_to_a_minute() {
        let seconds = |failures| backoff(failures).as_secs();
        assert_eq!(
            [seconds(1), seconds(2), seconds(6), seconds(7), seconds(u32::MAX)],
            [1, 2, 32, 60, 60]
        );
    }
}
