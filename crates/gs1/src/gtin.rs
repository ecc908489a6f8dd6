//! The Global Trade Item Number.

use std::{fmt, str::FromStr};

/// A GTIN with a valid check digit, held in its 14-digit form.
///
/// GTIN-8, -12 and -13 are the same numbers with leading zeros (GS1 General Specifications, 3.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gtin([u8; 14]);

/// Why a text is not a GTIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// The text is empty.
    #[error("A GTIN is missing.")]
    Empty,
    /// A character other than a digit, a space or a hyphen.
    #[error("A GTIN has digits only.")]
    NotDigits,
    /// Not 8, 12, 13 or 14 digits.
    #[error("A GTIN has 8, 12, 13 or 14 digits; this one has {0}.")]
    Length(usize),
    /// The last digit does not follow from the others.
    #[error("The check digit is {found} but should be {expected}.")]
    CheckDigit {
        /// The digit that stands there.
        found: u8,
        /// The digit that the others ask for.
        expected: u8,
    },
    /// Every digit is zero.
    #[error("A GTIN cannot be all zeros.")]
    Zero,
}

impl Gtin {
    /// Parses 8, 12, 13 or 14 digits; spaces and hyphens between them are passed over.
    pub fn parse(input: &str) -> Result<Self, GtinError> {
        let mut digits = Vec::with_capacity(14);
        for c in input.trim().chars() {
            match c {
                ' ' | '-' => {}
                '0'..='9' => digits.push(c as u8 - b'0'),
                _ => return Err(GtinError::NotDigits),
            }
        }
        match digits.len() {
            0 => return Err(GtinError::Empty),
            8 | 12 | 13 | 14 => {}
            n => return Err(GtinError::Length(n)),
        }
        let mut padded = [0u8; 14];
        padded[14 - digits.len()..].copy_from_slice(&digits);
        if padded.iter().all(|d| *d == 0) {
            return Err(GtinError::Zero);
        }
        let (found, expected) = (padded[13], check_digit(&padded[..13]));
        if found == expected {
            Ok(Self(padded))
        } else {
            Err(GtinError::CheckDigit { found, expected })
        }
    }

    /// The 14 digits, leading zeros included: the only form a Digital Link carries.
    pub fn to_digits(self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }
}

/// The check digit for the digits before it: weights 3 and 1 from the right, modulo 10.
pub fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| u32::from(*d) * if i % 2 == 0 { 3 } else { 1 })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_digits())
    }
}

impl fmt::Debug for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gtin({self})")
    }
}

impl FromStr for Gtin {
    type Err = GtinError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::parse(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_general_specifications_parse() {
        for (input, digits) in [
            ("9520123456788", "09520123456788"),
            ("09520123456788", "09520123456788"),
            ("96385074", "00000096385074"),
            ("614141007349", "00614141007349"),
            (" 9520-1234 56788 ", "09520123456788"),
        ] {
            assert_eq!(Gtin::parse(input).unwrap().to_digits(), digits, "{input}");
        }
    }

    #[test]
    fn each_mistake_is_named() {
        assert_eq!(Gtin::parse("  "), Err(GtinError::Empty));
        assert_eq!(Gtin::parse("95201234567A8"), Err(GtinError::NotDigits));
        assert_eq!(Gtin::parse("952012345"), Err(GtinError::Length(9)));
        assert_eq!(Gtin::parse("00000000"), Err(GtinError::Zero));
        assert_eq!(
            Gtin::parse("9520123456789"),
            Err(GtinError::CheckDigit {
                found: 9,
                expected: 8
            })
        );
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_panic(s in ".*") { let _ = Gtin::parse(&s); }

        #[test]
        fn thirteen_digits_and_their_check_digit_are_a_gtin(d in proptest::collection::vec(0u8..10, 13)) {
            prop_assume!(d.iter().any(|x| *x != 0));
            let mut all = d.clone();
            all.push(check_digit(&d));
            let text: String = all.iter().map(|x| char::from(b'0' + x)).collect();
            prop_assert_eq!(Gtin::parse(&text).unwrap().to_digits(), text);
        }

        #[test]
        fn one_wrong_digit_is_always_found(d in proptest::collection::vec(0u8..10, 13), at in 0usize..13, by in 1u8..10) {
            let mut all = d.clone();
            all.push(check_digit(&d));
            all[at] = (all[at] + by) % 10;
            let text: String = all.iter().map(|x| char::from(b'0' + x)).collect();
            prop_assert!(Gtin::parse(&text).is_err());
        }
    }
}
