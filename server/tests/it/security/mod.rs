//! What holds for the whole site: who may reach what, the headers of every answer, and that no secret lies about.

mod canary;
mod headers;
mod inventory;
mod matrix;

pub(crate) use inventory::routes_for_programs;
