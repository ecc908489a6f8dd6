//! GS1 identifiers: application identifiers, Global Trade Item Numbers, element strings and Digital Links.
//!
//! Sources: GS1 General Specifications 26; GS1 Digital Link Standard: URI Syntax 1.7.0 and Compression 1.0.0; GS1-Conformant
//! Resolver 1.2; GS1 Web Vocabulary 1.16; GS1 Barcode Syntax Dictionary, July 2026. Pure, no I/O; what a program does not call is not in it.

mod ai;
mod compress;
mod element;
mod element_string;
mod gtin;
mod link;
mod link_type;
mod linkset;
mod resolver;
mod uri;
mod value;

pub use ai::{Ai, Entry};
pub use compress::{CompressError, Compression, DecompressError, compress};
pub use element::{Element, Missing, conflict, missing};
pub use element_string::{
    ElementStringError, GROUP_SEPARATOR, parse_bracketed, parse_symbol, to_bracketed, to_symbol,
};
pub use gtin::{Gtin, GtinError};
pub use link::{LinkError, gtin_path, parse_gtin_path};
pub use link_type::{GS1_VOCABULARY, LinkType};
pub use linkset::{LINKSET_JSON, LinkContext, Linkset, Target};
pub use resolver::{Address, Contact, DESCRIPTION_PATH, LINKSET_CONTEXT, ResolverDescription, Vocabulary};
pub use uri::{CANONICAL_STEM, DigitalLink, Granularity, Leniency, UriError, UriProblem};
pub use value::{ValueError, ValueProblem, check_digit_of, check_pair_of, check_value};
