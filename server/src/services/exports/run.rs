//! Taking an order, holding it while its maker works, and ending it.

use super::{Maker, Order, Sink, Stop, makers::maker};
use crate::app::App;
use chrono::TimeDelta;
use db::queries::exports::{self, Claimed, Ending};
use domain::{Error, job::JobState};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long a worker holds an order without a sign of life.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How often it gives one.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Workers that may die over an order before it is given up.
const ATTEMPTS: i32 = 4;
/// The longest that one attempt may take.
const PATIENCE: Duration = Duration::from_hours(2);
/// What people read when an order is given up.
const TOO_OFTEN: &str = "The work was interrupted too often. Ask for the file again.";
const TOO_LONG: &str = "The work took longer than two hours.";

/// Makes a file that waits, if there is one. Whether there was one.
pub async fn run(app: &App) -> Result<bool, Error> {
    let Some(export) = claim(app).await? else {
        return Ok(false);
    };
    let _heart = Heart::beat(app.clone(), export.clone());
    if export.attempt > ATTEMPTS {
        tracing::error!(export = %export.id, "an export was given up");
        give_up(app, &export, TOO_OFTEN).await?;
        return Ok(true);
    }
    let maker = match maker(&export.kind) {
        Ok(maker) => maker,
        Err(unknown) => {
            give_up(app, &export, &unknown.to_string()).await?;
            return Ok(true);
        }
    };
    let made = tokio::time::timeout(PATIENCE, Box::pin(make(app, &export, maker))).await;
    match made.unwrap_or_else(|_| Err(Stop::GivenUp(format!("{TOO_LONG} {}", maker.remedy())))) {
        Ok((size, notes)) => finish(app, &export, (size, &notes)).await?,
        Err(Stop::GivenUp(why)) => give_up(app, &export, &why).await?,
        Err(Stop::Lost) => tracing::info!(export = %export.id, "an export was stopped or taken over"),
        Err(Stop::Shutdown) => release(app, &export).await?,
        Err(Stop::Failed(error)) => {
            // The lease runs out and somebody begins anew, by then perhaps with more luck.
            tracing::warn!(export = %export.id, %error, "an export is interrupted");
            return Err(error);
        }
    }
    Ok(true)
}

/// Works until no file waits any more; for tests and the demo.
pub async fn run_due(app: &App) -> Result<(), Error> {
    while !app.shutdown.is_requested() && run(app).await? {}
    Ok(())
}

async fn make(app: &App, export: &Claimed, maker: &dyn Maker) -> Result<(u64, Vec<String>), Stop> {
    let order = Order {
        id: export.id,
        brand: export.brand,
        payload: export.payload.clone(),
        created_by: export.created_by,
        created_at: export.created_at,
    };
    let mut sink = Sink::begin(app, export, maker.remedy()).await?;
    maker.make(app, &order, &mut sink).await?;
    sink.close().await
}

async fn claim(app: &App) -> Result<Option<Claimed>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("take an export").await?;
    let export = exports::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(export)
}

async fn finish(app: &App, export: &Claimed, (size, notes): (u64, &[String])) -> Result<(), Error> {
    let ending = Ending {
        state: JobState::Done,
        trouble: None,
        notes,
        size,
    };
    end(app, export, ending).await
}

/// Ends it without a file.
async fn give_up(app: &App, export: &Claimed, why: &str) -> Result<(), Error> {
    let ending = Ending {
        state: JobState::Failed,
        trouble: Some(why),
        notes: &[],
        size: 0,
    };
    end(app, export, ending).await
}

async fn end(app: &App, export: &Claimed, ending: Ending<'_>) -> Result<(), Error> {
    let mut tx = app.db.brand(export.brand).await?;
    let ended = exports::finish(&mut tx, export, ending, app.clock.now()).await?;
    if ended && ending.state != JobState::Done {
        exports::clear(&mut tx, export.id).await?;
    }
    Ok(tx.commit().await?)
}

async fn release(app: &App, export: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(export.brand).await?;
    exports::release(&mut tx, export).await?;
    Ok(tx.commit().await?)
}

/// Extends the lease while the work lasts.
struct Heart(JoinHandle<()>);

impl Heart {
    fn beat(app: App, export: Claimed) -> Self {
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                if let Err(error) = renew(&app, &export).await {
                    tracing::warn!(export = %export.id, %error, "a lease could not be extended");
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

async fn renew(app: &App, export: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(export.brand).await?;
    exports::renew(&mut tx, export, app.clock.now() + LEASE).await?;
    Ok(tx.commit().await?)
}
