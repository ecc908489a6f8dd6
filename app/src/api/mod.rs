//! Server functions: one file per area, each body one call of a port. All are POST under `/api/admin`.

#![expect(
    missing_docs,
    reason = "the server macro makes structs with undocumented fields out of the arguments"
)]

pub mod account;
pub mod catalog;
pub mod connections;
pub mod passports;
pub mod templates;
