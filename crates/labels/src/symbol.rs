//! The symbol as a square of dark and light modules.

use crate::LabelError;
use qrcode::{Color, EcLevel, QrCode};

/// The width of the white border that scanners need, in modules (ISO/IEC 18004, 6.3.8).
pub const QUIET_ZONE: u32 = 4;
/// The smallest edge of a label, in pixels.
pub const SIZE_MIN: u32 = 128;
/// The largest edge of a label, in pixels.
pub const SIZE_MAX: u32 = 4096;

/// The modules of a symbol, without its quiet zone.
pub(crate) struct Symbol {
    modules: Vec<Color>,
    width: u32,
}

impl Symbol {
    /// Encodes `text` in the smallest version that holds it at level M.
    pub(crate) fn encode(text: &str) -> Result<Self, LabelError> {
        if text.is_empty() {
            return Err(LabelError::Empty);
        }
        let too_long = |_| LabelError::TooLong { bytes: text.len() };
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(too_long)?;
        let width = u32::try_from(code.width()).map_err(|_| LabelError::TooLong { bytes: text.len() })?;
        Ok(Self {
            modules: code.into_colors(),
            width,
        })
    }

    /// Modules on an edge, without the quiet zone.
    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    /// Whether the module in column `x` of row `y` is dark.
    pub(crate) fn is_dark(&self, x: u32, y: u32) -> bool {
        let index = usize::try_from(y * self.width + x).unwrap_or(usize::MAX);
        self.modules.get(index) == Some(&Color::Dark)
    }
}

/// Refuses sizes that are too small to scan or too large to be meant.
pub(crate) fn check_size(size: u32) -> Result<u32, LabelError> {
    if (SIZE_MIN..=SIZE_MAX).contains(&size) {
        Ok(size)
    } else {
        Err(LabelError::Size(size))
    }
}
