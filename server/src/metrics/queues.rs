//! What waits to be done, read from the database when somebody asks, and not more often than every few seconds.

use super::text::{Kind, Text};
use crate::app::App;
use db::{
    DbError,
    queries::queues::{self, Queue},
};
use std::time::Duration;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long an answer of the database is good enough.
const FRESH: Duration = Duration::from_secs(5);
/// How long the database may take: who collects numbers has other processes to ask.
const PATIENCE: Duration = Duration::from_secs(2);

/// The last answer.
#[derive(Debug, Default)]
pub struct Queues(Mutex<Option<Answer>>);

#[derive(Clone, Debug)]
struct Answer {
    asked: Instant,
    queues: Option<Vec<Queue>>,
}

impl Queues {
    /// What waits; nothing where the database is away. Who asks at the same time waits for the same answer.
    async fn now(&self, app: &App) -> Option<Vec<Queue>> {
        let mut last = self.0.lock().await;
        if let Some(answer) = &*last
            && answer.asked.elapsed() < FRESH
        {
            return answer.queues.clone();
        }
        let queues = match timeout(PATIENCE, read(app)).await {
            Ok(Ok(queues)) => Some(queues),
            Ok(Err(error)) => {
                tracing::debug!(%error, "the queues cannot be read");
                None
            }
            Err(_) => None,
        };
        *last = Some(Answer {
            asked: Instant::now(),
            queues: queues.clone(),
        });
        queues
    }
}

async fn read(app: &App) -> Result<Vec<Queue>, DbError> {
    let mut tx = app.db.system("measure the queues").await?;
    let queues = queues::all(&mut tx, app.clock.now()).await?;
    tx.commit().await?;
    Ok(queues)
}

pub(super) async fn write(app: &App, text: &mut Text) {
    let queues = app.metrics.queues.now(app).await;
    let help = "1 where the database answers, else 0.";
    let up = u8::from(queues.is_some());
    text.single("tessera_database_up", Kind::Gauge, help, up);
    let Some(queues) = queues else { return };
    let name = "tessera_queue_depth";
    text.family(name, Kind::Gauge, "What waits or is being worked on, by queue.");
    for queue in &queues {
        text.sample(name, &[("queue", &queue.name)], queue.waiting);
    }
    let name = "tessera_queue_oldest_age_seconds";
    text.family(
        name,
        Kind::Gauge,
        "For how long the oldest of a queue waits; 0 where nothing does.",
    );
    let now = app.clock.now();
    for queue in &queues {
        let age = queue
            .oldest
            .map_or(0, |oldest| (now - oldest).num_seconds().max(0));
        text.sample(name, &[("queue", &queue.name)], age);
    }
}
