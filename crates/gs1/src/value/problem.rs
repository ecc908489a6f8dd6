//! What can be wrong with a value, in plain words.

use crate::Ai;

/// A value that its application identifier may not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The value of ({ai}) is wrong at character {}: {problem}", at + 1)]
pub struct ValueError {
    /// Whose value it is.
    pub ai: Ai,
    /// The offset in the value, in bytes, at which the problem is.
    pub at: usize,
    /// What is wrong there.
    pub problem: ValueProblem,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueProblem {
    /// Nothing is there.
    #[error("it is empty.")]
    Empty,
    /// Fewer characters than it has to have.
    #[error("it is too short; it needs {min} characters.")]
    TooShort {
        /// The least number of characters.
        min: usize,
    },
    /// More characters than it may have.
    #[error("it is too long; it may have {max} characters.")]
    TooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// A character outside its set.
    #[error("{character:?} is not allowed; it takes {allowed}.")]
    Character {
        /// The character.
        character: char,
        /// What may stand there.
        allowed: &'static str,
    },
    /// The check digit does not follow from the digits before it.
    #[error("the check digit is {found} but should be {expected}.")]
    CheckDigit {
        /// The digit that stands there.
        found: u8,
        /// The digit that the others ask for.
        expected: u8,
    },
    /// The two check characters do not follow from the characters before them.
    #[error("the check characters should be {}{}.", expected[0], expected[1])]
    CheckPair {
        /// The pair that the others ask for.
        expected: [char; 2],
    },
    /// The GS1 Company Prefix is not digits.
    #[error("a GS1 Company Prefix begins with four digits.")]
    Prefix,
    /// A month other than 01 to 12.
    #[error("there is no such month.")]
    Month,
    /// A day that the month does not have.
    #[error("there is no such day.")]
    Day,
    /// An hour after 23.
    #[error("there is no such hour.")]
    Hour,
    /// A minute or second after 59.
    #[error("there is no such minute or second.")]
    Minute,
    /// Not a code of the list it comes from.
    #[error("{0}")]
    Code(&'static str),
}
