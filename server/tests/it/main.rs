//! The integration tests, laid out by URL: each drives the whole router over a real PostgreSQL, and the Akeneo look-alike where
//! a PIM is needed.

mod account;
mod admin;
mod api;
mod audit;
mod drift;
mod labels;
mod probes;
mod public;
mod readiness;
mod registry;
mod security;
mod settings;
mod support;
mod team;
mod units;
mod verify;
mod webhooks;
