//! Labels as PDF: vectors and real text with its typeface embedded, at their true size.
//!
//! A [`Stamp`] is one label as PDF paints it, with the symbol read back out of it. Stamps can be made side by side by several
//! threads; a [`SheetPdf`] puts them on pages.

mod document;
mod read;

pub use document::SheetPdf;

use crate::{
    Colour, Drawing, LabelError,
    decode::prove,
    font,
    number::{float, single},
};
use pdf_writer::{Content, Name, Str};
use ttf_parser::GlyphId;

/// The names of the typeface and the logo on every page.
const FONT: Name<'static> = Name(b"F");
const LOGO: Name<'static> = Name(b"L");

/// A label as PDF paints it, in dots from its upper left corner.
#[derive(Clone, Debug)]
pub struct Stamp {
    content: Vec<u8>,
    /// What it writes, for the typeface's table of characters.
    glyphs: Vec<(u16, char)>,
    dpi: u32,
}

impl Drawing {
    /// As PDF paints it.
    pub fn stamp(&self) -> Result<Stamp, LabelError> {
        let layout = &self.layout;
        let mut content = Content::new();
        if self.paper != Colour::WHITE {
            colour(&mut content, self.paper);
            content.rect(0.0, 0.0, float(layout.width), float(layout.height));
            content.fill_nonzero();
        }
        colour(&mut content, self.ink);
        self.paint_code(&mut content);
        let code = read::painted(content.as_bytes(), self.square());
        prove(&self.symbol, code.ok_or(LabelError::Unreadable)?)?;
        if let Some(area) = layout.logo {
            let (width, height) = (float(area.width), float(area.height));
            content.save_state();
            content.transform([width, 0.0, 0.0, -height, float(area.x), float(area.y) + height]);
            content.x_object(LOGO);
            content.restore_state();
        }
        let mut glyphs = Vec::new();
        for text in &layout.texts {
            content.begin_text();
            content.set_font(FONT, float(text.size));
            content.set_text_matrix([1.0, 0.0, 0.0, -1.0, float(text.x), float(text.y)]);
            let line = font::line(&text.text).0;
            let bytes: Vec<u8> = line.iter().flat_map(|p| p.glyph.0.to_be_bytes()).collect();
            content.show(Str(&bytes));
            content.end_text();
            glyphs.extend(line.iter().map(|p| (p.glyph.0, p.of)));
        }
        Ok(Stamp {
            content: content.finish().to_vec(),
            glyphs,
            dpi: layout.dpi,
        })
    }

    /// All dark modules as one path, so that no seams show between them.
    fn paint_code(&self, content: &mut Content) {
        let code = self.layout.code;
        let module = float(code.module);
        content.save_state();
        content.transform([module, 0.0, 0.0, module, float(code.x), float(code.y)]);
        for (x, y, run) in self.symbol.runs() {
            content.rect(float(x), float(y), float(run), 1.0);
        }
        content.fill_nonzero();
        content.restore_state();
    }
}

/// Black is black ink alone, not a mixture of all.
fn colour(content: &mut Content, colour: Colour) {
    let [red, green, blue] = colour.channels().map(|c| single(f64::from(c) / 255.0));
    if colour == Colour::BLACK {
        content.set_fill_gray(0.0);
    } else {
        content.set_fill_rgb(red, green, blue);
    }
}

/// The advance of a glyph as PDF counts it.
fn advance(glyph: u16) -> f32 {
    float(font::advance_in_thousandths(GlyphId(glyph)))
}
