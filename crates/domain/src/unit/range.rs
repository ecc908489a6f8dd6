//! Numbers in a row: `A-0001` to `A-0250`.

use super::{Level, UNITS_MAX, batch_number, serial_number};
use crate::{Error, FieldError};
use serde::{Deserialize, Serialize};

/// A row of batch or serial numbers, as somebody types it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRange {
    /// What is numbered.
    pub level: Level,
    /// What stands before each number.
    pub prefix: String,
    /// The first number; its zeros in front say how many digits each has.
    pub from: String,
    /// The last number.
    pub to: String,
}

impl UnitRange {
    /// All the numbers in their order, the first and the last among them.
    pub fn numbers(&self) -> Result<Vec<String>, Error> {
        let prefix = self.prefix.trim();
        let (from, to) = match (digits(&self.from), digits(&self.to)) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => {
                let at =
                    |field: &str, why: Result<u64, &str>| why.err().map(|why| FieldError::new(field, why));
                let wrong = [at("from", from), at("to", to)];
                return Err(Error::Invalid(wrong.into_iter().flatten().collect()));
            }
        };
        if to < from {
            return Err(Error::invalid("to", "The last number is smaller than the first."));
        }
        if to - from >= UNITS_MAX as u64 {
            return Err(Error::invalid("to", "Create at most 10,000 at a time."));
        }
        let width = self.from.trim().len();
        let name = |n: u64| format!("{prefix}{n:0width$}");
        // The last is the longest, and all have the same characters.
        let checked = match self.level {
            Level::Batch => batch_number(&name(to)),
            Level::Item => serial_number(&name(to)),
        };
        checked.map_err(|why| Error::invalid("prefix", why))?;
        Ok((from..=to).map(name).collect())
    }
}

fn digits(text: &str) -> Result<u64, &'static str> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return Err("Enter a whole number, such as 0001.");
    }
    if text.len() > 15 {
        return Err("A number of a range has at most 15 digits.");
    }
    text.parse().map_err(|_| "Enter a whole number, such as 0001.")
}
