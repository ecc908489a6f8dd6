//! Data Matrix ECC 200.

use crate::{LabelError, number::count};
use datamatrix::{DataMatrixBuilder, SymbolList};

/// Separates element strings. A symbol may carry it in the place of FNC1 (GS1 General Specifications, 7.8.3).
const GROUP_SEPARATOR: char = '\u{1d}';

/// Modules row by row and how many stand in a row, finder pattern included; squares alone.
pub(super) fn modules(text: &str, gs1: bool) -> Result<(Vec<bool>, u32), LabelError> {
    let allowed = |c: char| c.is_ascii_graphic() || c == ' ' || (gs1 && c == GROUP_SEPARATOR);
    if let Some(c) = text.chars().find(|c| !allowed(*c)) {
        return Err(LabelError::Character(c));
    }
    let code = DataMatrixBuilder::new()
        .with_symbol_list(SymbolList::default().enforce_square())
        .with_macros(false)
        .with_fnc1_start(gs1)
        .encode(text.as_bytes())
        .map_err(|_| LabelError::TooLong {
            bytes: text.len(),
            most: 1000,
        })?;
    let bitmap = code.bitmap();
    let width = count(bitmap.width());
    Ok((bitmap.bits().to_vec(), width))
}
