//! Background work: each job is idempotent, one file each, run by every process that works.

pub mod cleanup;
pub mod keys;
pub mod outbox;
mod worker;

pub use worker::{Job, Outcome, work};

use std::sync::Arc;

/// Every job of the house.
pub fn all() -> Vec<Arc<dyn Job>> {
    vec![Arc::new(outbox::Outbox), Arc::new(cleanup::Cleanup), Arc::new(keys::Keys::default())]
}
