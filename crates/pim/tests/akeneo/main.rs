//! The connector against a stateful look-alike of Akeneo: every fault and its outcome.

mod connection;
mod faults;
mod products;
mod search;
mod structure;
mod support;
mod tokens;
