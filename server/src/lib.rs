//! The server: services behind the ports of `app`, the HTTP surface, background jobs and the command line.
//!
//! `services` own the business operations and their transactions and know neither axum nor leptos; `http` translates
//! between the web and the services. Everything a process needs at run time hangs on [`app::App`].

pub mod app;
pub mod archive;
pub mod auth;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
pub mod country;
pub mod crypto;
pub mod demo;
pub mod dns;
pub mod embedded;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod metrics;
pub mod readers;
pub mod services;
pub mod shutdown;
pub mod telemetry;

#[cfg(test)]
mod testing;
