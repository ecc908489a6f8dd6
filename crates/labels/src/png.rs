//! The symbol as PNG, black on white, exactly as large as asked.

use crate::{
    LabelError,
    symbol::{QUIET_ZONE, Symbol, check_size},
};
use image::{ExtendedColorType, ImageEncoder, codecs::png};

/// Draws `text` as a QR code of `size_px` by `size_px` pixels.
///
/// A module is the largest whole number of pixels that fits; what is left over widens the white border.
pub fn qr_png(text: &str, size_px: u32) -> Result<Vec<u8>, LabelError> {
    let size = check_size(size_px)?;
    let symbol = Symbol::encode(text)?;
    let needed = symbol.width() + 2 * QUIET_ZONE;
    let module = size / needed;
    if module == 0 {
        return Err(LabelError::TooSmall { size, needed });
    }
    let border = (size - symbol.width() * module) / 2;
    encode(&pixels(&symbol, size, module, border), size)
}

/// One byte of brightness per pixel, row by row.
fn pixels(symbol: &Symbol, size: u32, module: u32, border: u32) -> Vec<u8> {
    let inside = |at: u32| {
        let module = at.checked_sub(border)? / module;
        (module < symbol.width()).then_some(module)
    };
    let columns: Vec<Option<u32>> = (0..size).map(inside).collect();
    columns
        .iter()
        .flat_map(|y| columns.iter().map(move |x| (*x, *y)))
        .map(|module| match module {
            (Some(x), Some(y)) if symbol.is_dark(x, y) => 0,
            _ => 255,
        })
        .collect()
}

fn encode(pixels: &[u8], size: u32) -> Result<Vec<u8>, LabelError> {
    let mut bytes = Vec::new();
    png::PngEncoder::new_with_quality(&mut bytes, png::CompressionType::Best, png::FilterType::NoFilter)
        .write_image(pixels, size, size, ExtendedColorType::L8)
        .map_err(|e| LabelError::Encoding(e.to_string()))?;
    Ok(bytes)
}
