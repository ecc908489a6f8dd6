//! Reads back what a stamp paints: enough of PDF's painting operators for rectangles.

use crate::{bitmap::Bitmap, number::whole};

/// A transformation without rotation: scale and offset for both directions.
#[derive(Clone, Copy)]
struct View {
    scale: (f64, f64),
    offset: (f64, f64),
}

/// What the operators paint on white, dot by dot; none where they are not understood.
pub(super) fn painted(content: &[u8], (width, height): (u32, u32)) -> Option<Bitmap> {
    let text = std::str::from_utf8(content).ok()?;
    let mut picture = Bitmap::filled(width, height, 255);
    let mut view = View {
        scale: (1.0, 1.0),
        offset: (0.0, 0.0),
    };
    let (mut views, mut numbers, mut path) = (Vec::new(), Vec::<f64>::new(), Vec::new());
    let mut shade = 0;
    for token in text.split_ascii_whitespace() {
        if let Ok(number) = token.parse() {
            numbers.push(number);
            continue;
        }
        match (token, numbers.as_slice()) {
            ("q", []) => views.push(view),
            ("Q", []) => view = views.pop()?,
            ("cm", &[a, 0.0, 0.0, d, e, f]) => view = view.within(a, d, e, f),
            ("re", &[x, y, width, height]) => path.push(view.area(x, y, width, height)),
            ("g", &[grey]) => shade = brightness([grey; 3]),
            ("rg", &[red, green, blue]) => shade = brightness([red, green, blue]),
            ("f", []) => {
                for (corner, size) in path.drain(..) {
                    picture.fill(corner, size, shade);
                }
            }
            _ => return None,
        }
        numbers.clear();
    }
    Some(picture)
}

impl View {
    fn within(self, a: f64, d: f64, e: f64, f: f64) -> Self {
        Self {
            scale: (self.scale.0 * a, self.scale.1 * d),
            offset: (self.offset.0 + self.scale.0 * e, self.offset.1 + self.scale.1 * f),
        }
    }

    /// The dots of a rectangle: its corner and its size.
    fn area(self, x: f64, y: f64, width: f64, height: f64) -> ((u32, u32), (u32, u32)) {
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

fn brightness([red, green, blue]: [f64; 3]) -> u8 {
    let sum = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    u8::try_from(whole(sum * 255.0)).unwrap_or(u8::MAX)
}
