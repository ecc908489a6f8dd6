//! Every symbol that is drawn is read again by a decoder that is not ours.
#![cfg(test)]

use image::GrayImage;
use labels::{LabelError, QrOptions, qr_png, qr_svg};
use proptest::prelude::*;

const LINK: &str = "https://id.example.com/01/09521234543213";

fn decode(image: &GrayImage) -> (u16, String) {
    let (w, h) = image.dimensions();
    let at = |x: usize, y: usize| {
        image
            .get_pixel(u32::try_from(x).unwrap(), u32::try_from(y).unwrap())
            .0[0]
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(w as usize, h as usize, at);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one symbol in the picture");
    let (meta, text) = grids[0].decode().unwrap();
    (meta.ecc_level, text)
}

fn read_png(bytes: &[u8]) -> GrayImage {
    image::load_from_memory(bytes).unwrap().to_luma8()
}

/// Paints the rectangles of our own path: enough of SVG to read what we write.
fn paint_svg(svg: &str, scale: u32) -> GrayImage {
    let number = |text: &str| text.parse::<u32>().unwrap();
    let between = |from: &str, to: &str| svg.split(from).nth(1).unwrap().split(to).next().unwrap();
    let edge = number(between(r#"viewBox="0 0 "#, " "));
    let mut image = GrayImage::from_pixel(edge * scale, edge * scale, image::Luma([255]));
    for run in between(r#" d="M"#, "\"").split('M') {
        let (at, shape) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y, width) = (number(x), number(y), number(shape.split('v').next().unwrap()));
        for px in x * scale..(x + width) * scale {
            for py in y * scale..(y + 1) * scale {
                image.put_pixel(px, py, image::Luma([0]));
            }
        }
    }
    image
}

#[test]
fn every_png_size_is_exact_sharp_and_readable() {
    for size in [128, 200, 256, 333, 512, 1000, 1024, 4096] {
        let image = read_png(&qr_png(LINK, size).unwrap());
        assert_eq!(image.dimensions(), (size, size));
        assert!(
            image.pixels().all(|p| p.0[0] == 0 || p.0[0] == 255),
            "no grey edges"
        );
        // Level M has the number 0 in the symbol's format information (ISO/IEC 18004, table 12).
        assert_eq!(decode(&image), (0, LINK.to_owned()), "{size}");
    }
}

#[test]
fn the_border_is_at_least_four_modules_wide() {
    let image = read_png(&qr_png(LINK, 400).unwrap());
    let dark = |x: u32, y: u32| image.get_pixel(x, y).0[0] == 0;
    let first = (0..400).find(|&at| dark(at, at)).unwrap();
    // The finder pattern's first row is seven modules of black.
    let run = (first..400).take_while(|&x| dark(x, first)).fold(0, |n, _| n + 1);
    assert_eq!(run % 7, 0);
    assert!(first >= 4 * (run / 7), "border {first}, module {}", run / 7);
    assert!((0..400).all(|at| !dark(at, 0) && !dark(0, at) && !dark(399, at) && !dark(at, 399)));
}

#[test]
fn the_drawing_is_readable_and_names_itself() {
    let svg = qr_svg(LINK, &QrOptions::default()).unwrap();
    assert_eq!(decode(&paint_svg(&svg, 4)), (0, LINK.to_owned()));
    assert!(svg.contains(&format!("<title>QR code: {LINK}</title>")));
    assert!(svg.contains("crispEdges") && svg.matches("<path").count() == 1);
    let hostile = qr_svg("</title><script>\u{1}&", &QrOptions::default()).unwrap();
    assert!(hostile.contains("&lt;/title&gt;&lt;script&gt; &amp;") && !hostile.contains("<script"));
}

#[test]
fn what_cannot_be_made_is_refused_with_its_reason() {
    assert_eq!(qr_png(LINK, 127), Err(LabelError::Size(127)));
    assert_eq!(qr_png(LINK, 4097), Err(LabelError::Size(4097)));
    assert_eq!(qr_png("", 512), Err(LabelError::Empty));
    let long = "a".repeat(2332);
    assert_eq!(
        qr_png(&long, 512),
        Err(LabelError::TooLong {
            bytes: 2332,
            most: 2331
        })
    );
    let full = "a".repeat(2331);
    assert_eq!(
        qr_png(&full, 184),
        Err(LabelError::TooSmall {
            size: 184,
            needed: 185
        })
    );
    assert!(qr_png(&full, 185).is_ok());
    let tight = QrOptions {
        quiet_zone: 3,
        ..QrOptions::default()
    };
    assert_eq!(qr_svg(LINK, &tight), Err(LabelError::QuietZone(3)));
    assert_eq!(
        LabelError::Size(5).to_string(),
        "Choose a size between 128 and 4096 pixels, not 5."
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_address_is_read_back(path in "[!-~]{1,120}", size in 300u32..700) {
        let text = format!("https://id.example.com/01/{path}");
        let image = read_png(&qr_png(&text, size).unwrap());
        prop_assert_eq!(decode(&image).1, text);
    }
}
