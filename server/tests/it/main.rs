//! The integration tests, laid out by URL: each drives the whole router over a real PostgreSQL, and the Akeneo look-alike where
//! a PIM is needed.

mod access;
mod account;
mod admin;
mod api;
mod audit;
mod domains;
mod drift;
mod insight;
mod labels;
mod metrics;
mod packs;
mod passports;
mod probes;
mod public;
mod readiness;
mod registry;
mod security;
mod settings;
mod support;
mod team;
mod telemetry;
mod units;
mod verify;
mod webhooks;
