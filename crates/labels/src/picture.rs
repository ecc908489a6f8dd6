//! A brand's logo, which stands beside the symbol and never in it.

use crate::{Colour, LabelError, number::index};
use flate2::{Compression, write::ZlibEncoder};
use image::{ImageReader, Limits, imageops::FilterType};
use std::io::{Cursor, Write};

/// The largest edge that is kept, in pixels: a logo of 40 mm at 600 dpi.
const EDGE_MAX: u32 = 960;
/// The most memory that reading may take.
const MEMORY_MAX: u64 = 128 * 1024 * 1024;

/// A picture on paper, read once and drawn often.
#[derive(Clone, Debug)]
pub struct Logo {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Three bytes per pixel.
    pub(crate) rgb: Vec<u8>,
}

impl Logo {
    /// Reads a PNG, JPEG, WebP or GIF. What is transparent takes the colour of the paper.
    pub fn read(bytes: &[u8], paper: Colour) -> Result<Self, LabelError> {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|_| LabelError::Logo)?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MEMORY_MAX);
        reader.limits(limits);
        let mut picture = reader.decode().map_err(|_| LabelError::Logo)?;
        if picture.width() == 0 || picture.height() == 0 {
            return Err(LabelError::Logo);
        }
        if picture.width().max(picture.height()) > EDGE_MAX {
            picture = picture.resize(EDGE_MAX, EDGE_MAX, FilterType::Triangle);
        }
        let rgba = picture.to_rgba8();
        let paper = paper.channels();
        let mut rgb = Vec::with_capacity(index(rgba.width() * rgba.height()) * 3);
        for pixel in rgba.pixels() {
            let [red, green, blue, alpha] = pixel.0;
            rgb.extend(
                [red, green, blue]
                    .iter()
                    .zip(paper)
                    .map(|(ink, paper)| blend(*ink, paper, alpha)),
            );
        }
        Ok(Self {
            width: rgba.width(),
            height: rgba.height(),
            rgb,
        })
    }

    /// The largest size with its proportions in a box.
    pub(crate) fn fit(&self, (width, height): (u32, u32)) -> (u32, u32) {
        let scale =
            (f64::from(width) / f64::from(self.width)).min(f64::from(height) / f64::from(self.height));
        let fitted =
            |edge: u32, most: u32| crate::number::whole(f64::from(edge) * scale).clamp(1, most.max(1));
        (fitted(self.width, width), fitted(self.height, height))
    }

    /// The colour of a pixel.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (index(y) * index(self.width) + index(x)) * 3;
        match self.rgb.get(at..at + 3) {
            Some(&[red, green, blue]) => [red, green, blue],
            _ => [255; 3],
        }
    }

    /// Compressed as PDF wants it.
    pub(crate) fn deflated(&self) -> Vec<u8> {
        deflated(&self.rgb)
    }
}

/// `ink` over `paper`.
pub(crate) fn blend(ink: u8, paper: u8, alpha: u8) -> u8 {
    let (ink, paper, alpha) = (u32::from(ink), u32::from(paper), u32::from(alpha));
    u8::try_from((ink * alpha + paper * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

/// In the zlib format.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
