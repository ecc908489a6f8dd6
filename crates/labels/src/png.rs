//! A label as PNG, dot for dot as the printer sets it.

use crate::{
    Drawing, LabelError, Logo,
    bitmap::Bitmap,
    decode::prove,
    font,
    layout::{Area, Writing},
    number::{count, float, index, single, whole},
    picture::blend,
};
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use image::{ExtendedColorType, ImageEncoder, codecs::png};
use ttf_parser::OutlineBuilder;

/// The most dots of a picture, in millions: DIN A5 at 600 dpi. While it is made, each takes five bytes.
const MEGADOTS_MAX: u64 = 20;
/// Where the header of a PNG ends: signature, and a chunk of 13 bytes with its frame.
const HEADER: usize = 8 + 25;

impl Drawing {
    /// As PNG with the printer's resolution in it, and the symbol read back out of it.
    pub fn png(&self, logo: Option<&Logo>) -> Result<Vec<u8>, LabelError> {
        self.fits_png()?;
        let layout = &self.layout;
        let mut canvas = Canvas::new(layout.width, layout.height, self.paper.channels());
        for (x, y, length) in self.symbol.runs() {
            let module = layout.code.module;
            let corner = (layout.code.x + x * module, layout.code.y + y * module);
            canvas.fill(corner, (length * module, module), self.ink.channels());
        }
        if let (Some(area), Some(logo)) = (layout.logo, logo) {
            canvas.picture(area, logo);
        }
        for text in &layout.texts {
            canvas.write(text, self.ink.channels());
        }
        let bytes = encode(&canvas.rgb, (layout.width, layout.height), Some(layout.dpi))?;
        drop(canvas);
        self.read_png(&bytes)?;
        Ok(bytes)
    }

    /// Refuses what has too many dots for a PNG.
    pub fn fits_png(&self) -> Result<(), LabelError> {
        let layout = &self.layout;
        if u64::from(layout.width) * u64::from(layout.height) > MEGADOTS_MAX * 1_000_000 {
            return Err(LabelError::TooManyDots { most: MEGADOTS_MAX });
        }
        Ok(())
    }

    /// Reads the symbol out of the finished file.
    fn read_png(&self, bytes: &[u8]) -> Result<(), LabelError> {
        let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png);
        let grey = picture.map_err(|_| LabelError::Unreadable)?.into_luma8();
        let picture = Bitmap {
            width: grey.width(),
            height: grey.height(),
            luma: grey.into_raw(),
        };
        prove(&self.symbol, picture.part(self.square()))
    }
}

/// Writes a PNG of three bytes per pixel, with its resolution where it has one.
pub(crate) fn encode(
    rgb: &[u8],
    (width, height): (u32, u32),
    dpi: Option<u32>,
) -> Result<Vec<u8>, LabelError> {
    let mut bytes = Vec::new();
    png::PngEncoder::new_with_quality(&mut bytes, png::CompressionType::Default, png::FilterType::Up)
        .write_image(rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(|e| LabelError::Encoding(e.to_string()))?;
    if let Some(dpi) = dpi {
        let at = HEADER.min(bytes.len());
        drop(bytes.splice(at..at, resolution(dpi)));
    }
    Ok(bytes)
}

/// The chunk `pHYs`: without it a program prints at a size of its own.
fn resolution(dpi: u32) -> Vec<u8> {
    let per_metre = whole(f64::from(dpi) / 0.0254).to_be_bytes();
    let body = [b"pHYs".as_slice(), &per_metre, &per_metre, &[1]].concat();
    let crc = crc32fast::hash(&body).to_be_bytes();
    [&count(body.len() - 4).to_be_bytes()[..], &body, &crc].concat()
}

/// Pixels in colour.
struct Canvas {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Canvas {
    fn new(width: u32, height: u32, paper: [u8; 3]) -> Self {
        Self {
            width,
            height,
            rgb: paper.repeat(index(width) * index(height)),
        }
    }

    fn set(&mut self, x: u32, y: u32, colour: [u8; 3], alpha: u8) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (index(y) * index(self.width) + index(x)) * 3;
        for (old, new) in self.rgb.iter_mut().skip(at).zip(colour) {
            *old = blend(new, *old, alpha);
        }
    }

    fn fill(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), colour: [u8; 3]) {
        for row in y..y + height {
            for column in x..x + width {
                self.set(column, row, colour, 255);
            }
        }
    }

    fn picture(&mut self, area: Area, logo: &Logo) {
        let from = |at: u32, edge: u32, all: u32| {
            u32::try_from(u64::from(at) * u64::from(all) / u64::from(edge.max(1))).unwrap_or(0)
        };
        for y in 0..area.height {
            for x in 0..area.width {
                let colour = logo.pixel(from(x, area.width, logo.width), from(y, area.height, logo.height));
                self.set(area.x + x, area.y + y, colour, 255);
            }
        }
    }

    fn write(&mut self, line: &Writing, ink: [u8; 3]) {
        let (glyphs, length) = font::line(&line.text);
        let scale = f64::from(line.size) / f64::from(font::units());
        // Above the line of writing and below it there is as much room as the typeface has.
        let width = whole(f64::from(length) * scale) + 2;
        let mut shapes = Shapes {
            raster: Rasterizer::new(index(width), index(2 * line.size)),
            scale: single(scale),
            x: 0.0,
            base: float(line.size) * 1.25,
            at: (point(0.0, 0.0), point(0.0, 0.0)),
        };
        for placed in glyphs {
            shapes.x = single(f64::from(placed.x) * scale);
            font::outline(placed.glyph, &mut shapes);
        }
        let top = line.y.saturating_sub(whole(f64::from(line.size) * 1.25));
        shapes.raster.for_each_pixel_2d(|x, y, cover| {
            let alpha = u8::try_from(whole(f64::from(cover) * 255.0)).unwrap_or(u8::MAX);
            if alpha > 0 {
                self.set(line.x + x, top + y, ink, alpha);
            }
        });
    }
}

/// Glyphs as dots.
struct Shapes {
    raster: Rasterizer,
    scale: f32,
    x: f32,
    base: f32,
    /// Where the outline began and where the pen is.
    at: (Point, Point),
}

impl Shapes {
    fn point(&self, x: f32, y: f32) -> Point {
        point(self.x + x * self.scale, self.base - y * self.scale)
    }
}

impl OutlineBuilder for Shapes {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.point(x, y);
        self.at = (to, to);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.point(x, y);
        self.raster.draw_line(self.at.1, to);
        self.at.1 = to;
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.point(x1, y1), self.point(x, y));
        self.raster.draw_quad(self.at.1, by, to);
        self.at.1 = to;
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (a, b, to) = (self.point(x1, y1), self.point(x2, y2), self.point(x, y));
        self.raster.draw_cubic(self.at.1, a, b, to);
        self.at.1 = to;
    }
    fn close(&mut self) {
        self.raster.draw_line(self.at.1, self.at.0);
    }
}
