//! Server functions: one file per area, each body one call of a port. All are POST under `/api/admin`.

pub mod account;
pub mod catalog;
pub mod connections;
pub mod passports;
pub mod templates;
