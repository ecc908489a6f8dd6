//! The guarded client against servers and names that mean harm: contracts.md 6.7.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod bodies;
mod names;
mod server;
mod tls;
