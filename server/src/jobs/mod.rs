//! Background work: each job is idempotent, one file each, run by every process that works.

pub mod audit;
pub mod cleanup;
pub mod domains;
pub mod drift;
pub mod exports;
pub mod keys;
pub mod outbox;
pub mod publish;
pub mod readiness;
pub mod registry;
pub mod scans;
mod worker;

pub use worker::{Job, Outcome, work};

use std::sync::Arc;

/// Every job of the house.
pub fn all() -> Vec<Arc<dyn Job>> {
    let mut jobs: Vec<Arc<dyn Job>> = vec![
        Arc::new(outbox::Outbox),
        Arc::new(cleanup::Cleanup),
        Arc::new(audit::Audit),
        Arc::new(keys::Keys::default()),
        Arc::new(readiness::Readiness),
        Arc::new(registry::Registry),
        Arc::new(domains::Domains),
        Arc::new(scans::Scans::default()),
    ];
    // A publication can be long, and a PIM slow, so that others need not wait behind it.
    jobs.extend((0..drift::AT_ONCE).map(|_| Arc::new(drift::Drift) as Arc<dyn Job>));
    jobs.extend((0..exports::AT_ONCE).map(|_| Arc::new(exports::Exports) as Arc<dyn Job>));
    jobs.extend((0..publish::AT_ONCE).map(|_| Arc::new(publish::Publish) as Arc<dyn Job>));
    jobs
}
