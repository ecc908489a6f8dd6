//! What a PIM contains, independent of the PIM's make. Everything here is cached as JSON.

mod attribute_type;
mod product;
mod query;
mod report;
mod structure;
mod value;

pub use attribute_type::AttributeType;
pub use product::{Completeness, Product, ProductKey};
pub use query::{Cursor, MediaFile, ProductPage, ProductQuery};
pub use report::{Check, ConnectionReport, Outcome};
pub use structure::{
    Attribute, AttributeGroup, AttributeOption, Channel, Family, Labels, Locale, MeasurementFamily,
    MeasurementUnit, TableColumn, TableOption,
};
pub use value::{LinkedOption, Price, ScopedValue, ValueData, Values, interpret};
