//! Batches and items: the list below a model, creating them, one with its values, and the fields that a template gives them.

mod create;
mod fields;
mod list;
mod parts;
#[cfg(test)]
mod tests;
mod unit;

pub use create::new_units_page;
pub use fields::{UnitFieldsForm, read_unit_fields, typed_unit_fields, unit_fields_page};
pub use list::units_page;
pub use unit::unit_page;
