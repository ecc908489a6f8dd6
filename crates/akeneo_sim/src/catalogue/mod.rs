//! The made-up catalogue: everything follows from a product's index, nothing is random.

mod assets;
mod attributes;
mod categories;
mod families;
mod groups;
mod gtin;
pub(crate) mod ids;
mod kinds;
mod media_library;
mod options;
mod products;
mod records;
mod settings;
mod stock;
mod tables;
mod text;
mod values;
mod world;

pub(crate) use assets::AssetFamily;
pub(crate) use attributes::Attribute;
pub(crate) use families::requirements;
pub(crate) use kinds::ProductKind;
pub(crate) use media_library::{MediaContent, MediaFile, Picture, View};
pub(crate) use options::attribute_options;
pub(crate) use products::identifies;
pub(crate) use records::ReferenceEntity;
pub(crate) use stock::Order;
pub(crate) use text::LOCALES;
pub(crate) use values::{Entry, Values};
pub(crate) use world::{Line, Model, Product, World};

pub use gtin::{INVALID_GTIN_INDEX, has_gtin};
