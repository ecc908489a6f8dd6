//! GS1 keys, application identifiers and element strings.

use crate::{Case, Suite, holds, same};
use gs1::{
    Ai, Gtin, GtinError, check_digit_of, check_value, parse_bracketed, parse_symbol, to_bracketed, to_symbol,
};

pub(super) const SUITE: Suite = Suite {
    id: "gs1-identifiers",
    title: "GS1 General Specifications: keys and application identifiers",
    edition: "Release 26.0, with the GS1 Barcode Syntax Dictionary of July 2026",
    scope: "All application identifiers with their formats, check digits and character sets; element strings as they are printed and as \
            they stand in a symbol. Nothing of barcode printing quality is measured.",
    cases: &[
        Case {
            name: "Check digits of GTIN-8, 12, 13 and 14 are computed with the weights 3 and 1",
            clause: "7.9.1",
            run: check_digits,
        },
        Case {
            name: "A GTIN with a wrong check digit is refused",
            clause: "7.9",
            run: wrong_check_digit,
        },
        Case {
            name: "Every identifier of the dictionary is known, and none that is not",
            clause: "3.2",
            run: dictionary,
        },
        Case {
            name: "Values take the characters of their set alone",
            clause: "7.11",
            run: characters,
        },
        Case {
            name: "Element strings are read from brackets and from a symbol, and written as both",
            clause: "7.8",
            run: element_strings,
        },
    ],
};

fn check_digits() -> Result<(), String> {
    for text in ["96385074", "614141000036", "9520123456788", "12312312312333"] {
        let gtin = Gtin::parse(text).map_err(|error| format!("{text}: {error}"))?;
        same(text, gtin.to_digits(), format!("{text:0>14}"))?;
    }
    same("SSCC", check_digit_of("95201234567891234"), Some(5))
}

fn wrong_check_digit() -> Result<(), String> {
    let refused = Gtin::parse("9520123456789");
    holds(
        "it was taken",
        matches!(refused, Err(GtinError::CheckDigit { .. })),
    )
}

fn dictionary() -> Result<(), String> {
    for known in [
        "00", "01", "10", "21", "22", "235", "3103", "414", "417", "7040", "8004", "8006", "8013", "8018",
        "8110", "99",
    ] {
        holds(known, Ai::parse(known).is_some())?;
    }
    for unknown in ["05", "24", "89", "999", "1", "0101", ""] {
        holds(unknown, Ai::parse(unknown).is_none())?;
    }
    Ok(())
}

fn characters() -> Result<(), String> {
    let ai = |code| Ai::parse(code).ok_or(format!("there is no ({code})"));
    for value in ["aZ09!\"%&'()*+,-./:", ";<=>?_"] {
        holds(value, check_value(ai("10")?, value).is_ok())?;
    }
    for (code, value) in [
        ("10", "Ä"),
        ("10", "a b"),
        ("10", "123456789012345678901"),
        ("21", ""),
        ("17", "180431"),
        ("3103", "00019"),
    ] {
        holds(value, check_value(ai(code)?, value).is_err())?;
    }
    Ok(())
}

fn element_strings() -> Result<(), String> {
    let brackets = "(01)09520123456788(10)ABC1(21)12345(17)180426";
    let symbol = "010952012345678810ABC1\u{1d}2112345\u{1d}17180426";
    let elements = parse_bracketed(brackets).map_err(|error| error.to_string())?;
    same("brackets", to_bracketed(&elements), brackets.to_owned())?;
    same("symbol", to_symbol(&elements), symbol.to_owned())?;
    let read = parse_symbol(symbol).map_err(|error| error.to_string())?;
    holds("what is read from the symbol differs", read == elements)
}
