//! Element strings: the same data as in a Digital Link, as linear and two-dimensional symbols carry it.
//!
//! Source: GS1 General Specifications 26, 7.8. The bracketed form is for people; between brackets, a value writes
//! an opening bracket as `\(`, as the GS1 Barcode Syntax Engine does.

use crate::value::ValueError;
use crate::{Ai, Element};

/// The separator between elements, which a symbol encodes as FNC1.
pub const GROUP_SEPARATOR: char = '\u{1d}';

/// Why a text is not a row of element strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElementStringError {
    /// Nothing is there.
    #[error("There are no element strings.")]
    Empty,
    /// The text does not begin with an identifier in brackets.
    #[error("At character {}: an application identifier in brackets is expected, such as (01).", .0 + 1)]
    Bracket(usize),
    /// The digits at this place are no identifier.
    #[error("At character {}: there is no such application identifier.", .0 + 1)]
    Unknown(usize),
    /// A value is not allowed.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The same identifier with two values.
    #[error("({0}) appears with two different values.")]
    Contradiction(Ai),
}

/// Reads `(01)09520123456788(21)A1`.
pub fn parse_bracketed(text: &str) -> Result<Vec<Element>, ElementStringError> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let inside = text[at..].strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let (digits, rest) = inside.ok_or(ElementStringError::Bracket(at))?;
        let ai = Ai::parse(digits).ok_or(ElementStringError::Unknown(at + 1))?;
        let end = end_of_value(rest);
        add(&mut found, Element::new(ai, rest[..end].replace("\\(", "("))?)?;
        at += digits.len() + 2 + end;
    }
    some(found)
}

/// Where the next unescaped bracket opens.
fn end_of_value(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    (0..bytes.len())
        .find(|n| bytes[*n] == b'(' && (*n == 0 || bytes[n - 1] != b'\\'))
        .unwrap_or(bytes.len())
}

/// Writes `(01)09520123456788(21)A1`.
pub fn to_bracketed(elements: &[Element]) -> String {
    elements.iter().fold(String::new(), |text, e| {
        format!("{text}({}){}", e.ai(), e.value().replace('(', "\\("))
    })
}

/// Reads the message of a symbol: element strings with [`GROUP_SEPARATOR`] after those of variable length.
///
/// A symbology identifier such as `]d2` and a leading separator are passed over.
pub fn parse_symbol(message: &str) -> Result<Vec<Element>, ElementStringError> {
    let mut found = Vec::new();
    let mut at = start(message);
    while at < message.len() {
        let rest = &message[at..];
        let ai = Ai::starting(rest).ok_or(ElementStringError::Unknown(at))?;
        let value = &rest[ai.digits()..];
        let entry = ai.entry();
        let mut end = value.find(GROUP_SEPARATOR).unwrap_or(value.len());
        if entry.predefined_length {
            let length = entry.parts.iter().map(|p| usize::from(p.max)).sum();
            end = (0..=end.min(length))
                .rev()
                .find(|n| value.is_char_boundary(*n))
                .unwrap_or(0);
        }
        add(&mut found, Element::new(ai, &value[..end])?)?;
        at += ai.digits() + end;
        at += usize::from(message[at..].starts_with(GROUP_SEPARATOR));
    }
    some(found)
}

fn start(message: &str) -> usize {
    let identified = ["]C1", "]d2", "]Q3", "]J1", "]e0"]
        .iter()
        .any(|id| message.starts_with(id));
    let at = if identified { 3 } else { 0 };
    at + usize::from(message[at..].starts_with(GROUP_SEPARATOR))
}

/// Writes the message of a symbol. The FNC1 that opens a GS1 symbol belongs to its encoder and is not in it.
pub fn to_symbol(elements: &[Element]) -> String {
    let mut message = String::new();
    for (n, e) in elements.iter().enumerate() {
        message.push_str(&e.ai().to_string());
        message.push_str(e.value());
        if n + 1 < elements.len() && !e.ai().entry().predefined_length {
            message.push(GROUP_SEPARATOR);
        }
    }
    message
}

/// The same element twice is one (General Specifications, 4.14.1: all occurrences have one value).
fn add(found: &mut Vec<Element>, element: Element) -> Result<(), ElementStringError> {
    match found.iter().find(|e| e.ai() == element.ai()) {
        Some(same) if *same == element => Ok(()),
        Some(_) => Err(ElementStringError::Contradiction(element.ai())),
        None => {
            found.push(element);
            Ok(())
        }
    }
}

fn some(found: Vec<Element>) -> Result<Vec<Element>, ElementStringError> {
    if found.is_empty() {
        Err(ElementStringError::Empty)
    } else {
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms_say_the_same() {
        for (brackets, symbol) in [
            (
                "(01)09520123456788(10)ABC1(21)12345(17)180426",
                "010952012345678810ABC1\u{1d}2112345\u{1d}17180426",
            ),
            (
                "(00)952012345678912345(02)09520123456788(37)25(10)ABC123",
                "0095201234567891234502095201234567883725\u{1d}10ABC123",
            ),
            (
                "(01)09520123456788(3103)000195(3922)0299(17)201225",
                "0109520123456788310300019539220299\u{1d}17201225",
            ),
            ("(01)12312312312333(99)a\\(b)c", "011231231231233399a(b)c"),
        ] {
            let elements = parse_bracketed(brackets).unwrap();
            assert_eq!(to_bracketed(&elements), brackets);
            assert_eq!(to_symbol(&elements), symbol);
            assert_eq!(parse_symbol(symbol).unwrap(), elements);
            assert_eq!(parse_symbol(&format!("]d2\u{1d}{symbol}")).unwrap(), elements);
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        assert_eq!(parse_bracketed(""), Err(ElementStringError::Empty));
        assert_eq!(parse_bracketed("01)1"), Err(ElementStringError::Bracket(0)));
        assert_eq!(parse_bracketed("(89)1"), Err(ElementStringError::Unknown(1)));
        assert_eq!(
            parse_symbol("0109520123456788891"),
            Err(ElementStringError::Unknown(16))
        );
        assert_eq!(
            parse_bracketed("(21)A(21)B").unwrap_err().to_string(),
            "(21) appears with two different values."
        );
        assert_eq!(
            parse_symbol("0109520123456789").unwrap_err().to_string(),
            "The value of (01) is wrong at character 14: the check digit is 9 but should be 8."
        );
        assert!(matches!(
            parse_symbol("01095201234567"),
            Err(ElementStringError::Value(_))
        ));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(s in ".*") {
            let _ = parse_bracketed(&s);
            let _ = parse_symbol(&s);
        }

        #[test]
        fn any_signs_after_an_identifier_are_read_without_panic(s in "[]0-9()\\\\d\u{1d}é]{0,40}") {
            let _ = parse_bracketed(&format!("(10){s}"));
            let _ = parse_symbol(&format!("01{s}"));
        }
    }
}
