//! What is asked of the product list, and its answer.

use serde::{Deserialize, Serialize};

use super::Product;

/// Which products, and how much of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductQuery {
    /// What a person typed: matches the identifier or the name, see [`crate::Akeneo`].
    pub search: Option<String>,
    /// Only products of this family.
    pub family: Option<String>,
    /// Where the previous page ended. All other fields must stay the same.
    pub cursor: Option<Cursor>,
    /// Products per page, 1 to 100; 0 means 25.
    pub limit: u32,
    /// Channel code. **Also a filter**: only products in the channel's category tree are found.
    pub channel: Option<String>,
    /// Locale codes whose values are wanted; empty means all. The first one is the language names are searched in.
    pub locales: Vec<String>,
    /// Attributes whose values are wanted; `None` means all. Those that no longer exist are dropped and reported.
    pub attributes: Option<Vec<String>>,
    /// Label attributes to search names in; empty means those of all families concerned. Their values are always read.
    pub label_attributes: Vec<String>,
}

/// A place in a list, opaque to callers. Carries a path of the PIM only, never a host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One page of products.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductPage {
    /// The products. May be fewer than asked for even when there are more.
    pub products: Vec<Product>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// Requested attributes that the PIM does not have any more.
    pub dropped_attributes: Vec<String>,
}

/// A file from the PIM's media store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Content, as the PIM has it: sniff and re-encode before showing.
    pub bytes: bytes::Bytes,
    /// Media type the PIM states, in lower case, without parameters.
    pub content_type: Option<String>,
    /// Original file name.
    pub filename: String,
}
