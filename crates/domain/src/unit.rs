//! Batches and items of a model: how they are named, created and described.
//!
//! A unit is a passport below another one: a batch below its model, an item below a batch or the model. Which one that is
//! never changes. Numbers follow GS1 (General Specifications, application identifiers 10 and 21) also where the product has no
//! GTIN, so that it can get one later.

mod create;
mod csv;
mod field;
mod file;
mod name;
mod range;
#[cfg(test)]
mod tests;
mod view;

pub use create::{CreateUnits, NewUnit, NewUnits, Origin, UnitEntry};
pub use field::{Level, UNIT_FIELDS_MAX, UnitField, UnitKind, check_fields};
pub use file::{FILE_MAX, columns, text_of};
pub use name::{UnitName, batch_number, serial_number};
pub use range::UnitRange;
pub use view::{ChangeUnit, Created, ListUnits, UnitRow, UnitView, UnitsView};

/// The most units of one command.
pub const UNITS_MAX: usize = 10_000;
