//! A QR code by itself in pixels, as the dashboard shows it and as designers take it.

use crate::{
    LabelError, Symbol, Symbology,
    bitmap::Bitmap,
    decode::prove,
    svg::{escape, path, read_run},
    symbol::QUIET_ZONE,
};
use image::{ExtendedColorType, ImageEncoder, codecs::png};

/// The smallest edge, in pixels.
pub const SIZE_MIN: u32 = 128;
/// The largest edge, in pixels.
pub const SIZE_MAX: u32 = 4096;

/// How the drawing is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QrOptions {
    /// Width and height in pixels of CSS; the drawing itself scales without loss.
    pub size_px: u32,
    /// White border in modules, at least [`QUIET_ZONE`].
    pub quiet_zone: u32,
}

impl Default for QrOptions {
    fn default() -> Self {
        Self {
            size_px: 512,
            quiet_zone: QUIET_ZONE,
        }
    }
}

/// Draws `text` as a QR code in SVG: one path with sharp edges.
pub fn qr_svg(text: &str, options: &QrOptions) -> Result<String, LabelError> {
    let size = check_size(options.size_px)?;
    // More than 40 modules of border would hide the symbol, not protect it.
    if !(QUIET_ZONE..=40).contains(&options.quiet_zone) {
        return Err(LabelError::QuietZone(options.quiet_zone));
    }
    let symbol = Symbol::encode(Symbology::Qr, text)?;
    let edge = symbol.width() + 2 * options.quiet_zone;
    let title = escape(text);
    let path = path(&symbol.runs(), options.quiet_zone);
    prove(&symbol, painted(&path, edge)?)?;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" width="{size}" height="{size}" shape-rendering="crispEdges" role="img"><title>QR code: {title}</title><rect width="{edge}" height="{edge}" fill="#fff"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

/// A path as a printer would set it, with four dots for a module.
fn painted(path: &str, edge: u32) -> Result<Bitmap, LabelError> {
    const DOTS: u32 = 4;
    let mut picture = Bitmap::filled(edge * DOTS, edge * DOTS, 255);
    for run in path.split('M').skip(1) {
        let (x, y, length) = read_run(run).ok_or(LabelError::Unreadable)?;
        picture.blacken((x * DOTS, y * DOTS), (length * DOTS, DOTS));
    }
    Ok(picture)
}

/// Draws `text` as a QR code of `size_px` by `size_px` pixels.
///
/// A module is the largest whole number of pixels that fits; what is left over widens the white border.
pub fn qr_png(text: &str, size_px: u32) -> Result<Vec<u8>, LabelError> {
    let size = check_size(size_px)?;
    let symbol = Symbol::encode(Symbology::Qr, text)?;
    let needed = symbol.full_width();
    let module = size / needed;
    if module == 0 {
        return Err(LabelError::TooSmall { size, needed });
    }
    let border = (size - symbol.width() * module) / 2;
    let mut picture = Bitmap::filled(size, size, 255);
    for (x, y, length) in symbol.runs() {
        picture.blacken(
            (border + x * module, border + y * module),
            (length * module, module),
        );
    }
    let bytes = encode(&picture)?;
    let read = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png);
    let read = read.map_err(|_| LabelError::Unreadable)?.to_luma8();
    prove(
        &symbol,
        Bitmap {
            width: read.width(),
            height: read.height(),
            luma: read.into_raw(),
        },
    )?;
    Ok(bytes)
}

fn encode(picture: &Bitmap) -> Result<Vec<u8>, LabelError> {
    let mut bytes = Vec::new();
    png::PngEncoder::new_with_quality(&mut bytes, png::CompressionType::Best, png::FilterType::NoFilter)
        .write_image(
            &picture.luma,
            picture.width,
            picture.height,
            ExtendedColorType::L8,
        )
        .map_err(|e| LabelError::Encoding(e.to_string()))?;
    Ok(bytes)
}

/// Refuses sizes that are too small to scan or too large to be meant.
fn check_size(size: u32) -> Result<u32, LabelError> {
    if (SIZE_MIN..=SIZE_MAX).contains(&size) {
        Ok(size)
    } else {
        Err(LabelError::Size(size))
    }
}
