//! Compressed Digital Links: the same data in one base64url segment of the path.
//!
//! Source: GS1 Digital Link Standard: Compression, release 1.0.0, with what its text leaves open taken from GS1's
//! compression prototype (October 2025), against whose results the tests compare.

mod bits;
mod decode;
mod encode;
mod fields;
mod sequences;

use crate::uri::{Parts, split};
use crate::{DigitalLink, Element, Leniency, UriError, ValueError};
use bits::Reader;

/// How to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// Use the codes that stand for frequent groups of identifiers.
    pub optimise: bool,
    /// Leave the key readable: `/01/09520123456788/…`.
    pub key_in_clear: bool,
    /// Compress parameters that are not GS1's as well, as far as they can be.
    pub others: bool,
}

impl Default for Compression {
    fn default() -> Self {
        Self {
            optimise: true,
            key_in_clear: false,
            others: false,
        }
    }
}

/// Why a link was not compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompressError {
    /// The identifiers are ordered anew, after which another one would be the key or a qualifier; or the stem ends in
    /// what looks like a key in clear.
    #[error("Compressed, this link would say something else; leave its key in clear or do not compress it.")]
    Ambiguous,
}

/// Why a text is not a compressed link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecompressError {
    /// No address, or data that makes no link.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// A value is not allowed.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The last segment of the path is not base64url.
    #[error("The last part of the path is not compressed data.")]
    Alphabet,
    /// The data ends before a value does.
    #[error("The compressed data ends too early.")]
    Truncated,
    /// Bits after the data that are not the zeros that fill the last character.
    #[error("There is something after the compressed data.")]
    Padding,
    /// A code that stands for nothing.
    #[error("The compressed data has a code that stands for nothing.")]
    Code,
    /// A number with more digits than it says it has.
    #[error("The compressed data has a number with too many digits.")]
    Number,
}

/// Compresses a link.
///
/// ```
/// use gs1::{Compression, DigitalLink, compress};
/// let link = DigitalLink::parse("https://id.gs1.org/01/09520123456788/21/12345").unwrap();
/// let text = compress(&link, Compression::default()).unwrap();
/// assert_eq!(DigitalLink::decompress(&text), Ok(link));
/// ```
pub fn compress(link: &DigitalLink, how: Compression) -> Result<String, CompressError> {
    let clear = usize::from(how.key_in_clear);
    let data = &link.elements()[clear..];
    let (packed, kept): (Vec<_>, Vec<_>) = link
        .raw_others()
        .iter()
        .partition(|raw| how.others && encode::other(raw).is_some());
    let segment = encode::segment(
        data,
        packed.iter().filter_map(|raw| encode::other(raw)),
        how.optimise,
    );
    let mut text = link.stem().to_owned();
    if how.key_in_clear {
        text.push_str(&link.key_path());
    }
    if !segment.is_empty() {
        text.push('/');
        text.push_str(&segment);
    }
    for (n, raw) in kept.into_iter().enumerate() {
        text.push(if n == 0 { '?' } else { '&' });
        text.push_str(raw);
    }
    if let Some(fragment) = link.fragment() {
        text.push('#');
        text.push_str(fragment);
    }
    if survives(link, &text) {
        Ok(text)
    } else {
        Err(CompressError::Ambiguous)
    }
}

/// Whether the same stem, path and attributes come out again. A stem may end in what looks like a key in clear.
fn survives(link: &DigitalLink, text: &str) -> bool {
    let again = DigitalLink::parse_any(text, Leniency::NONE);
    again.is_ok_and(|(again, _)| again.stem() == link.stem() && again.canonical() == link.canonical())
}

impl DigitalLink {
    /// Reads a compressed link, with or without its key in clear.
    pub fn decompress(text: &str) -> Result<Self, DecompressError> {
        let parts = split(text)?;
        let (before, segment) = parts.path.rsplit_once('/').ok_or(DecompressError::Alphabet)?;
        if segment.is_empty() {
            return Err(DecompressError::Alphabet);
        }
        let (data, others) = decode::all(Reader::new(segment)?)?;
        let stem_end = parts.path_at + before.len();
        let (stem, clear) = key_in_clear(text, &parts, stem_end);
        let link = Self::from_elements(stem, clear.into_iter().chain(data).collect())?;
        Ok(link.with_query(&parts)?.with_raw_others(others))
    }

    /// Reads a link that may be compressed; says whether it was.
    pub fn parse_any(text: &str, leniency: Leniency) -> Result<(Self, bool), UriError> {
        match Self::parse_leniently(text, leniency) {
            Ok(link) => Ok((link, false)),
            Err(error) => Self::decompress(text).map(|link| (link, true)).map_err(|_| error),
        }
    }
}

/// The key before the compressed segment, if it stands there, and the stem before it.
fn key_in_clear<'a>(text: &'a str, parts: &Parts<'_>, end: usize) -> (&'a str, Option<Element>) {
    let with_key = DigitalLink::parse(&text[..end])
        .ok()
        .filter(|link| link.elements().len() == 1);
    match with_key {
        Some(link) if link.stem().len() <= end => (&text[..link.stem().len()], Some(link.key().clone())),
        _ => (&text[..end.max(parts.path_at)], None),
    }
}

#[cfg(test)]
mod tests;
