//! What laws ask of a passport, as versioned files, and what follows from them: suggested mappings, values brought into the form
//! that is asked for, and readiness.
//!
//! The types are in [`domain::profile`]; `docs/profiles.md` says how a profile is added. Pure: no I/O, no clock.

mod catalogue;
mod file;
mod resolve;
mod suggest;
mod transform;

pub use catalogue::{all, check, get, latest, rows};
pub use domain::profile::assess;
pub use resolve::{Known, resolve};
pub use suggest::suggest;
pub use transform::transform;
