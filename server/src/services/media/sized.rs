//! Stored pictures, smaller and as WebP: the only importer of webp.

use super::picture::decoded;
use image::imageops::FilterType;

/// The quality of WebP, of 100: what it loses is seen no more than what JPEG has lost before.
const QUALITY: f32 = 76.0;

/// A stored picture at a width, or at its own where that is less; none where it cannot be read.
pub fn webp(stored: &[u8], width: u32) -> Option<Vec<u8>> {
    let picture = decoded(stored)?;
    let picture = if picture.width() > width {
        let height = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width());
        let height = u32::try_from(height.max(1)).ok()?;
        picture.resize_exact(width, height, FilterType::CatmullRom)
    } else {
        picture
    };
    let (width, height) = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        Some(
            webp::Encoder::from_rgba(&pixels, width, height)
                .encode(QUALITY)
                .to_vec(),
        )
    } else {
        let pixels = picture.to_rgb8();
        Some(
            webp::Encoder::from_rgb(&pixels, width, height)
                .encode(QUALITY)
                .to_vec(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::media::Picture;
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use std::io::Cursor;

    fn photo() -> Vec<u8> {
        let shade = |x: u32, y: u32| u8::try_from((x * x / 7 + y * 3 + (x ^ y)) % 251).unwrap();
        let image = RgbImage::from_fn(1280, 800, |x, y| Rgb([shade(x, y), shade(y, x) / 2, 90]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(image)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        Picture::make(bytes.get_ref(), 1280).unwrap().bytes
    }

    fn size(webp: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(webp, ImageFormat::WebP).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_picture_is_smaller_and_lighter() {
        let stored = photo();
        let (small, whole) = (webp(&stored, 480).unwrap(), webp(&stored, 1280).unwrap());
        assert_eq!((size(&small), size(&whole)), ((480, 300), (1280, 800)));
        assert!(small.len() < whole.len() && whole.len() < stored.len());
    }

    #[test]
    fn what_is_transparent_stays_so_and_nothing_is_made_larger() {
        let image = RgbaImage::from_pixel(20, 10, Rgba([200, 30, 30, 100]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(image)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        let made = webp(bytes.get_ref(), 480).unwrap();
        assert_eq!(size(&made), (20, 10));
        assert!(image::load_from_memory(&made).unwrap().to_rgba8()[(3, 3)].0[3] < 255);
    }

    #[test]
    fn what_is_no_picture_becomes_none() {
        assert!(webp(b"nonsense", 480).is_none());
    }
}
