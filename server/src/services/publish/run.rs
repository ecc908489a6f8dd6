//! Taking a publication, holding it while the work lasts, and ending it.

use super::work::{Ending, work};
use crate::{app::App, services::units};
use chrono::TimeDelta;
use db::queries::jobs::{self, Claimed, JobKind};
use domain::{Error, job::JobState};
use std::time::Duration;
use tokio::{task::JoinHandle, time::timeout};

/// How long a worker holds a job without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How often it gives one.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Workers that may die over a job, or turns that may pass without progress, before it is given up.
const ATTEMPTS: i32 = 5;
/// How long a worker stays with a job while others wait.
const TURN: Duration = Duration::from_mins(5);
/// A job that is not done by then is given up: its PIM is too slow, or answers so on purpose.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// What people read then.
const TOO_OFTEN: &str = "The work took too long or was interrupted too often. What is published stays published; publish the rest again.";

/// Takes a publication that waits, if there is one, and works on it for a turn. Whether there was one.
pub async fn run(app: &App) -> Result<bool, Error> {
    run_for(app, TURN).await
}

/// The same with a turn of that length.
pub(super) async fn run_for(app: &App, turn: Duration) -> Result<bool, Error> {
    let Some(job) = claim(app).await? else {
        return Ok(false);
    };
    let _heart = Heart::beat(app.clone(), job.clone());
    if job.attempt > ATTEMPTS || app.clock.now() - job.created_at > LIFE {
        tracing::error!(job = %job.id, "a publication was given up");
        end(app, &job, (JobState::Failed, Some(TOO_OFTEN))).await?;
        return Ok(true);
    }
    // Whatever is going on when the turn ends is dropped and rolled back, as if the worker had died.
    let worked = timeout(turn, async {
        match job.kind {
            JobKind::Publish => Box::pin(work(app, &job)).await,
            JobKind::Units(parent) => Box::pin(units::work(app, &job, parent)).await,
        }
    });
    let worked = worked.await;
    match worked.unwrap_or(Ok(Ending::TurnOver)) {
        Ok(Ending::Done) => end(app, &job, (JobState::Done, None)).await?,
        Ok(Ending::GivenUp(why)) => end(app, &job, (JobState::Failed, Some(&why))).await?,
        Ok(Ending::Lost) => tracing::info!(job = %job.id, "a publication was stopped or taken over"),
        Ok(Ending::Shutdown) => release(app, &job).await?,
        Ok(Ending::TurnOver) => end_turn(app, &job).await?,
        Err(error) => {
            // The lease runs out and the job is tried again, by then perhaps with the database back.
            tracing::warn!(job = %job.id, %error, "a publication is interrupted");
            return Err(error);
        }
    }
    Ok(true)
}

async fn claim(app: &App) -> Result<Option<Claimed>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("take a publication").await?;
    let job = jobs::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(job)
}

async fn end(app: &App, job: &Claimed, how: (JobState, Option<&str>)) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::finish(&mut tx, job, how, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

async fn release(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::release(&mut tx, job).await?;
    Ok(tx.commit().await?)
}

async fn end_turn(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    let progress = jobs::end_turn(&mut tx, job, app.clock.now()).await?;
    tracing::info!(job = %job.id, progress, "a publication waits for its next turn");
    Ok(tx.commit().await?)
}

/// Extends the lease while the work lasts.
struct Heart(JoinHandle<()>);

impl Heart {
    fn beat(app: App, job: Claimed) -> Self {
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                if let Err(error) = renew(&app, &job).await {
                    tracing::warn!(job = %job.id, %error, "a lease could not be extended");
                }
            }
        }))
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn renew(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::renew(&mut tx, job, app.clock.now() + LEASE).await?;
    Ok(tx.commit().await?)
}
