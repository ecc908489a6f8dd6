//! From elements to bits (Compression, procedure and flowcharts).

use super::bits::{Writer, bits_of_length, sextet};
use super::fields::{Field, fields};
use super::sequences::{best, sequence};
use crate::uri::decode_other;
use crate::{Ai, Element};

/// How the characters of a text are encoded.
#[derive(Clone, Copy)]
enum Encoding {
    Digits = 0,
    LowerHex = 1,
    UpperHex = 2,
    Base64Url = 3,
    Ascii = 4,
}

impl Encoding {
    /// The one that takes the fewest bits.
    fn of(text: &str) -> Self {
        let all = |test: fn(u8) -> bool| !text.is_empty() && text.bytes().all(test);
        if all(|b| b.is_ascii_digit()) {
            Self::Digits
        } else if all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')) {
            Self::UpperHex
        } else if all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Self::LowerHex
        } else if all(|b| sextet(b).is_some()) {
            Self::Base64Url
        } else {
            Self::Ascii
        }
    }
}

/// The compressed segment; empty where there is nothing to compress.
pub(super) fn segment<'a>(
    data: &[Element],
    others: impl Iterator<Item = (&'a str, String)>,
    optimise: bool,
) -> String {
    let mut rest: Vec<&Element> = data.iter().collect();
    rest.sort_by_key(|e| e.ai());
    let mut writer = Writer::default();
    while let Some(code) = best(&rest).filter(|_| optimise) {
        writer.number(usize::from(code), 8);
        for ai in sequence(code).into_iter().flatten() {
            if let Some(at) = rest.iter().position(|e| e.ai() == ai) {
                value(&mut writer, rest.remove(at));
            }
        }
    }
    for e in rest {
        identifier(&mut writer, e.ai());
        value(&mut writer, e);
    }
    for (name, content) in others {
        writer.number(0xf, 4);
        writer.number(name.len(), 7);
        name.bytes()
            .for_each(|b| writer.number(usize::from(sextet(b).unwrap_or(0)), 6));
        text(&mut writer, &content, Some(7));
    }
    writer.finish()
}

/// Four bits a digit.
fn identifier(writer: &mut Writer, ai: Ai) {
    ai.to_string()
        .bytes()
        .for_each(|b| writer.number(usize::from(b - b'0'), 4));
}

fn value(writer: &mut Writer, element: &Element) {
    let mut rest = element.value();
    for field in fields(element.ai()) {
        let (taken, after) = rest.split_at(rest.len().min(field.max()));
        rest = after;
        match field {
            Field::Digits(_) => writer.digits(taken),
            Field::DigitsUpTo(max) => {
                writer.number(taken.len(), bits_of_length(max));
                writer.digits(taken);
            }
            Field::Text(_) => text(writer, taken, None),
            Field::TextUpTo(max) => text(writer, taken, Some(bits_of_length(max))),
        }
    }
}

fn text(writer: &mut Writer, text: &str, length_bits: Option<usize>) {
    let encoding = Encoding::of(text);
    writer.number(encoding as usize, 3);
    if let Some(bits) = length_bits {
        writer.number(text.len(), bits);
    }
    let hex = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as usize;
    match encoding {
        Encoding::Digits => writer.digits(text),
        Encoding::LowerHex | Encoding::UpperHex => text.bytes().for_each(|b| writer.number(hex(b), 4)),
        Encoding::Base64Url => {
            text.bytes()
                .for_each(|b| writer.number(usize::from(sextet(b).unwrap_or(0)), 6));
        }
        Encoding::Ascii => text.bytes().for_each(|b| writer.number(usize::from(b), 7)),
    }
}

/// Name and meant content of a parameter, if both fit into the format: a base64url name and ASCII content, each up
/// to 127 characters. A plus sign, whose meaning servers differ about, stays as it is written.
pub(super) fn other(raw: &str) -> Option<(&str, String)> {
    let (name, content) = raw.split_once('=')?;
    let fits = (1..=127).contains(&name.len()) && name.bytes().all(|b| sextet(b).is_some());
    if !fits || content.contains('+') {
        return None;
    }
    let content = decode_other(content)?;
    (content.is_ascii() && content.len() <= 127).then(|| (name, content.into_owned()))
}
