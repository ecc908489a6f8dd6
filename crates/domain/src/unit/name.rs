//! What names a unit below its model.

use super::Level;
use gs1::Ai;
use serde::{Deserialize, Serialize};

/// The numbers of a unit: of its batch, of the item, or both. At least one is there, and both are valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitName {
    /// The batch that it is, or that the item is from.
    pub batch: Option<String>,
    /// The item's serial number.
    pub serial: Option<String>,
}

impl UnitName {
    /// What it names.
    pub fn level(&self) -> Level {
        if self.serial.is_some() {
            Level::Item
        } else {
            Level::Batch
        }
    }

    /// As GS1 prints it: `(10)LOT-7(21)0001`.
    pub fn code(&self) -> String {
        let part = |ai, value: &Option<String>| {
            value
                .as_ref()
                .map_or_else(String::new, |value| format!("({ai}){value}"))
        };
        part("10", &self.batch) + &part("21", &self.serial)
    }

    /// For people: `Batch LOT-7`, `Item 0001`, `Item 0001 of batch LOT-7`.
    pub fn words(&self) -> String {
        match (&self.batch, &self.serial) {
            (Some(batch), Some(serial)) => format!("Item {serial} of batch {batch}"),
            (None, Some(serial)) => format!("Item {serial}"),
            (Some(batch), None) => format!("Batch {batch}"),
            (None, None) => String::new(),
        }
    }
}

/// A batch number: 1 to 20 characters of GS1's set 82.
pub fn batch_number(text: &str) -> Result<String, String> {
    number(Ai::BATCH, "batch", text)
}

/// A serial number: 1 to 20 characters of GS1's set 82.
pub fn serial_number(text: &str) -> Result<String, String> {
    number(Ai::SERIAL, "serial", text)
}

fn number(ai: Ai, what: &str, text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("Enter a {what} number."));
    }
    // In an address these two are steps, not names.
    if matches!(text, "." | "..") {
        return Err(format!("A {what} number cannot consist of dots alone."));
    }
    match gs1::check_value(ai, text) {
        Ok(()) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "\u{201c}{text}\u{201d} cannot be a {what} number. At character {}, {}",
            error.at + 1,
            error.problem
        )),
    }
}
