//! Background work: each job is idempotent, one file each, run by every process that works.

pub mod cleanup;
pub mod outbox;
