//! Units out of a table: each row one unit, and each mistake with its line and column.

use super::{
    NewUnit, Origin, UNITS_MAX, UnitField, UnitName,
    create::{read_values, wrong_level},
    csv::{Row, Table, read},
    name::{batch_number, serial_number},
};
use crate::{Error, FieldError};
use std::collections::BTreeMap;

/// The most bytes of a file.
pub const FILE_MAX: usize = 2 * 1024 * 1024;
/// The most mistakes that are told at once.
const MISTAKES_MAX: usize = 50;
/// The field of the form.
const FILE: &str = "file";

/// The text of a file, which has to be UTF-8.
pub fn text_of(bytes: Vec<u8>) -> Result<String, Error> {
    if bytes.len() > FILE_MAX {
        return Err(Error::invalid(FILE, "The file is larger than 2 MB. Split it."));
    }
    String::from_utf8(bytes).map_err(|_| {
        Error::invalid(
            FILE,
            "The file is not UTF-8. Save it as \u{201c}CSV UTF-8\u{201d}.",
        )
    })
}

/// The names of the columns that a file may have, in the order of an example.
pub fn columns(fields: &[UnitField]) -> Vec<String> {
    let keys = fields.iter().map(|field| field.key.clone());
    ["batch", "serial"]
        .map(str::to_owned)
        .into_iter()
        .chain(keys)
        .collect()
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Column<'a> {
    Batch,
    Serial,
    Field(&'a UnitField),
}

/// The units of a file; `within` is the batch below which all are created, where they are.
pub(super) fn units(text: &str, fields: &[UnitField], within: Option<&str>) -> Result<Vec<NewUnit>, Error> {
    let table = read(text).map_err(|flaws| {
        let told = flaws.into_iter().map(|flaw| match flaw.column {
            Some(column) => format!("Line {}, column {column}: {}", flaw.line, flaw.why),
            None => format!("Line {}: {}", flaw.line, flaw.why),
        });
        mistakes(told.collect())
    })?;
    let columns = header(&table, fields).map_err(mistakes)?;
    if table.rows.is_empty() {
        return Err(mistakes(vec![
            "The file has a header and no rows below it.".to_owned(),
        ]));
    }
    if table.rows.len() > UNITS_MAX {
        return Err(mistakes(vec![
            "A file has at most 10,000 rows. Split it.".to_owned(),
        ]));
    }
    let mut wrong = Vec::new();
    let mut found = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let reading = Reading {
            row,
            columns: &columns,
            within,
        };
        match reading.unit() {
            Ok(unit) => found.push(unit),
            Err(why) => wrong.extend(why),
        }
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(mistakes(wrong))
    }
}

/// All that is wrong with a file, at its field; the first ones where there are many.
fn mistakes(all: Vec<String>) -> Error {
    let more = all.len().saturating_sub(MISTAKES_MAX);
    let mut errors: Vec<FieldError> = all
        .into_iter()
        .take(MISTAKES_MAX)
        .map(|text| FieldError::new(FILE, text))
        .collect();
    if more > 0 {
        errors.push(FieldError::new(FILE, format!("There are {more} more mistakes.")));
    }
    Error::Invalid(errors)
}

/// Where in a file something is.
pub(super) fn place(line: u32, column: &str) -> String {
    format!("Line {line}, column \u{201c}{column}\u{201d}")
}

fn header<'a>(table: &Table, fields: &'a [UnitField]) -> Result<Vec<(String, Column<'a>)>, Vec<String>> {
    let (mut columns, mut wrong) = (Vec::<(String, Column<'a>)>::new(), Vec::new());
    for (n, name) in table.header.iter().enumerate() {
        let name = name.trim().to_lowercase();
        let place = format!("Line 1, column {}", n + 1);
        // A cell may hold a whole file whose quotation marks went wrong.
        let shown: String = name.chars().take(60).collect();
        let column = match name.as_str() {
            "batch" => Some(Column::Batch),
            "serial" => Some(Column::Serial),
            key => fields.iter().find(|field| field.key == key).map(Column::Field),
        };
        if columns.iter().any(|(other, _)| *other == name) {
            wrong.push(format!("{place}: \u{201c}{shown}\u{201d} is there twice."));
        }
        match column {
            Some(column) => columns.push((name, column)),
            None => wrong.push(format!(
                "{place}: no column \u{201c}{shown}\u{201d} is known. There are: {}.",
                self::columns(fields).join(", ")
            )),
        }
    }
    let numbered = columns
        .iter()
        .any(|(_, column)| matches!(column, Column::Batch | Column::Serial));
    if wrong.is_empty() && !numbered {
        wrong.push(
            "Line 1: there is neither a column \u{201c}batch\u{201d} nor \u{201c}serial\u{201d}.".to_owned(),
        );
    }
    if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
}

/// A row with what its columns mean.
struct Reading<'a> {
    row: &'a Row,
    columns: &'a [(String, Column<'a>)],
    within: Option<&'a str>,
}

impl Reading<'_> {
    fn unit(&self) -> Result<NewUnit, Vec<String>> {
        let (line, cells) = (self.row.line, &self.row.cells);
        if cells.len() != self.columns.len() {
            return Err(vec![format!(
                "Line {line}: it has {} cells, but the first line names {} columns.",
                cells.len(),
                self.columns.len()
            )]);
        }
        let mut wrong = Vec::new();
        let name = self.name(&mut wrong);
        let mut typed = BTreeMap::new();
        for ((column, what), text) in self.columns.iter().zip(cells) {
            let Column::Field(field) = what else { continue };
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            if let Some(name) = name.as_ref().filter(|name| name.level() != field.level) {
                wrong.push(format!(
                    "{}: {}",
                    place(line, column),
                    wrong_level(field, name.level())
                ));
            } else {
                match read_values(field, text) {
                    Ok(text) => _ = typed.insert(field.key.clone(), text),
                    Err(why) => wrong.push(format!("{}: {why}", place(line, column))),
                }
            }
        }
        match name {
            Some(name) if wrong.is_empty() => Ok(NewUnit {
                name,
                values: typed,
                origin: Origin::Line(line),
            }),
            _ => Err(wrong),
        }
    }

    /// What names the unit; none where that is wrong.
    fn name(&self, wrong: &mut Vec<String>) -> Option<UnitName> {
        let line = self.row.line;
        let cell = |batch: bool| {
            let found = self
                .columns
                .iter()
                .zip(&self.row.cells)
                .find(|((_, what), _)| match what {
                    Column::Batch => batch,
                    Column::Serial => !batch,
                    Column::Field(_) => false,
                });
            found.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
        };
        let before = wrong.len();
        let mut read = |text: Option<&str>, column: &str, number: fn(&str) -> Result<String, String>| {
            match number(text?) {
                Ok(number) => Some(number),
                Err(why) => {
                    wrong.push(format!("{}: {why}", place(line, column)));
                    None
                }
            }
        };
        let batch = read(cell(true), "batch", batch_number);
        let serial = read(cell(false), "serial", serial_number);
        if wrong.len() > before {
            return None;
        }
        match (self.within, batch, serial) {
            (None, None, None) => {
                wrong.push(format!(
                    "Line {line}: there is neither a batch nor a serial number."
                ));
                None
            }
            (None, batch, serial) => Some(UnitName { batch, serial }),
            (Some(within), Some(batch), _) if batch != within => {
                wrong.push(format!(
                    "{}: these are items of batch {within}. Leave the column empty, or create the items of {batch} there.",
                    place(line, "batch")
                ));
                None
            }
            (Some(within), _, Some(serial)) => Some(UnitName {
                batch: Some(within.to_owned()),
                serial: Some(serial),
            }),
            (Some(_), _, None) => {
                wrong.push(format!("{}: enter a serial number.", place(line, "serial")));
                None
            }
        }
    }
}
