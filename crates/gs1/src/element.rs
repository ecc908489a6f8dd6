//! An application identifier with its value, and which of them may stand together.

use std::fmt;

use crate::Ai;
use crate::value::{ValueError, check_value};

/// An application identifier and a value that it may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Element {
    ai: Ai,
    value: String,
}

impl Element {
    /// Checks the value.
    pub fn new(ai: Ai, value: impl Into<String>) -> Result<Self, ValueError> {
        let value = value.into();
        check_value(ai, &value)?;
        Ok(Self { ai, value })
    }

    /// The identifier.
    pub const fn ai(&self) -> Ai {
        self.ai
    }

    /// The value, as it is meant, without any encoding.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// `(21)A1`, for people.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}){}", self.ai, self.value)
    }
}

/// An identifier that lacks another one without which it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The identifier that stands alone.
    pub ai: Ai,
    /// What it needs: alternatives separated by commas, joined by plus signs, `n` for any digit.
    pub needs: &'static str,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.needs.replace(',', " or ").replace('+', " with ");
        write!(f, "({}) needs {words} beside it.", self.ai)
    }
}

/// The first two that must not describe the same thing (General Specifications, 4.14.1).
pub fn conflict(elements: &[Element]) -> Option<(Ai, Ai)> {
    elements.iter().find_map(|a| {
        let entry = a.ai.entry();
        let apart = |b: &&Element| {
            b.ai != a.ai
                && ((entry.one_of_run && std::ptr::eq(entry, b.ai.entry()))
                    || entry.excludes.split(',').any(|pattern| matches(pattern, b.ai)))
        };
        if entry.excludes.is_empty() && !entry.one_of_run {
            return None;
        }
        elements.iter().find(apart).map(|b| (a.ai, b.ai))
    })
}

/// Those that lack what they need (General Specifications, 4.14.2).
///
/// Several carriers on one object count together, therefore parsing a link does not ask for this.
pub fn missing(elements: &[Element]) -> Vec<Missing> {
    let there = |pattern: &str| elements.iter().any(|e| matches(pattern, e.ai));
    elements
        .iter()
        .map(|e| Missing {
            ai: e.ai,
            needs: e.ai.entry().needs,
        })
        .filter(|m| !m.needs.is_empty())
        .filter(|m| !m.needs.split(',').any(|group| group.split('+').all(there)))
        .collect()
}

/// Whether an identifier is of a pattern such as `01` or `310n`.
fn matches(pattern: &str, ai: Ai) -> bool {
    let mut number = ai.number();
    pattern.len() == ai.digits()
        && pattern.bytes().rev().all(|b| {
            let digit = number % 10;
            number /= 10;
            b == b'n' || u16::from(b.wrapping_sub(b'0')) == digit
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> Vec<Element> {
        text.split(' ')
            .map(|e| {
                let (ai, value) = e.split_once('=').unwrap();
                Element::new(Ai::parse(ai).unwrap(), value).unwrap()
            })
            .collect()
    }

    #[test]
    fn what_cannot_describe_one_thing_is_found() {
        let pair = |text| conflict(&elements(text)).map(|(a, b)| format!("{a} {b}"));
        assert_eq!(pair("01=09520123456788 10=A 21=B"), None);
        assert_eq!(pair("01=09520123456788 37=5").as_deref(), Some("01 37"));
        assert_eq!(pair("3103=000195 3102=000195").as_deref(), Some("3103 3102"));
        assert_eq!(pair("3103=000195 3203=000195"), None);
        assert_eq!(pair("3940=0010 3940=0010"), None);
        assert_eq!(pair("3900=10 8111=0010").as_deref(), Some("3900 8111"));
    }

    #[test]
    fn what_lacks_its_partner_is_found() {
        let lacks = |text| {
            missing(&elements(text))
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(lacks("01=09520123456788 10=A"), [""; 0]);
        assert_eq!(
            lacks("10=A"),
            ["(10) needs 01 or 02 or 03 or 8006 or 8026 beside it."]
        );
        assert_eq!(
            lacks("01=09520123456788 250=A"),
            ["(250) needs 01 with 21 or 03 with 21 or 8006 with 21 beside it."]
        );
        assert_eq!(lacks("01=09520123456788 21=1 250=A"), [""; 0]);
        assert_eq!(lacks("01=09520123456788 3930=9781 3103=000100"), [""; 0]);
    }
}
