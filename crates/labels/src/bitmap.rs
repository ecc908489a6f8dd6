//! A picture in shades of grey, for decoding.

use crate::{number::index, proof::Square};

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

    /// A square of it, as a picture of at most as many dots.
    pub(crate) fn part(&self, square: Square) -> Self {
        let Square { corner, edge, dots } = square;
        let at = |n: u32| (2 * u64::from(n) + 1) * u64::from(edge) / (2 * u64::from(dots.max(1)));
        let at = |corner: u32, n: u32| corner.saturating_add(u32::try_from(at(n)).unwrap_or(u32::MAX));
        let mut part = Self::filled(dots, dots, 255);
        let places = (0..dots).flat_map(|y| (0..dots).map(move |x| (x, y)));
        for (new, (x, y)) in part.luma.iter_mut().zip(places) {
            let (x, y) = (at(corner.0, x), at(corner.1, y));
            let old = (x < self.width).then(|| index(y) * index(self.width) + index(x));
            *new = old.and_then(|old| self.luma.get(old)).copied().unwrap_or(255);
        }
        part
    }
}
