//! Batches and items: passports below those of models, with numbers and values that people enter here.
//!
//! A unit is stored like any other passport, by [`crate::services::publish::Next`]: its versions are canonical, chained and
//! signed. Its document says what is true of its level alone; pages put it before what its parents say.

mod below;
mod change;
mod create;
mod fields;
mod show;
mod store;
#[cfg(test)]
mod tests;
mod work;

pub use change::change;
pub use create::create;
pub use fields::{UnitFields, save_fields, unit_fields};
pub use show::{get, list};
pub(in crate::services) use work::work;
