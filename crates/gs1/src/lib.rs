//! GS1 identifiers: Global Trade Item Numbers and the Digital Link paths built from them.
//!
//! Source: GS1 General Specifications (check digits) and GS1 Digital Link URI Syntax 1.7. Pure, no I/O.

mod gtin;
mod link;

pub use gtin::{Gtin, GtinError};
pub use link::{LinkError, gtin_path, parse_gtin_path};
