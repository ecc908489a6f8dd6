//! Entries of lists, countries, and materials with their shares.

use super::Fit;
use crate::{
    Locale,
    profile::{Code, Decimal, Part, Share, composition, composition_of, is_country},
    record::{OptionValue, Value},
};

impl Fit<'_> {
    pub(super) fn codes(&self, value: &Value, codes: &[Code], many: bool) -> Result<Value, String> {
        let find = |word: &str| {
            let word = word.trim();
            codes
                .iter()
                .find(|c| c.code.eq_ignore_ascii_case(word) || c.name.eq_ignore_ascii_case(word))
                .ok_or_else(|| {
                    format!(
                        "\u{201c}{word}\u{201d} is not in the list of this data point; assign it to an entry."
                    )
                })
        };
        let found: Vec<&Code> = self
            .entries(value, many)?
            .iter()
            .map(|w| find(w))
            .collect::<Result<_, _>>()?;
        let option = |code: &Code| OptionValue {
            code: code.code.clone(),
            labels: Locale::parse("en")
                .map(|en| (en, code.name.clone()))
                .into_iter()
                .collect(),
            media: None,
        };
        Ok(Value::Options {
            options: found.into_iter().map(option).collect(),
        })
    }

    pub(super) fn countries(&self, value: &Value, many: bool) -> Result<Value, String> {
        let country = |word: &String| {
            let code = word.trim().to_ascii_uppercase();
            let labels = match value {
                Value::Options { options } => {
                    options.iter().find(|o| o.code == *word).map(|o| o.labels.clone())
                }
                _ => None,
            };
            if is_country(&code) {
                Ok(OptionValue {
                    code,
                    labels: labels.unwrap_or_default(),
                    media: None,
                })
            } else {
                Err(format!(
                    "\u{201c}{word}\u{201d} is no country code of two letters, such as DE."
                ))
            }
        };
        let options = self
            .entries(value, many)?
            .iter()
            .map(country)
            .collect::<Result<_, _>>()?;
        Ok(Value::Options { options })
    }

    /// The codes or words that a value lists; one where not `many`.
    fn entries(&self, value: &Value, many: bool) -> Result<Vec<String>, String> {
        let entries: Vec<String> = match value {
            Value::Options { options } => options.iter().map(|o| o.code.clone()).collect(),
            _ if many => self
                .text(value)?
                .split([',', ';', '\n'])
                .map(|t| t.trim().to_owned())
                .collect(),
            _ => vec![self.text(value)?.trim().to_owned()],
        };
        if !many && entries.len() > 1 {
            return Err("Only one entry is asked for.".into());
        }
        Ok(entries)
    }

    pub(super) fn composition(&self, value: &Value) -> Result<Value, String> {
        if let Value::Table { rows, .. } = value {
            composition_of(vec![part(rows)?])?;
        } else {
            composition(&self.text(value)?)?;
        }
        Ok(value.clone())
    }
}

/// A table's rows as materials: of each row the first cell with words, and the first with a number.
fn part(rows: &[Vec<String>]) -> Result<Part, String> {
    let number = |cell: &str| Decimal::parse(cell.trim_end_matches(['%', ' ', '\u{a0}']));
    let share = |cells: &Vec<String>| {
        let percent = cells.iter().find_map(|cell| number(cell));
        let material = cells
            .iter()
            .find(|cell| number(cell).is_none() && !cell.trim().is_empty());
        Ok(Share {
            material: material.map_or_else(String::new, |m| m.trim().to_owned()),
            percent: percent.ok_or("A row of the table has no share in %.")?,
        })
    };
    let shares = rows
        .iter()
        .filter(|cells| cells.iter().any(|c| !c.trim().is_empty()))
        .map(share);
    Ok(Part {
        name: String::new(),
        shares: shares.collect::<Result<_, String>>()?,
    })
}
