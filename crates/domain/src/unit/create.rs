//! Creating units: one, a row of numbers, or a file.

use super::{
    ChangeUnit, Level, UnitField, UnitName, UnitRange, file,
    name::{batch_number, serial_number},
};
use crate::{Error, FieldError, PassportId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Creates units below a model or a batch: all of them, or none where anything is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateUnits {
    /// The model, or the batch whose items are created.
    pub parent: PassportId,
    /// Which ones.
    pub what: NewUnits,
}

/// What is to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewUnits {
    /// One batch or item.
    One(UnitEntry),
    /// Numbers in a row; all get the same values.
    Range {
        /// The numbers.
        range: UnitRange,
        /// The batch that the items are from, where they are from one.
        batch: String,
        /// Values by the field's key.
        values: BTreeMap<String, String>,
    },
    /// A table with the columns `batch`, `serial` and the keys of fields.
    File {
        /// Its text.
        text: String,
    },
}

/// One unit as somebody types it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEntry {
    /// The batch number; empty for an item that is from no batch.
    pub batch: String,
    /// The serial number; empty for a batch.
    pub serial: String,
    /// Values by the field's key.
    pub values: BTreeMap<String, String>,
}

/// A unit that may be created: its numbers and values are valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnit {
    /// What names it.
    pub name: UnitName,
    /// Values by the field's key, as typed and valid; none is empty.
    pub values: BTreeMap<String, String>,
    /// Where it was asked for.
    pub origin: Origin,
}

/// Where a unit was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By itself.
    One,
    /// In a row of numbers.
    Range,
    /// On this line of a file.
    Line(u32),
}

impl NewUnit {
    /// A mistake that only what is there already makes one, at the field where it was typed.
    pub fn mistake(&self, level: Level, why: &str) -> FieldError {
        let column = match level {
            Level::Batch => "batch",
            Level::Item => "serial",
        };
        match self.origin {
            Origin::One => FieldError::new(column, why),
            Origin::Range if level == Level::Batch && self.name.level() == Level::Item => {
                FieldError::new("batch", why)
            }
            Origin::Range => FieldError::new("from", why),
            Origin::Line(line) => FieldError::new("file", format!("{}: {why}", file::place(line, column))),
        }
    }
}

impl CreateUnits {
    /// The units that are asked for, each valid by itself and none twice; `within` is the batch of the parent, where that is
    /// one. Batches come first, so that their items find them.
    pub fn units(&self, fields: &[UnitField], within: Option<&str>) -> Result<Vec<NewUnit>, Error> {
        let mut units = match &self.what {
            NewUnits::One(entry) => vec![one(entry, fields, within)?],
            NewUnits::Range { range, batch, values } => row(range, (batch, values), fields, within)?,
            NewUnits::File { text } => file::units(text, fields, within)?,
        };
        let mut seen = BTreeSet::new();
        let mut twice = Vec::new();
        for unit in &units {
            // A serial number exists once in a model, whatever its batch.
            let key = match &unit.name.serial {
                Some(serial) => (Level::Item, serial),
                None => (Level::Batch, unit.name.batch.as_ref().unwrap_or(&EMPTY)),
            };
            if !seen.insert(key) {
                twice.push(unit.mistake(
                    unit.name.level(),
                    &format!("\u{201c}{}\u{201d} is there twice.", key.1),
                ));
            }
        }
        if !twice.is_empty() {
            return Err(Error::Invalid(twice));
        }
        units.sort_by_key(|unit| unit.name.level());
        Ok(units)
    }
}

impl ChangeUnit {
    /// The values, each valid for a unit of this level.
    pub fn checked(&self, fields: &[UnitField], level: Level) -> Result<BTreeMap<String, String>, Error> {
        let mut wrong = Vec::new();
        let values = values(&self.values, fields, level, &mut wrong);
        if wrong.is_empty() {
            Ok(values)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

static EMPTY: String = String::new();

fn one(entry: &UnitEntry, fields: &[UnitField], within: Option<&str>) -> Result<NewUnit, Error> {
    let mut wrong = Vec::new();
    let batch = within.unwrap_or(entry.batch.trim());
    let serial = entry.serial.trim();
    if batch.is_empty() && serial.is_empty() {
        let why = "Enter a batch number, a serial number, or both for an item of that batch.";
        wrong.push(FieldError::new("batch", why));
    }
    let mut read = |text: &str, at: &str, number: fn(&str) -> Result<String, String>| {
        let number = (!text.is_empty()).then(|| number(text))?;
        number.map_err(|why| wrong.push(FieldError::new(at, why))).ok()
    };
    let name = UnitName {
        batch: read(batch, "batch", batch_number),
        serial: read(serial, "serial", serial_number),
    };
    if within.is_some() && serial.is_empty() {
        wrong.push(FieldError::new("serial", "Enter a serial number."));
    }
    let level = if serial.is_empty() {
        Level::Batch
    } else {
        Level::Item
    };
    let values = values(&entry.values, fields, level, &mut wrong);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    Ok(NewUnit {
        name,
        values,
        origin: Origin::One,
    })
}

fn row(
    range: &UnitRange,
    (batch, typed): (&str, &BTreeMap<String, String>),
    fields: &[UnitField],
    within: Option<&str>,
) -> Result<Vec<NewUnit>, Error> {
    let mut wrong = Vec::new();
    let batch = within.unwrap_or(batch.trim());
    let level = if within.is_some() {
        Level::Item
    } else {
        range.level
    };
    let from_batch = match level {
        Level::Item if !batch.is_empty() => match batch_number(batch) {
            Ok(batch) => Some(batch),
            Err(why) => {
                wrong.push(FieldError::new("batch", why));
                None
            }
        },
        _ => None,
    };
    let numbers = match (UnitRange {
        level,
        ..range.clone()
    })
    .numbers()
    {
        Ok(numbers) => numbers,
        Err(Error::Invalid(why)) => {
            wrong.extend(why);
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    let values = values(typed, fields, level, &mut wrong);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let named = |number: String| match level {
        Level::Batch => UnitName {
            batch: Some(number),
            serial: None,
        },
        Level::Item => UnitName {
            batch: from_batch.clone(),
            serial: Some(number),
        },
    };
    let unit = |number| NewUnit {
        name: named(number),
        values: values.clone(),
        origin: Origin::Range,
    };
    Ok(numbers.into_iter().map(unit).collect())
}

/// The values of one form; fields of another level than the unit's are left out, because the form shows them all.
pub(super) fn values(
    typed: &BTreeMap<String, String>,
    fields: &[UnitField],
    level: Level,
    wrong: &mut Vec<FieldError>,
) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (key, text) in typed {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let at = format!("values.{key}");
        match fields.iter().find(|field| field.key == *key) {
            None => wrong.push(FieldError::new(at, "The template has no such field.")),
            Some(field) if field.level != level => wrong.push(FieldError::new(at, wrong_level(field, level))),
            Some(field) => match read_values(field, text) {
                Ok(text) => _ = values.insert(key.clone(), text),
                Err(why) => wrong.push(FieldError::new(at, why)),
            },
        }
    }
    values
}

/// What is kept of a typed value that is valid.
pub(super) fn read_values(field: &UnitField, text: &str) -> Result<String, &'static str> {
    field.value(text).map(|_| text.to_owned())
}

/// Why a value has no place in a unit.
pub(super) fn wrong_level(field: &UnitField, level: Level) -> String {
    let (owner, unit) = match (field.level, level) {
        (Level::Batch, _) => ("batches", "an item"),
        (Level::Item, _) => ("items", "a batch"),
    };
    format!("This field belongs to {owner}. Leave it empty for {unit}.")
}
