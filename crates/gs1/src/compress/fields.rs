//! How the value of each identifier is laid out in bits (Compression, table F).

use crate::Ai;
use crate::ai::{Charset, Part};

/// A run of characters that is encoded in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// So many digits.
    Digits(usize),
    /// Up to so many digits.
    DigitsUpTo(usize),
    /// So many characters.
    Text(usize),
    /// Up to so many characters.
    TextUpTo(usize),
}

impl Field {
    pub(super) const fn max(self) -> usize {
        match self {
            Self::Digits(n) | Self::DigitsUpTo(n) | Self::Text(n) | Self::TextUpTo(n) => n,
        }
    }

    const fn of(part: &Part) -> Self {
        let max = part.max as usize;
        let fixed = part.min == part.max && !part.optional;
        match (part.set, fixed) {
            (Charset::Digits, true) => Self::Digits(max),
            (Charset::Digits, false) => Self::DigitsUpTo(max),
            (_, true) => Self::Text(max),
            (_, false) => Self::TextUpTo(max),
        }
    }

    /// Neighbours of one kind are one field, except that a fixed number stays apart from a varying one.
    const fn joined(self, next: Self) -> Option<Self> {
        match (self, next) {
            (Self::Digits(a), Self::Digits(b)) => Some(Self::Digits(a + b)),
            (Self::DigitsUpTo(a), Self::DigitsUpTo(b)) => Some(Self::DigitsUpTo(a + b)),
            (Self::Text(a), Self::Text(b)) => Some(Self::Text(a + b)),
            (Self::Text(a) | Self::TextUpTo(a), Self::TextUpTo(b)) => Some(Self::TextUpTo(a + b)),
            _ => None,
        }
    }
}

/// The fields of an identifier's value.
pub(super) fn fields(ai: Ai) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::with_capacity(2);
    for next in ai.entry().parts.iter().map(Field::of) {
        match fields.last().and_then(|last| last.joined(next)) {
            Some(joined) => {
                fields.pop();
                fields.push(joined);
            }
            None => fields.push(next),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::Field::{Digits, DigitsUpTo, Text, TextUpTo};
    use super::*;

    #[test]
    fn parts_join_as_in_the_table_of_the_standard() {
        for (ai, expected) in [
            ("01", &[Digits(14)][..]),
            ("21", &[TextUpTo(20)]),
            ("253", &[Digits(13), TextUpTo(17)]),
            ("255", &[Digits(13), DigitsUpTo(12)]),
            ("423", &[Digits(3), DigitsUpTo(12)]),
            ("4309", &[Digits(20)]),
            ("7003", &[Digits(10)]),
            ("7007", &[Digits(6), DigitsUpTo(6)]),
            ("7040", &[Digits(1), Text(3)]),
            ("7230", &[TextUpTo(30)]),
            ("8003", &[Digits(14), TextUpTo(16)]),
            ("8006", &[Digits(18)]),
            ("8008", &[Digits(8), DigitsUpTo(4)]),
            ("3931", &[Digits(3), DigitsUpTo(15)]),
        ] {
            assert_eq!(fields(Ai::parse(ai).unwrap()), expected, "{ai}");
        }
    }
}
