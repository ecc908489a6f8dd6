//! A small drawing surface: shapes given by their signed distance, with soft edges.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places are pixels of a small picture, colours are clamped by their arithmetic"
)]

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, ImageResult, Rgb, RgbImage};

/// Width of every picture in pixels.
pub(crate) const WIDTH: u32 = 1200;
/// Height of every picture in pixels.
pub(crate) const HEIGHT: u32 = 900;

/// A colour, red, green and blue.
pub(crate) type Ink = [u8; 3];
/// A place, in pixels of a whole view.
pub(crate) type Point = (f32, f32);

/// A shape by the distance of a point to its edge, negative inside.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// Centre, half width, half height, radius of the corners.
    Box(Point, f32, f32, f32),
    /// Ends and half thickness.
    Bar(Point, Point, f32),
    /// Centre, radius of the middle line, half thickness; only the upper half when asked.
    Ring(Point, f32, f32, bool),
    /// Corners of any polygon without crossings, and how far it is rounded.
    Polygon(Vec<Point>, f32),
}

/// The picture under the brush.
pub(crate) struct Canvas {
    pixels: RgbImage,
    zoom: f32,
    middle: Point,
}

impl Canvas {
    /// A canvas with a calm vertical gradient, showing the scene enlarged around its middle.
    pub(crate) fn new(top: Ink, bottom: Ink, zoom: f32, middle: Point) -> Self {
        let mut pixels = RgbImage::new(WIDTH, HEIGHT);
        for (y, row) in pixels.rows_mut().enumerate() {
            let ink = blend(top, bottom, y as f32 / HEIGHT as f32);
            row.for_each(|pixel| *pixel = Rgb(ink));
        }
        Self { pixels, zoom, middle }
    }

    /// Paints a shape.
    pub(crate) fn fill(&mut self, shape: &Shape, ink: Ink) {
        self.soft(shape, ink, 1.0 / self.zoom, 1.0);
    }

    /// Paints a shape whose edge fades over `blur` pixels, with some strength between 0 and 1.
    pub(crate) fn soft(&mut self, shape: &Shape, ink: Ink, blur: f32, strength: f32) {
        let ((left, top), (right, bottom)) = self.window(shape, blur);
        for y in top..bottom {
            for x in left..right {
                let distance = shape.distance(self.scene(x, y));
                let part = (0.5 - distance / blur).clamp(0.0, 1.0);
                let cover = part * part * (3.0 - 2.0 * part) * strength;
                if cover > 0.0 {
                    let pixel = self.pixels.get_pixel_mut(x, y);
                    pixel.0 = blend(pixel.0, ink, cover);
                }
            }
        }
    }

    /// The finished picture.
    pub(crate) fn png(&self) -> ImageResult<Bytes> {
        let mut file = Cursor::new(Vec::new());
        self.pixels.write_to(&mut file, ImageFormat::Png)?;
        Ok(Bytes::from(file.into_inner()))
    }

    /// The place in the scene that a pixel shows.
    fn scene(&self, x: u32, y: u32) -> Point {
        let across = (x as f32 + 0.5 - WIDTH as f32 / 2.0) / self.zoom + self.middle.0;
        let down = (y as f32 + 0.5 - HEIGHT as f32 / 2.0) / self.zoom + self.middle.1;
        (across, down)
    }

    /// The pixels a shape can touch.
    fn window(&self, shape: &Shape, blur: f32) -> ((u32, u32), (u32, u32)) {
        let ((left, top), (right, bottom)) = shape.bounds();
        let x = |place: f32| (place - self.middle.0) * self.zoom + WIDTH as f32 / 2.0;
        let y = |place: f32| (place - self.middle.1) * self.zoom + HEIGHT as f32 / 2.0;
        let pixel = |place: f32, size: u32| place.clamp(0.0, size as f32) as u32;
        let first = (pixel(x(left - blur), WIDTH), pixel(y(top - blur), HEIGHT));
        let last = (
            pixel(x(right + blur) + 1.0, WIDTH),
            pixel(y(bottom + blur) + 1.0, HEIGHT),
        );
        (first, last)
    }
}

impl Shape {
    fn distance(&self, (x, y): Point) -> f32 {
        match self {
            Self::Box((cx, cy), half_width, half_height, radius) => {
                let across = (x - cx).abs() - half_width + radius;
                let down = (y - cy).abs() - half_height + radius;
                across.max(0.0).hypot(down.max(0.0)) + across.max(down).min(0.0) - radius
            }
            Self::Bar(from, to, half) => to_line((x, y), *from, *to) - half,
            Self::Ring((cx, cy), radius, half, upper) => {
                let ring = ((x - cx).hypot(y - cy) - radius).abs() - half;
                if *upper { ring.max(y - cy) } else { ring }
            }
            Self::Polygon(corners, rounding) => to_polygon((x, y), corners) - rounding,
        }
    }

    /// Opposite corners of a box around the shape.
    fn bounds(&self) -> (Point, Point) {
        match self {
            Self::Box((x, y), w, h, _) => ((x - w, y - h), (x + w, y + h)),
            Self::Bar(from, to, half) => around(&[*from, *to], *half),
            Self::Ring(centre, radius, half, _) => around(&[*centre], radius + half),
            Self::Polygon(corners, rounding) => around(corners, *rounding),
        }
    }
}

fn around(points: &[Point], margin: f32) -> (Point, Point) {
    points.iter().fold(
        ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN)),
        |(low, high), (x, y)| {
            (
                (low.0.min(x - margin), low.1.min(y - margin)),
                (high.0.max(x + margin), high.1.max(y + margin)),
            )
        },
    )
}

fn to_line(point: Point, from: Point, to: Point) -> f32 {
    let (px, py) = (point.0 - from.0, point.1 - from.1);
    let (lx, ly) = (to.0 - from.0, to.1 - from.1);
    let along = ((px * lx + py * ly) / (lx * lx + ly * ly)).clamp(0.0, 1.0);
    (px - lx * along).hypot(py - ly * along)
}

fn to_polygon(point: Point, corners: &[Point]) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    for (place, from) in corners.iter().enumerate() {
        let to = corners[(place + 1) % corners.len()];
        nearest = nearest.min(to_line(point, *from, to));
        let crosses = (from.1 > point.1) != (to.1 > point.1);
        if crosses && point.0 < (to.0 - from.0) * (point.1 - from.1) / (to.1 - from.1) + from.0 {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}

/// A colour between two others.
pub(crate) fn blend(from: Ink, to: Ink, part: f32) -> Ink {
    std::array::from_fn(|channel| {
        let (from, to) = (f32::from(from[channel]), f32::from(to[channel]));
        (from + (to - from) * part).round() as u8
    })
}
