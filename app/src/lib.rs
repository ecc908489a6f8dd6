//! What people see. Two roots: [`admin::AdminApp`], rendered on the server and hydrated in the browser, and the
//! script-free pages of [`public`], [`account`] and [`desk`], rendered to a string and sent as they are.
//!
//! The crate knows no database, no HTTP client and no vendor: it declares ports in [`backend`], and the server implements
//! them per request, bound to the caller.

// Leptos views are deep types.
#![recursion_limit = "512"]

pub mod account;
pub mod admin;
pub mod api;
pub mod backend;
pub mod desk;
pub mod error;
pub mod public;
pub mod routes;
pub mod ui;

pub use error::AppError;
