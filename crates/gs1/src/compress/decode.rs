//! From bits to elements (Decompression, procedure and flowcharts), strictly.

use super::DecompressError;
use super::bits::{Reader, bits_of_length, character};
use super::fields::{Field, fields};
use super::sequences::sequence;
use crate::uri::parameter;
use crate::{Ai, Element};

/// The elements, and the parameters that are not GS1's as they stand in a query.
pub(super) type Content = (Vec<Element>, Vec<String>);

/// Reads everything; only the zeros that fill the last character may be left.
pub(super) fn all(mut reader: Reader) -> Result<Content, DecompressError> {
    let (mut elements, mut others) = (Vec::new(), Vec::new());
    while reader.left() >= 6 {
        let high = reader.number(4)?;
        if high == 0xf {
            others.push(other(&mut reader)?);
            continue;
        }
        let low = reader.number(4)?;
        if high <= 9 && low <= 9 {
            let ai = identifier(&mut reader, high * 10 + low)?;
            elements.push(Element::new(ai, value(&mut reader, ai)?)?);
        } else {
            let code = u8::try_from(high << 4 | low).unwrap_or(u8::MAX);
            for ai in sequence(code).ok_or(DecompressError::Code)? {
                elements.push(Element::new(ai, value(&mut reader, ai)?)?);
            }
        }
    }
    let left = reader.left();
    if reader.number(left)? == 0 {
        Ok((elements, others))
    } else {
        Err(DecompressError::Padding)
    }
}

/// The identifier that begins with two digits: none begins another one, so that it ends where it is known.
fn identifier(reader: &mut Reader, two: usize) -> Result<Ai, DecompressError> {
    let mut digits = format!("{two:02}");
    loop {
        if let Some(ai) = Ai::parse(&digits) {
            return Ok(ai);
        }
        let next = reader.number(4)?;
        if digits.len() == 4 || next > 9 {
            return Err(DecompressError::Code);
        }
        digits.push(character(u8::try_from(next).unwrap_or(0) + 52));
    }
}

fn value(reader: &mut Reader, ai: Ai) -> Result<String, DecompressError> {
    let mut value = String::new();
    for field in fields(ai) {
        let max = field.max();
        let piece = match field {
            Field::Digits(n) => reader.digits(n)?,
            Field::DigitsUpTo(_) => {
                let length = reader.number(bits_of_length(max))?;
                reader.digits(length)?
            }
            Field::Text(n) => text(reader, |_| Ok(n))?,
            Field::TextUpTo(_) => text(reader, |r| r.number(bits_of_length(max)))?,
        };
        value.push_str(&piece);
    }
    Ok(value)
}

fn text(
    reader: &mut Reader,
    length: impl FnOnce(&mut Reader) -> Result<usize, DecompressError>,
) -> Result<String, DecompressError> {
    let encoding = reader.number(3)?;
    let length = length(reader)?;
    let hex = |letters: &'static [u8; 16]| move |n: usize| char::from(letters[n & 15]);
    match encoding {
        0 => reader.digits(length),
        1 => characters(reader, length, 4, hex(b"0123456789abcdef")),
        2 => characters(reader, length, 4, hex(b"0123456789ABCDEF")),
        3 => characters(reader, length, 6, |n| character(u8::try_from(n).unwrap_or(0))),
        4 => characters(reader, length, 7, |n| char::from(u8::try_from(n).unwrap_or(0))),
        _ => Err(DecompressError::Code),
    }
}

fn characters(
    reader: &mut Reader,
    length: usize,
    bits: usize,
    map: impl Fn(usize) -> char,
) -> Result<String, DecompressError> {
    (0..length).map(|_| reader.number(bits).map(&map)).collect()
}

/// A parameter that is not GS1's; its name cannot be a number.
fn other(reader: &mut Reader) -> Result<String, DecompressError> {
    let length = reader.number(7)?;
    let name = characters(reader, length, 6, |n| character(u8::try_from(n).unwrap_or(0)))?;
    let content = text(reader, |r| r.number(7))?;
    parameter(&name, &content).ok_or(DecompressError::Code)
}
