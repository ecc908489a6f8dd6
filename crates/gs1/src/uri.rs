//! GS1 Digital Link URIs, uncompressed.
//!
//! Source: GS1 Digital Link Standard: URI Syntax, release 1.7.0. Since 1.3 there are no alphabetic aliases (`/gtin/`),
//! since 1.4 a GTIN has its 14 digits.

mod build;
mod level;
mod parse;
mod percent;
mod problem;
mod rules;

pub(crate) use build::{check_stem, parameter};
pub use level::Granularity;
pub use parse::Leniency;
pub(crate) use parse::{Parts, split};
pub(crate) use percent::{decode_other, encode};
pub use problem::{UriError, UriProblem};

use crate::{Ai, Element, Gtin};

/// The stem of canonical links.
pub const CANONICAL_STEM: &str = "https://id.gs1.org";

/// A Digital Link taken apart: everything in it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitalLink {
    stem: String,
    /// The key, its qualifiers, then the attributes.
    elements: Vec<Element>,
    /// How many of them stand in the path.
    in_path: usize,
    others: Vec<String>,
    fragment: Option<String>,
}

impl DigitalLink {
    /// Scheme, host and any path before the key, without a slash at its end.
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// The primary key, such as a GTIN.
    pub fn key(&self) -> &Element {
        &self.elements[0]
    }

    /// What narrows the key down, in its order: variant, batch, serial number.
    pub fn qualifiers(&self) -> &[Element] {
        &self.elements[1..self.in_path]
    }

    /// What the query says in terms of application identifiers.
    pub fn attributes(&self) -> &[Element] {
        &self.elements[self.in_path..]
    }

    /// Key, qualifiers and attributes.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Parameters of the query that are not GS1's, such as `linkType`: name and value, still encoded.
    pub fn others(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.others.iter().map(|raw| match raw.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (raw.as_str(), None),
        })
    }

    /// What follows `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The value of an identifier, wherever it stands.
    pub fn get(&self, ai: Ai) -> Option<&str> {
        self.elements.iter().find(|e| e.ai() == ai).map(Element::value)
    }

    /// The GTIN, where that is the key.
    pub fn gtin(&self) -> Option<Gtin> {
        let key = self.key();
        (key.ai() == Ai::GTIN)
            .then(|| Gtin::parse(key.value()).ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests;
