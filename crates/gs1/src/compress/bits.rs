//! Bits as base64url characters, six a character, and decimal numbers of any length as bits.

use super::DecompressError;

/// Base64url (RFC 4648, 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The six bits of a base64url character.
pub(super) fn sextet(byte: u8) -> Option<u8> {
    let sextet = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(sextet)
}

/// The base64url character of six bits.
pub(super) fn character(sextet: u8) -> char {
    char::from(ALPHABET[usize::from(sextet & 63)])
}

/// How many bits a number of so many decimal digits takes: ⌈n · log₂10 + 0.01⌉, as the standard has it.
///
/// For up to 128 digits, more than a value has; in ten-millionths, which 32 bits hold.
pub(super) const fn bits_of_digits(digits: usize) -> usize {
    (digits * 33_219_281 + 100_000).div_ceil(10_000_000)
}

/// How many bits a length up to a greatest one takes: ⌈log₂ max + 0.01⌉, which is the length of `max` in bits.
pub(super) const fn bits_of_length(max: usize) -> usize {
    (usize::BITS - max.leading_zeros()) as usize
}

/// Collects bits.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    pending: u8,
    count: u8,
}

impl Writer {
    pub(super) fn bit(&mut self, bit: bool) {
        self.pending = self.pending << 1 | u8::from(bit);
        self.count += 1;
        if self.count == 6 {
            self.text.push(character(self.pending));
            (self.pending, self.count) = (0, 0);
        }
    }

    /// The lowest bits of a number, the highest of them first.
    pub(super) fn number(&mut self, number: usize, bits: usize) {
        for at in (0..bits).rev() {
            self.bit(number >> at & 1 == 1);
        }
    }

    /// Decimal digits as one number.
    pub(super) fn digits(&mut self, digits: &str) {
        let mut decimal: Vec<u8> = digits.bytes().map(|b| b.wrapping_sub(b'0')).collect();
        let mut bits: Vec<bool> = (0..bits_of_digits(digits.len()))
            .map(|_| halve(&mut decimal))
            .collect();
        bits.reverse();
        for bit in bits {
            self.bit(bit);
        }
    }

    /// The text, filled up with zeros.
    pub(super) fn finish(mut self) -> String {
        while self.count != 0 {
            self.bit(false);
        }
        self.text
    }
}

/// Halves a decimal number; gives what is left over.
fn halve(decimal: &mut [u8]) -> bool {
    decimal.iter_mut().fold(false, |carry, digit| {
        let value = *digit + if carry { 10 } else { 0 };
        *digit = value / 2;
        value % 2 == 1
    })
}

/// Doubles a decimal number and adds a bit; whether it still fits into its digits.
fn double(decimal: &mut [u8], bit: bool) -> bool {
    !decimal.iter_mut().rev().fold(bit, |carry, digit| {
        let value = *digit * 2 + u8::from(carry);
        *digit = value % 10;
        value > 9
    })
}

/// Gives bits back.
pub(super) struct Reader {
    sextets: Vec<u8>,
    at: usize,
}

impl Reader {
    pub(super) fn new(text: &str) -> Result<Self, DecompressError> {
        let sextets = text.bytes().map(sextet).collect::<Option<_>>();
        Ok(Self {
            sextets: sextets.ok_or(DecompressError::Alphabet)?,
            at: 0,
        })
    }

    pub(super) fn left(&self) -> usize {
        self.sextets.len() * 6 - self.at
    }

    pub(super) fn bit(&mut self) -> Result<bool, DecompressError> {
        let sextet = self.sextets.get(self.at / 6).ok_or(DecompressError::Truncated)?;
        let bit = sextet >> (5 - self.at % 6) & 1 == 1;
        self.at += 1;
        Ok(bit)
    }

    /// Up to sixteen bits as a number.
    pub(super) fn number(&mut self, bits: usize) -> Result<usize, DecompressError> {
        (0..bits).try_fold(0, |number, _| Ok(number << 1 | usize::from(self.bit()?)))
    }

    /// The same where the number fits into a machine's, as those of nearly all keys do.
    fn short_digits(&mut self, digits: usize) -> Result<String, DecompressError> {
        let mut number = 0_u64;
        for _ in 0..bits_of_digits(digits) {
            number = number << 1 | u64::from(self.bit()?);
        }
        let text = format!("{number:0digits$}");
        if text.len() == digits {
            Ok(text)
        } else {
            Err(DecompressError::Number)
        }
    }

    /// A number of so many decimal digits, zeros in front included.
    pub(super) fn digits(&mut self, digits: usize) -> Result<String, DecompressError> {
        if (1..20).contains(&digits) {
            return self.short_digits(digits);
        }
        let mut decimal = vec![0; digits];
        for _ in 0..bits_of_digits(digits) {
            if !double(&mut decimal, self.bit()?) {
                return Err(DecompressError::Number);
            }
        }
        Ok(decimal.into_iter().map(|d| char::from(b'0' + d)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_formulas() {
        for (digits, bits) in [
            (0, 1),
            (1, 4),
            (2, 7),
            (6, 20),
            (13, 44),
            (14, 47),
            (18, 60),
            (59, 197),
            (90, 299),
        ] {
            assert_eq!(bits_of_digits(digits), bits, "{digits}");
        }
        for (max, bits) in [
            (1, 1),
            (3, 2),
            (4, 3),
            (12, 4),
            (15, 4),
            (16, 5),
            (20, 5),
            (30, 5),
            (70, 7),
            (90, 7),
        ] {
            assert_eq!(bits_of_length(max), bits, "{max}");
        }
    }

    #[test]
    fn numbers_of_any_length_come_back() {
        for digits in [
            "",
            "0",
            "9",
            "007",
            "99999999999999",
            &"9".repeat(90),
            &format!("{}1", "0".repeat(40)),
        ] {
            let mut writer = Writer::default();
            writer.digits(digits);
            let mut reader = Reader::new(&writer.finish()).unwrap();
            assert_eq!(reader.digits(digits.len()).as_deref(), Ok(digits));
            assert!(reader.left() < 6);
        }
    }

    #[test]
    fn a_number_that_does_not_fit_is_refused() {
        assert_eq!(
            Reader::new("____").unwrap().digits(1),
            Err(DecompressError::Number)
        );
        assert_eq!(
            Reader::new("_").unwrap().digits(2),
            Err(DecompressError::Truncated)
        );
    }
}
