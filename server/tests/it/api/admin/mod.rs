//! `/api/admin`: the server functions and resources of the dashboard.

mod access;
mod account;
mod catalog;
mod connections;
mod passports;
mod preview;
mod qr;
mod templates;
