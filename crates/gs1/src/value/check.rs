//! Check digits, check character pairs and company prefixes.

use super::{Found, ValueProblem};

/// The check digit of a text of digits, by weights 3 and 1 from the right, modulo 10 (General Specifications,
/// 7.9.1); nothing where another character stands.
pub fn check_digit_of(digits: &str) -> Option<u8> {
    expected_digit(digits.as_bytes())
}

/// The two check characters of a Global Model Number without them (General Specifications, 7.9.5).
///
/// Nothing where a character outside set 82 stands or where the text is longer than a value can be.
pub fn check_pair_of(text: &str) -> Option<[char; 2]> {
    expected_pair(text.as_bytes())
}

fn expected_digit(digits: &[u8]) -> Option<u8> {
    let mut sum = 0_u32;
    for (n, byte) in digits.iter().rev().enumerate() {
        let digit = byte.checked_sub(b'0').filter(|d| *d < 10)?;
        sum += u32::from(digit) * if n % 2 == 0 { 3 } else { 1 };
    }
    u8::try_from((10 - sum % 10) % 10).ok()
}

/// The last digit checks the others.
pub(super) fn digit(data: &[u8]) -> Found {
    let Some((last, others)) = data.split_last() else {
        return Ok(());
    };
    let found = last.wrapping_sub(b'0');
    match expected_digit(others) {
        Some(expected) if expected != found => {
            Err((others.len(), ValueProblem::CheckDigit { found, expected }))
        }
        _ => Ok(()),
    }
}

/// The first primes, by which the characters before a check pair are weighted from the right.
const PRIMES: [u32; 40] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173,
];

/// The characters of which a check pair consists.
const SET32: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The place of a character in set 82 (General Specifications, 7.11), which is also its weight.
pub(super) fn weight(byte: u8) -> Option<u8> {
    let place = match byte {
        b'!' | b'"' => byte - b'!',
        b'%'..=b'?' => byte - b'%' + 2,
        b'A'..=b'Z' => byte - b'A' + 29,
        b'_' => 55,
        b'a'..=b'z' => byte - b'a' + 56,
        _ => return None,
    };
    Some(place)
}

fn expected_pair(data: &[u8]) -> Option<[char; 2]> {
    if data.len() > PRIMES.len() {
        return None;
    }
    let mut sum = 0_u32;
    for (byte, prime) in data.iter().rev().zip(PRIMES) {
        sum += u32::from(weight(*byte)?) * prime;
    }
    let sum = (sum % 1021) as usize;
    Some([SET32[sum >> 5], SET32[sum & 31]].map(char::from))
}

/// The last two characters check the others.
pub(super) fn pair(data: &[u8]) -> Found {
    let Some((others, last)) = data.split_last_chunk::<2>() else {
        return Err((data.len(), ValueProblem::TooShort { min: 3 }));
    };
    match expected_pair(others) {
        Some(expected) if expected != last.map(char::from) => {
            Err((others.len(), ValueProblem::CheckPair { expected }))
        }
        _ => Ok(()),
    }
}

/// A company prefix begins at this place. Prefixes have at least four digits; which are issued is not in public data.
pub(super) fn prefix(data: &[u8], from: usize) -> Found {
    let begin = data.get(from..).unwrap_or_default();
    match (0..4).find(|n| !begin.get(*n).is_some_and(u8::is_ascii_digit)) {
        Some(n) => Err((from + n, ValueProblem::Prefix)),
        None => Ok(()),
    }
}

/// An account number of ISO 13616: country, two check digits, account; modulo 97 it leaves 1.
pub(super) fn iban(data: &[u8]) -> Found {
    const WRONG: ValueProblem = ValueProblem::Code("this is not an IBAN.");
    if data.len() <= 10 || !super::codes::country_letters(&data[..2]) {
        return Err((0, WRONG));
    }
    let mut rest = 0_u32;
    for at in (4..data.len()).chain(0..4) {
        rest = match data[at] {
            digit @ b'0'..=b'9' => rest * 10 + u32::from(digit - b'0'),
            letter @ b'A'..=b'Z' => rest * 100 + u32::from(letter - b'A') + 10,
            _ => return Err((at, WRONG)),
        } % 97;
    }
    if rest == 1 { Ok(()) } else { Err((2, WRONG)) }
}
