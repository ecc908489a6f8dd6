//! Whether the database is there. Once it was found away nobody waits for it any more, until somebody who asks nothing else has
//! found it again.

use crate::{
    DbError,
    connect::{ANSWERS, Connector},
};
use diesel_async::SimpleAsyncConnection;
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(200);
/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is known of it.
#[derive(Default)]
pub(crate) struct Reach {
    away: AtomicBool,
}

impl Reach {
    /// Whether it was away a moment ago.
    pub(crate) fn is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed)
    }

    /// It did not answer: from now on it is looked for.
    pub(crate) fn lost(self: &Arc<Self>, connector: &Connector, detail: &str) {
        if !self.away.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                detail,
                "the database is away; what is in memory is served, the rest is refused"
            );
            tokio::spawn(look_for(Arc::downgrade(self), connector.clone()));
        }
    }
}

async fn look_for(reach: Weak<Reach>, connector: Connector) {
    // Nobody looks for it any more once the doors are gone.
    while reach.strong_count() > 0 {
        if matches!(timeout(PATIENCE, look(&connector)).await, Ok(Ok(()))) {
            break;
        }
        sleep(LOOK).await;
    }
    if let Some(reach) = reach.upgrade() {
        reach.away.store(false, Ordering::Relaxed);
        tracing::info!("the database is back");
    }
}

async fn look(connector: &Connector) -> Result<(), DbError> {
    match connector.connect().await {
        Ok(mut connection) => Ok(connection.batch_execute("SELECT 1").await?),
        // Whoever says that there is no room for us is there, and those who are in may go on.
        Err(error) if error.to_string().contains(ANSWERS) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
