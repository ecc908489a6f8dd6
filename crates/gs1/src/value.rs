//! Whether a value is one that its application identifier may have.

mod check;
mod codes;
mod dates;
mod problem;

pub use check::{check_digit_of, check_pair_of};
pub use problem::{ValueError, ValueProblem};

use crate::Ai;
use crate::ai::{Charset, Part, Rule};

/// Checks length, characters and rules of a value (General Specifications, 3 and 7.11).
pub fn check_value(ai: Ai, value: &str) -> Result<(), ValueError> {
    let fail = |(at, problem)| ValueError { ai, at, problem };
    let bytes = value.as_bytes();
    if bytes.is_empty() {
        return Err(fail((0, ValueProblem::Empty)));
    }
    let mut at = 0;
    for part in ai.entry().parts {
        let rest = &bytes[at..];
        if rest.is_empty() && part.optional {
            break;
        }
        let taken = &rest[..rest.len().min(usize::from(part.max))];
        check_part(*part, taken, value, at, ai).map_err(fail)?;
        at += taken.len();
    }
    if at < bytes.len() {
        let max = ai.entry().parts.iter().map(|p| usize::from(p.max)).sum();
        return Err(fail((at, ValueProblem::TooLong { max })));
    }
    Ok(())
}

type Found = Result<(), (usize, ValueProblem)>;

fn check_part(part: Part, taken: &[u8], value: &str, at: usize, ai: Ai) -> Found {
    if let Some(n) = taken.iter().position(|b| !part.set.has(*b)) {
        // Everything before it is ASCII, so that a byte is a character.
        let character = value[at + n..].chars().next().unwrap_or('\u{fffd}');
        return Err((
            at + n,
            ValueProblem::Character {
                character,
                allowed: part.set.name(),
            },
        ));
    }
    if taken.len() < usize::from(part.min) {
        let min = ai
            .entry()
            .parts
            .iter()
            .filter(|p| !p.optional)
            .map(|p| usize::from(p.min))
            .sum::<usize>();
        return Err((
            at + taken.len(),
            ValueProblem::TooShort {
                min: min.max(at + usize::from(part.min)),
            },
        ));
    }
    part.rules
        .iter()
        .try_for_each(|rule| rule.check(taken).map_err(|(n, problem)| (at + n, problem)))
}

impl Charset {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Set82 => check::weight(byte).is_some(),
            Self::Set39 => byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"#-/".contains(&byte),
            Self::Base64Url => byte.is_ascii_alphanumeric() || b"-_=".contains(&byte),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Set82 => "the letters, digits and signs of GS1 character set 82",
            Self::Set39 => "capital letters, digits and # - /",
            Self::Base64Url => "letters, digits and - _ =",
        }
    }
}

impl Rule {
    fn check(self, data: &[u8]) -> Found {
        match self {
            Self::CheckDigit => check::digit(data),
            Self::CheckPair => check::pair(data),
            Self::Prefix => check::prefix(data, 0),
            Self::PrefixAfterFirst => check::prefix(data, 1),
            Self::Iban => check::iban(data),
            Self::Date => dates::short(data, false),
            Self::DateOrMonth => dates::short(data, true),
            Self::LongDate => dates::long(data),
            Self::Hour => dates::below(data, 24, ValueProblem::Hour),
            Self::Minute => dates::below(data, 60, ValueProblem::Minute),
            Self::HourMinute => dates::hour_minute(data),
            _ => codes::check(self, data),
        }
    }
}

#[cfg(test)]
mod tests;
