//! A picture in shades of grey, for decoding.

use crate::number::index;

/// Rows of brightness, 0 to 255.
pub(crate) struct Bitmap {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) luma: Vec<u8>,
}

impl Bitmap {
    /// All of one brightness.
    pub(crate) fn filled(width: u32, height: u32, luma: u8) -> Self {
        Self {
            width,
            height,
            luma: vec![luma; index(width) * index(height)],
        }
    }

    /// Paints a rectangle black.
    pub(crate) fn blacken(&mut self, corner: (u32, u32), size: (u32, u32)) {
        self.fill(corner, size, 0);
    }

    /// Paints a rectangle; what lies outside of the picture is cut off.
    pub(crate) fn fill(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), luma: u8) {
        let right = x.saturating_add(width).min(self.width);
        for row in y.min(self.height)..y.saturating_add(height).min(self.height) {
            let start = index(row) * index(self.width);
            if let Some(part) = self
                .luma
                .get_mut(start + index(x.min(right))..start + index(right))
            {
                part.fill(luma);
            }
        }
    }

    /// A part of it.
    pub(crate) fn cut(&self, (x, y): (u32, u32), (width, height): (u32, u32)) -> Self {
        let mut part = Self::filled(width, height, 255);
        for row in 0..height.min(self.height.saturating_sub(y)) {
            let from = index(y + row) * index(self.width) + index(x);
            let to = index(row) * index(width);
            let length = index(width.min(self.width.saturating_sub(x)));
            if let (Some(old), Some(new)) = (
                self.luma.get(from..from + length),
                part.luma.get_mut(to..to + length),
            ) {
                new.copy_from_slice(old);
            }
        }
        part
    }
}
