//! The task that writes scans down while a process serves.

use super::{Outcome, flush};
use crate::{app::App, shutdown::Shutdown};
use std::time::Duration;
use tokio::{task::JoinHandle, time::sleep};

/// How often is written.
const EVERY: Duration = Duration::from_secs(2);
/// The longest pause while the database is away.
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// Attempts at the end; a database that is away then is not waited for.
const LAST_ATTEMPTS: u32 = 2;

/// Writes scans down until it is told that no more come.
pub struct Recorder {
    end: Shutdown,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Begins.
    pub fn start(app: App) -> Self {
        let end = Shutdown::default();
        let task = tokio::spawn(record(app, end.clone()));
        Self { end, task }
    }

    /// Writes the rest down. To be called when the last request is answered.
    pub async fn finish(self) {
        self.end.request();
        if self.task.await.is_err() {
            tracing::error!("what writes scans down had ended by itself");
        }
    }
}

async fn record(app: App, end: Shutdown) {
    let mut pause = EVERY;
    loop {
        tokio::select! {
            () = end.requested() => break,
            () = sleep(pause) => {}
            () = app.scans.many.notified(), if pause == EVERY => {}
        }
        pause = match flush(&app).await {
            Outcome::Written => EVERY,
            Outcome::Away => (pause * 2).min(PAUSE_MAX),
        };
    }
    for _ in 0..LAST_ATTEMPTS {
        if flush(&app).await == Outcome::Written {
            return;
        }
    }
    let scans = app.scans.taken.lock().await.pending.total();
    tracing::error!(scans, "the database is away at the end; scans are lost");
}
