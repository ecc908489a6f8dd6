//! What a law asks of a brand's products: how ready each is, where each data point comes from, and what is entered by hand.

mod board;
mod entry;
mod fields;
mod list;
mod mapping;
pub(super) mod parts;
mod point;
mod product;
mod sources;
mod suggestions;
#[cfg(test)]
mod tests;

pub use board::board_page;
pub use entry::entry_page;
pub use fields::{read_source, source_fields};
pub use list::list_page;
pub use mapping::{MappingFilter, Undo, mapping_page};
pub use point::point_page;
pub use product::product_page;
