//! Percent-encoding of values (URI Syntax, 4.6; RFC 3986, 2).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::UriProblem;

/// Everything but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes a value so that no character of it has a meaning in an address.
pub(crate) fn encode(value: &str) -> impl std::fmt::Display {
    utf8_percent_encode(value, RESERVED)
}

/// A decoded value, or the offset of what is wrong with its encoding.
pub(super) type Decoded<'a> = Result<Cow<'a, str>, (usize, UriProblem)>;

/// Reads a value, strictly: a percent sign without two hexadecimal digits is a mistake, with its offset.
///
/// Bytes outside ASCII become characters that no value may have, so that the check of the value refuses them.
pub(super) fn decode(text: &str) -> Decoded<'_> {
    let Some(first) = text.find('%') else {
        return Ok(Cow::Borrowed(text));
    };
    let mut value = String::with_capacity(text.len());
    value.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('%') {
        let hex = |n: usize| after.as_bytes().get(n).and_then(|b| char::from(*b).to_digit(16));
        let (Some(high), Some(low)) = (hex(0), hex(1)) else {
            return Err((text.len() - rest.len(), UriProblem::Percent));
        };
        let byte = u8::try_from(high * 16 + low).unwrap_or(b'?');
        value.push(if byte.is_ascii() {
            char::from(byte)
        } else {
            '\u{fffd}'
        });
        let next = after[2..].find('%').unwrap_or(after.len() - 2) + 2;
        value.push_str(&after[2..next]);
        rest = &after[next..];
    }
    Ok(Cow::Owned(value))
}

/// Reads a parameter that is not GS1's, if it is a text.
pub(crate) fn decode_other(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}
