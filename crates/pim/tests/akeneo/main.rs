//! The connector against a stateful look-alike of Akeneo: every fault and its outcome.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod breaker;
mod changes;
mod connection;
mod events;
mod faults;
mod labels;
mod oddities;
mod products;
mod search;
mod structure;
mod support;
mod tokens;
