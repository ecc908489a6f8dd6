//! The square of a label that is painted to be read again: the symbol with its border and nothing else, in so many dots as a
//! decoder needs. What that proves does not depend on how large the label is, and neither does what it costs.

use crate::{Drawing, bitmap::Bitmap, number::whole};

/// The most dots of a module: from here on a decoder sees no more of it.
const DOTS_MAX: u32 = 8;

/// A square of the label, in dots of the printer, and its picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Square {
    pub(crate) corner: (u32, u32),
    pub(crate) edge: u32,
    /// The edge of the picture.
    pub(crate) dots: u32,
}

impl Drawing {
    /// The code and its border.
    pub(crate) fn square(&self) -> Square {
        let code = self.layout.code;
        let border = code.module * self.symbol.symbology().quiet_zone();
        let full = self.symbol.full_width();
        Square {
            corner: (code.x.saturating_sub(border), code.y.saturating_sub(border)),
            edge: code.module * full,
            dots: code.module.min(DOTS_MAX) * full,
        }
    }
}

impl Square {
    /// White paper.
    pub(crate) fn paper(self) -> Bitmap {
        Bitmap::filled(self.dots, self.dots, 255)
    }

    /// How the label's dots lie in the picture.
    pub(crate) fn view(self) -> View {
        let scale = f64::from(self.dots) / f64::from(self.edge.max(1));
        let offset = |corner: u32| -f64::from(corner) * scale;
        View {
            scale: (scale, scale),
            offset: (offset(self.corner.0), offset(self.corner.1)),
        }
    }
}

/// A transformation without rotation: scale and offset for both directions.
#[derive(Clone, Copy)]
pub(crate) struct View {
    scale: (f64, f64),
    offset: (f64, f64),
}

impl View {
    /// With another one inside of it.
    pub(crate) fn within(self, a: f64, d: f64, e: f64, f: f64) -> Self {
        Self {
            scale: (self.scale.0 * a, self.scale.1 * d),
            offset: (self.offset.0 + self.scale.0 * e, self.offset.1 + self.scale.1 * f),
        }
    }

    /// The dots of a rectangle: its corner and its size. What lies left of the picture or above it is cut off.
    pub(crate) fn area(self, x: f64, y: f64, width: f64, height: f64) -> ((u32, u32), (u32, u32)) {
        let dots = |n: f64, scale: f64, offset: f64| whole(n * scale + offset);
        let (left, top) = (
            dots(x, self.scale.0, self.offset.0),
            dots(y, self.scale.1, self.offset.1),
        );
        let right = dots(x + width, self.scale.0, self.offset.0);
        let bottom = dots(y + height, self.scale.1, self.offset.1);
        (
            (left, top),
            (right.saturating_sub(left), bottom.saturating_sub(top)),
        )
    }
}
