//! Reads back what a stamp paints: enough of PDF's painting operators for rectangles.

use crate::{bitmap::Bitmap, number::whole, proof::Square};

/// What the operators paint on this square of white paper; none where they are not understood.
pub(super) fn painted(content: &[u8], square: Square) -> Option<Bitmap> {
    let text = std::str::from_utf8(content).ok()?;
    let (mut picture, mut view) = (square.paper(), square.view());
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

fn brightness([red, green, blue]: [f64; 3]) -> u8 {
    let sum = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    u8::try_from(whole(sum * 255.0)).unwrap_or(u8::MAX)
}
