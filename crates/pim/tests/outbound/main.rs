//! The guarded client against servers and names that mean harm: contracts.md 6.7.

mod bodies;
mod names;
mod server;
mod tls;
