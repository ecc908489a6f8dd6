//! The symbol as SVG: one path, sharp edges, a title for those who do not see it.

use crate::{
    LabelError,
    symbol::{QUIET_ZONE, Symbol, check_size},
};
use std::fmt::Write;

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

/// Draws `text` as a QR code.
pub fn qr_svg(text: &str, options: &QrOptions) -> Result<String, LabelError> {
    let size = check_size(options.size_px)?;
    // More than 40 modules of border would hide the symbol, not protect it.
    if !(QUIET_ZONE..=40).contains(&options.quiet_zone) {
        return Err(LabelError::QuietZone(options.quiet_zone));
    }
    let symbol = Symbol::encode(text)?;
    let edge = symbol.width() + 2 * options.quiet_zone;
    let title = escape(text);
    let path = path(&symbol, options.quiet_zone);
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" width="{size}" height="{size}" shape-rendering="crispEdges" role="img"><title>QR code: {title}</title><rect width="{edge}" height="{edge}" fill="#fff"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

/// One closed rectangle for each run of dark modules in a row.
fn path(symbol: &Symbol, border: u32) -> String {
    let mut path = String::new();
    for y in 0..symbol.width() {
        let mut x = 0;
        while x < symbol.width() {
            let run = (x..symbol.width())
                .take_while(|&at| symbol.is_dark(at, y))
                .fold(0, |n, _| n + 1);
            if run > 0 {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + border, y + border);
            }
            x += run.max(1);
        }
    }
    path
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // XML 1.0 has no way to write the other control characters.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
