//! What a PIM contains, independent of the PIM's make. Everything here is cached as JSON.

mod attribute_type;
mod change;
mod decimal;
mod entity;
mod labels;
mod product;
mod query;
mod report;
mod structure;
mod units;
mod value;
mod variant;

pub use attribute_type::AttributeType;
pub use change::{Change, ChangeCursor, ChangePage, Changed, Watched};
pub use entity::{AssetFamily, EntityAttribute, MainMedia, Record, ReferenceEntity, ShareLink};
pub use labels::{LabelBook, Needs, readable};
pub use product::{Completeness, Product, ProductKey};
pub use query::{Cursor, MediaFile, ProductPage, ProductQuery};
pub use report::{Check, ConnectionReport, Outcome};
pub use structure::{
    Attribute, AttributeGroup, AttributeOption, Channel, Family, Labels, Locale, TableColumn, TableOption,
};
pub use units::{Conversion, MeasurementFamily, MeasurementUnit};
pub use value::{LinkedOption, Price, ScopedValue, ValueData, Values, interpret};
pub use variant::{FamilyVariant, Lineage, Origin, ProductModel, VariantSet};
