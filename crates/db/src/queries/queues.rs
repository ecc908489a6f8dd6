//! How much waits to be done, of all brands together, through the system door. For whoever watches the house: no names.

use crate::DbError;
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Queue {
    /// Its name, of a short list.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// How much waits or is being worked on.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Since when the oldest of it waits.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest: Option<DateTime<Utc>>,
}

/// All queues, each of them also where it is empty. Every part of it reads an index of what is not done.
pub async fn all(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Vec<Queue>, DbError> {
    let queues = sql_query(
        "SELECT 'publish' AS name, count(*) AS waiting, min(created_at) AS oldest FROM jobs WHERE state IN ('queued', 'running')
         UNION ALL
         SELECT 'exports', count(*), min(created_at) FROM exports WHERE state IN ('queued', 'running')
         UNION ALL
         SELECT 'outbox', count(*), min(created_at) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL
         UNION ALL
         SELECT 'pim_events', count(*), min(received_at) FROM pim_events WHERE product IS NOT NULL AND handled_at IS NULL
         UNION ALL
         SELECT 'polls', count(*), min(next_run_at) FROM polls WHERE next_run_at <= $1",
    )
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    Ok(queues)
}
