//! The loop around a job: run it, rest, run it again, until the process ends.

use super::all;
use crate::{
    app::App,
    metrics::Run,
    telemetry::{Work, take_panic},
};
use async_trait::async_trait;
use domain::Error;
use futures::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// The longest rest after failures in a row.
const REST_MAX: Duration = Duration::from_mins(1);

/// A run that found nothing to do in less time is no span: jobs look every few seconds.
const WORTH_TELLING: Duration = Duration::from_millis(50);

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
        let rest = match run(&app, &job).await {
            Some(Outcome::More) => {
                failures = 0;
                continue;
            }
            Some(Outcome::Idle) => {
                failures = 0;
                job.rest()
            }
            None => {
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

/// One share of the work, counted and traced; nothing where it failed.
async fn run(app: &App, job: &Arc<dyn Job>) -> Option<Outcome> {
    let (begun, traced) = (Instant::now(), app.telemetry.begin(app, None));
    // A task of its own: a run that panics ends itself, not the loop.
    let running = tokio::spawn({
        let (app, job) = (app.clone(), Arc::clone(job));
        async move {
            let run = AssertUnwindSafe(job.run(&app)).catch_unwind().await;
            run.map_err(|_| take_panic())
        }
    });
    let ended = running.await.unwrap_or(Err(None));
    let work = Work::Job {
        name: job.name(),
        well: matches!(ended, Ok(Ok(_))),
    };
    let took = begun.elapsed();
    let found_nothing = matches!(ended, Ok(Ok(Outcome::Idle))) && took < WORTH_TELLING;
    if let Some(traced) = traced.filter(|_| !found_nothing) {
        app.telemetry.end(app, traced, work, took);
    }
    match ended {
        Ok(Ok(outcome)) => {
            app.metrics.job_ran(job.name(), Run::Done);
            Some(outcome)
        }
        Ok(Err(error)) => {
            app.metrics.job_ran(job.name(), Run::Failed);
            tracing::warn!(job = job.name(), %error, "a job failed and is tried again");
            None
        }
        Err(place) => {
            app.metrics.job_ran(job.name(), Run::Panicked);
            app.telemetry.fault(app, work, place);
            tracing::error!(job = job.name(), "a job panicked and is tried again");
            None
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
    use crate::testing::World;

    struct Broken;

    #[async_trait]
    impl Job for Broken {
        fn name(&self) -> &'static str {
            "broken"
        }

        fn rest(&self) -> Duration {
            Duration::ZERO
        }

        async fn run(&self, _: &App) -> Result<Outcome, Error> {
            panic!("something of eve@example.com");
        }
    }

    #[tokio::test]
    async fn a_panic_ends_a_run_and_is_counted_and_reported() {
        let world = World::with(&[("TESSERA_SENTRY_DSN", "http://key@127.0.0.1:9/1")]).await;
        let job: Arc<dyn Job> = Arc::new(Broken);
        assert_eq!(run(&world.app, &job).await, None);
        let text = crate::metrics::scrape(&world.app).await;
        let line = "tessera_job_runs_total{job=\"broken\",outcome=\"panicked\"} 1";
        assert!(text.lines().any(|one| one == line), "{text}");
        // Nobody takes what is reported; nothing waits for it.
        world.app.shutdown.request();
        crate::telemetry::export(world.app.clone()).await;
        assert_eq!(world.app.metrics.errors.dropped.get(), 1);
    }

    #[test]
    fn failures_in_a_row_make_the_rests_longer_up_to_a_minute() {
        let seconds = |failures| backoff(failures).as_secs();
        assert_eq!(
            [seconds(1), seconds(2), seconds(6), seconds(7), seconds(u32::MAX)],
            [1, 2, 32, 60, 60]
        );
    }
}
