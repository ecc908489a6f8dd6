//! Building a Digital Link, and writing one.

use std::fmt::{self, Write as _};

use super::parse::split;
use super::{CANONICAL_STEM, DigitalLink, UriError, UriProblem, percent, rules};
use crate::value::ValueError;
use crate::{Ai, Element, Gtin};

fn no_place(problem: UriProblem) -> UriError {
    UriError { at: None, problem }
}

impl From<ValueError> for UriError {
    fn from(error: ValueError) -> Self {
        no_place(error.into())
    }
}

impl DigitalLink {
    /// The link of a trade item, of a batch of it, or of one piece.
    pub fn of_item(
        stem: &str,
        gtin: Gtin,
        batch: Option<&str>,
        serial: Option<&str>,
    ) -> Result<Self, UriError> {
        let mut elements = vec![Element::new(Ai::GTIN, gtin.to_digits())?];
        for (ai, value) in [(Ai::BATCH, batch), (Ai::SERIAL, serial)] {
            if let Some(value) = value {
                elements.push(Element::new(ai, value)?);
            }
        }
        Self::from_elements(stem, elements)
    }

    /// The link of any elements, such as those that a symbol carries, in any order.
    ///
    /// The first key among them is the key; as many as can be are its qualifiers; the others become attributes, those of
    /// predefined length first.
    pub fn from_elements(stem: &str, elements: Vec<Element>) -> Result<Self, UriError> {
        let key_at = elements.iter().position(|e| e.ai().entry().is_key());
        let key_at = key_at.ok_or_else(|| no_place(UriProblem::NoKey))?;
        rules::together(&elements).map_err(|(_, problem)| no_place(problem))?;
        let mut rest = elements;
        let mut ordered = vec![rest.remove(key_at)];
        for ai in best_sequence(ordered[0].ai(), &rest) {
            if let Some(at) = rest.iter().position(|e| e.ai() == *ai) {
                ordered.push(rest.remove(at));
            }
        }
        let in_path = ordered.len();
        // As the reference does, because a symbol with the same order needs fewer separators.
        rest.sort_by_key(|e| !e.ai().entry().predefined_length);
        rest.iter()
            .try_for_each(|e| rules::attribute(e.ai(), &ordered))
            .map_err(no_place)?;
        ordered.extend(rest);
        Ok(Self {
            stem: check_stem(stem)?,
            elements: ordered,
            in_path,
            others: vec![],
            fragment: None,
        })
    }

    /// The same on another stem.
    pub fn with_stem(mut self, stem: &str) -> Result<Self, UriError> {
        self.stem = check_stem(stem)?;
        Ok(self)
    }

    /// The same with a parameter that is not GS1's, such as `linkType`, its value not yet encoded.
    ///
    /// Nothing where the name consists of digits, which would make it an identifier, or is empty.
    pub fn with_other(mut self, name: &str, value: &str) -> Option<Self> {
        self.others.push(parameter(name, value)?);
        Some(self)
    }

    /// The parameters that are not GS1's, as they stand in the query.
    pub(crate) fn raw_others(&self) -> &[String] {
        &self.others
    }

    /// The key alone as a path.
    pub(crate) fn key_path(&self) -> String {
        let mut path = String::new();
        push(&mut path, '/', self.key(), '/');
        path
    }

    /// Key and qualifiers as a path: `/01/09520123456788/21/A1`.
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(64);
        for e in &self.elements[..self.in_path] {
            push(&mut path, '/', e, '/');
        }
        path
    }

    /// The canonical form (URI Syntax, 4.11): on `id.gs1.org`, with nothing but identifiers.
    ///
    /// The attributes are in the order of their identifiers, so that equal links have equal texts.
    pub fn canonical(&self) -> String {
        self.on(CANONICAL_STEM)
    }

    /// The canonical form, on another stem.
    pub fn canonical_on(&self, stem: &str) -> Result<String, UriError> {
        Ok(self.on(&check_stem(stem)?))
    }

    fn on(&self, stem: &str) -> String {
        let mut text = format!("{stem}{}", self.path());
        let mut attributes: Vec<_> = self.attributes().iter().collect();
        attributes.sort();
        for (n, e) in attributes.into_iter().enumerate() {
            push(&mut text, if n == 0 { '?' } else { '&' }, e, '=');
        }
        text
    }
}

/// The whole link again: what was not GS1's is kept, after the identifiers.
impl fmt::Display for DigitalLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("{}{}", self.stem, self.path());
        let mut before = '?';
        for e in self.attributes() {
            push(&mut text, before, e, '=');
            before = '&';
        }
        for other in &self.others {
            text.push(before);
            text.push_str(other);
            before = '&';
        }
        if let Some(fragment) = &self.fragment {
            text.push('#');
            text.push_str(fragment);
        }
        f.write_str(&text)
    }
}

fn push(text: &mut String, before: char, e: &Element, between: char) {
    // Writing to a text cannot fail.
    let _ = write!(text, "{before}{}{between}{}", e.ai(), percent::encode(e.value()));
}

/// A parameter that is not GS1's, encoded; nothing where its name is empty or a number.
pub(crate) fn parameter(name: &str, value: &str) -> Option<String> {
    let numeric = name.bytes().all(|b| b.is_ascii_digit());
    (!numeric).then(|| format!("{}={}", percent::encode(name), percent::encode(value)))
}

/// The sequence of a key that takes up the most of the elements; the first of equals.
fn best_sequence(key: Ai, elements: &[Element]) -> &'static [Ai] {
    let taken = |s: &&&[Ai]| {
        s.iter()
            .filter(|ai| elements.iter().any(|e| e.ai() == **ai))
            .count()
    };
    key.entry()
        .qualifiers
        .unwrap_or_default()
        .iter()
        .rev()
        .max_by_key(taken)
        .copied()
        .unwrap_or_default()
}

/// An address without query and fragment; slashes at its end are left out.
pub(crate) fn check_stem(stem: &str) -> Result<String, UriError> {
    let parts = split(stem)?;
    if parts.query.is_some() || parts.fragment.is_some() {
        return Err(no_place(UriProblem::Stem));
    }
    Ok(stem.trim_end_matches('/').to_owned())
}
