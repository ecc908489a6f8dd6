//! Pictures decoded within limits and written anew: what was hidden in the file does not survive.

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png},
    imageops::FilterType,
};
use std::io::Cursor;

/// The most pixels of a picture that is decoded: more is a bomb, or of no use on a page.
const PIXELS_MAX: u64 = 50_000_000;
/// The most memory that decoding may take, in bytes.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// The quality of JPEG, of 100.
const QUALITY: u8 = 82;

/// A picture as it is stored.
#[derive(Debug)]
pub struct Picture {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// `image/jpeg`, or `image/png` where some of it is transparent.
    pub mime: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Why a file is no picture for a page; the rest of a sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Not one of the formats that are read.
    #[error("it is no JPEG, PNG, GIF or WebP picture.")]
    Unknown,
    /// One of the formats, but broken.
    #[error("the file is damaged.")]
    Damaged,
    /// More pixels than are decoded.
    #[error("it has more than 50 million pixels.")]
    TooManyPixels,
}

impl Picture {
    /// Decodes a picture, turns it upright, shrinks it to `edge` pixels and encodes it again.
    pub fn make(bytes: &[u8], edge: u32) -> Result<Self, PictureError> {
        let picture = shrunk(decode(bytes)?, edge);
        let (width, height) = (picture.width(), picture.height());
        let (bytes, mime) = if is_transparent(&picture) {
            (png(&picture)?, "image/png")
        } else {
            (jpeg(&picture)?, "image/jpeg")
        };
        Ok(Self {
            bytes,
            mime,
            width,
            height,
        })
    }
}

/// A picture that was stored, to be made something else of.
pub(super) fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    decode(bytes).ok()
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::Unknown)?;
    reader.format().ok_or(PictureError::Unknown)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| in_words(&e))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureError::TooManyPixels);
    }
    let turned = decoder.orientation();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| in_words(&e))?;
    if let Ok(orientation) = turned {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn in_words(error: &ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels,
        ImageError::Unsupported(_) => PictureError::Unknown,
        _ => PictureError::Damaged,
    }
}

fn shrunk(picture: DynamicImage, edge: u32) -> DynamicImage {
    if picture.width() <= edge && picture.height() <= edge {
        return picture;
    }
    picture.resize(edge, edge, FilterType::CatmullRom)
}

fn is_transparent(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|p| p.0[3] < u8::MAX)
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let rgb = picture.to_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .write_image(&rgb, rgb.width(), rgb.height(), ExtendedColorType::Rgb8)
        .map_err(|e| in_words(&e))?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let rgba = picture.to_rgba8();
    let mut bytes = Vec::new();
    png::PngEncoder::new_with_quality(&mut bytes, png::CompressionType::Best, png::FilterType::Adaptive)
        .write_image(&rgba, rgba.width(), rgba.height(), ExtendedColorType::Rgba8)
        .map_err(|e| in_words(&e))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};
    use proptest::prelude::*;

    fn sample(width: u32, height: u32, alpha: u8) -> Vec<u8> {
        let image = RgbaImage::from_pixel(width, height, Rgba([200, 30, 30, alpha]));
        png(&DynamicImage::ImageRgba8(image)).unwrap()
    }

    #[test]
    fn a_large_picture_is_shrunk_to_jpeg_and_a_transparent_one_stays_png() {
        let made = Picture::make(&sample(2000, 1000, 255), 1280).unwrap();
        assert_eq!((made.mime, made.width, made.height), ("image/jpeg", 1280, 640));
        let made = Picture::make(&sample(20, 10, 100), 1280).unwrap();
        assert_eq!((made.mime, made.width, made.height), ("image/png", 20, 10));
    }

    #[test]
    fn the_same_picture_gives_the_same_bytes() {
        let bytes = || Picture::make(&sample(30, 30, 255), 20).unwrap().bytes;
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn what_is_no_picture_is_told_apart_from_what_is_damaged() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
        assert_eq!(Picture::make(svg, 10).unwrap_err(), PictureError::Unknown);
        let cut = &sample(50, 50, 255)[..60];
        assert_eq!(Picture::make(cut, 10).unwrap_err(), PictureError::Damaged);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        // The header of a PNG says 60000 by 60000 pixels; CRC of the changed header included.
        let mut bomb = sample(1, 1, 255);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(Picture::make(&bomb, 10).unwrap_err(), PictureError::TooManyPixels);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                if c & 1 == 1 {
                    (c >> 1) ^ 0xedb8_8320
                } else {
                    c >> 1
                }
            })
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0..4usize) {
            let magic: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 "];
            bytes.splice(0..0, magic[start].iter().copied());
            let _ = Picture::make(&bytes, 10);
        }
    }
}
