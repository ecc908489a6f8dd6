//! The one typeface of labels, and what can be written with it. See `fonts/README.md`.

use crate::number::whole;
use std::sync::OnceLock;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// The file.
pub(crate) const FILE: &[u8] = include_bytes!("../fonts/labels.ttf");
/// Its PostScript name, with the mark of a part of a typeface.
pub(crate) const NAME: &[u8] = b"TESERA+DejaVuSansCondensed";

/// A glyph on a line: which one, and where it begins in units of the typeface.
pub(crate) struct Placed {
    pub(crate) glyph: GlyphId,
    pub(crate) x: u32,
    pub(crate) of: char,
}

/// The typeface; none only if the file in this program were damaged.
pub(crate) fn face() -> Option<&'static Face<'static>> {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FILE, 0).ok()).as_ref()
}

/// Units on the edge of the typeface's square.
pub(crate) fn units() -> u32 {
    face().map_or(2048, |face| u32::from(face.units_per_em()))
}

/// Whether every character of the text can be written.
pub(crate) fn covers(text: &str) -> bool {
    let has = |c: char| c == ' ' || face().is_some_and(|face| face.glyph_index(c).is_some());
    text.chars().all(has)
}

/// The glyphs of a line, and how long it is in units of the typeface.
pub(crate) fn line(text: &str) -> (Vec<Placed>, u32) {
    let Some(face) = face() else {
        return (Vec::new(), 0);
    };
    let mut x = 0;
    let mut glyphs = Vec::with_capacity(text.len());
    for of in text.chars() {
        let glyph = face.glyph_index(of).unwrap_or_default();
        glyphs.push(Placed { glyph, x, of });
        x += u32::from(face.glyph_hor_advance(glyph).unwrap_or(0));
    }
    (glyphs, x)
}

/// How long a line is at a size.
pub(crate) fn width(text: &str, size: u32) -> u32 {
    scaled(line(text).1, size)
}

/// Units of the typeface at a size, rounded up.
fn scaled(units_: u32, size: u32) -> u32 {
    u32::try_from((u64::from(units_) * u64::from(size)).div_ceil(u64::from(units()))).unwrap_or(u32::MAX)
}

/// How far the tallest letters rise above the line of writing.
pub(crate) fn ascent(size: u32) -> u32 {
    whole(f64::from(size) * 0.93)
}

/// From one line of writing to the next.
pub(crate) fn leading(size: u32) -> u32 {
    whole(f64::from(size) * 1.2)
}

/// The text in lines of at most `room`, broken between words where that is possible; none where a single character is wider.
pub(crate) fn wrap(text: &str, size: u32, room: u32) -> Option<Vec<String>> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        for piece in pieces(word, size, room)? {
            let line = lines.last_mut()?;
            let joined = if line.is_empty() {
                piece.clone()
            } else {
                format!("{line} {piece}")
            };
            if width(&joined, size) <= room {
                *line = joined;
            } else {
                lines.push(piece);
            }
        }
    }
    Some(lines)
}

/// A word, cut where it is longer than a line.
fn pieces(word: &str, size: u32, room: u32) -> Option<Vec<String>> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let piece = pieces.last_mut()?;
        piece.push(c);
        if width(piece, size) > room {
            piece.pop();
            if piece.is_empty() {
                return None;
            }
            pieces.push(c.to_string());
        }
    }
    Some(pieces)
}

/// The text with as much as fits into `room` and an ellipsis.
pub(crate) fn shortened(text: &str, size: u32, room: u32) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    while !chars.is_empty() {
        chars.pop();
        let short = format!("{}…", chars.iter().collect::<String>().trim_end());
        if width(&short, size) <= room {
            return short;
        }
    }
    String::new()
}

/// Draws a glyph.
pub(crate) fn outline(glyph: GlyphId, into: &mut dyn OutlineBuilder) {
    if let Some(face) = face() {
        face.outline_glyph(glyph, into);
    }
}

/// The advance of a glyph in thousandths of the size, as PDF counts.
pub(crate) fn advance_in_thousandths(glyph: GlyphId) -> u32 {
    let advance = face().and_then(|face| face.glyph_hor_advance(glyph)).unwrap_or(0);
    (u32::from(advance) * 1000 + units() / 2) / units()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_union_can_be_written() {
        let pangrams = [
            "Příliš žluťoučký kůň úpěl ďábelské ódy",
            "Zażółć gęślą jaźń",
            "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία ΆΈΉΊΌΎΏΐΰ",
            "Жълтата дюля беше щастлива ѝ",
            "Árvíztűrő tükörfúrógép ĀČĒĢĪĶĻŅŠŪŽ ĄĘĖĮŲ ĠĦŻ țșȚȘ ß ẞ",
            "Größe 10 m² · 5 µm ± 2 % €",
        ];
        for text in pangrams {
            assert!(covers(text), "{text}");
        }
        for text in ["電池", "بطارية", "🔋"] {
            assert!(!covers(text), "{text}");
        }
    }

    #[test]
    fn lines_break_between_words_and_long_words_anywhere() {
        let room = width("Chair with", 100);
        assert_eq!(
            wrap("Chair with arms", 100, room).unwrap(),
            ["Chair with", "arms"]
        );
        let lines = wrap("(01)09506000134352(21)ABCDEFGHIJ", 100, room).unwrap();
        assert!(lines.len() > 2 && lines.iter().all(|l| width(l, 100) <= room));
        assert_eq!(lines.concat(), "(01)09506000134352(21)ABCDEFGHIJ");
        assert_eq!(wrap("W", 100, 10), None);
        assert!(shortened("Chair with arms", 100, room).ends_with('…'));
    }
}
