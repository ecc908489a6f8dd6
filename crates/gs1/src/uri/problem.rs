//! What can be wrong with a Digital Link, in plain words.

use std::fmt;

use crate::Ai;
use crate::value::ValueError;

/// A text that is not a Digital Link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriError {
    /// The offset in the text, in bytes, at which the problem is; nothing where there is no text.
    pub at: Option<usize>,
    /// What is wrong.
    pub problem: UriProblem,
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "At character {}: {}", at + 1, self.problem),
            None => self.problem.fmt(f),
        }
    }
}

impl std::error::Error for UriError {}

/// What is wrong with a Digital Link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriProblem {
    /// A character that no address may contain.
    #[error("{0:?} may not stand in a web address.")]
    Character(char),
    /// It does not begin with `https://` or `http://`.
    #[error("A Digital Link begins with https:// or http://, in small or in capital letters throughout.")]
    Scheme,
    /// No host, or one with a character that hosts do not have.
    #[error("The host is missing or has a character that hosts do not have.")]
    Host,
    /// No primary key in the path.
    #[error("The path has no GS1 key, such as /01/ and a GTIN with 14 digits.")]
    NoKey,
    /// An alphabetic alias for an identifier.
    #[error("/{name}/ is no longer in the standard; write /{ai}/.")]
    Alias {
        /// The alias.
        name: &'static str,
        /// What took its place.
        ai: &'static str,
    },
    /// A slash at the end.
    #[error("The path ends in a slash.")]
    TrailingSlash,
    /// A GTIN of 8, 12 or 13 digits.
    #[error("A Digital Link carries the GTIN with 14 digits; fill it up with zeros in front.")]
    ShortGtin,
    /// A percent sign without two hexadecimal digits after it.
    #[error("After a percent sign come two hexadecimal digits.")]
    Percent,
    /// A plus sign in the query, which means a space.
    #[error("A plus sign means a space here, which no value has; write %2B for a plus.")]
    Plus,
    /// A value is not allowed.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// Not a qualifier of this key.
    #[error("({ai}) does not qualify ({key}).")]
    NotQualifier {
        /// The identifier.
        ai: Ai,
        /// The key.
        key: Ai,
    },
    /// Qualifiers out of their order, or of two sequences.
    #[error("The qualifiers of ({key}) are out of order; in order they are {order}.")]
    Order {
        /// The key.
        key: Ai,
        /// The sequences.
        order: String,
    },
    /// A parameter that consists of digits but is no identifier.
    #[error("There is no application identifier {0}.")]
    Unknown(String),
    /// An identifier that cannot stand in the query.
    #[error("({0}) may not stand in the query.")]
    NotAttribute(Ai),
    /// A qualifier in the query.
    #[error("({0}) qualifies the key and belongs in the path.")]
    BelongsInPath(Ai),
    /// The same identifier twice.
    #[error("({0}) appears twice.")]
    Duplicate(Ai),
    /// Two that must not stand together.
    #[error("({0}) and ({1}) must not describe the same thing.")]
    Conflict(Ai, Ai),
    /// An identifier that is not a primary key stands where one is wanted.
    #[error("({0}) is not a key.")]
    NotKey(Ai),
    /// The stem is not an address without query and fragment.
    #[error("The stem of a Digital Link is an address of http or https without query and fragment.")]
    Stem,
}
