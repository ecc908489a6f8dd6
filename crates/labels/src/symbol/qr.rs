//! QR codes.

use crate::{LabelError, number::count};
use qrcode::{Color, EcLevel, QrCode};

/// Modules row by row and how many stand in a row; error correction M, as GS1 asks for a Digital Link.
pub(super) fn modules(text: &str) -> Result<(Vec<bool>, u32), LabelError> {
    let too_long = |_| LabelError::TooLong {
        bytes: text.len(),
        most: 2331,
    };
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(too_long)?;
    let width = count(code.width());
    let dark = |colour: Color| colour == Color::Dark;
    Ok((code.into_colors().into_iter().map(dark).collect(), width))
}
