//! Pictures of the four kinds of product.

use super::canvas::{Canvas, Ink, Point, Shape, blend};
use crate::catalogue::{Picture, ProductKind, View};

const WHITE: Ink = [255, 255, 255];
const BLACK: Ink = [16, 18, 22];
/// Pale backgrounds, one of which a product has.
const PAPERS: [Ink; 6] = [
    [236, 240, 241],
    [240, 236, 230],
    [230, 237, 232],
    [234, 234, 242],
    [243, 236, 234],
    [231, 239, 243],
];

/// Draws a picture.
pub(crate) fn draw(picture: Picture) -> Canvas {
    let paper = PAPERS[picture.tint % PAPERS.len()];
    let (zoom, middle) = match picture.view {
        View::Whole => (1.0, (600.0, 450.0)),
        View::Detail => (2.1, closer(picture.kind)),
    };
    let mut canvas = Canvas::new(blend(paper, WHITE, 0.55), blend(paper, BLACK, 0.06), zoom, middle);
    let tones = Tones::of(picture.colour.rgb);
    match picture.kind {
        ProductKind::Battery => battery(&mut canvas, &tones),
        ProductKind::Jacket => jacket(&mut canvas, &tones),
        ProductKind::Chair => chair(&mut canvas, &tones),
        ProductKind::Headphones => headphones(&mut canvas, &tones),
    }
    canvas
}

/// What a detail picture looks at.
fn closer(kind: ProductKind) -> Point {
    match kind {
        ProductKind::Battery => (780.0, 440.0),
        ProductKind::Jacket => (600.0, 330.0),
        ProductKind::Chair => (600.0, 420.0),
        ProductKind::Headphones => (420.0, 540.0),
    }
}

/// Shades of the product's colour.
struct Tones {
    base: Ink,
    dark: Ink,
    light: Ink,
}

impl Tones {
    fn of(base: Ink) -> Self {
        Self {
            base,
            dark: blend(base, BLACK, 0.35),
            light: blend(base, WHITE, 0.28),
        }
    }
}

/// The shadow under the product.
fn shadow(canvas: &mut Canvas, y: f32, half_width: f32) {
    canvas.soft(&Shape::Box((600.0, y), half_width, 26.0, 26.0), BLACK, 52.0, 0.18);
}

fn battery(canvas: &mut Canvas, tones: &Tones) {
    shadow(canvas, 612.0, 400.0);
    canvas.fill(
        &Shape::Box((190.0, 450.0), 22.0, 62.0, 10.0),
        blend(tones.dark, BLACK, 0.4),
    );
    canvas.fill(&Shape::Box((600.0, 450.0), 410.0, 130.0, 46.0), tones.base);
    canvas.fill(&Shape::Box((600.0, 388.0), 382.0, 34.0, 30.0), tones.light);
    canvas.fill(&Shape::Box((600.0, 528.0), 382.0, 26.0, 24.0), tones.dark);
    canvas.fill(&Shape::Box((976.0, 450.0), 34.0, 130.0, 30.0), tones.dark);
    canvas.fill(
        &Shape::Ring((900.0, 452.0), 26.0, 6.0, false),
        blend(tones.light, WHITE, 0.4),
    );
    canvas.fill(
        &Shape::Bar((900.0, 442.0), (900.0, 462.0), 5.0),
        blend(tones.light, WHITE, 0.4),
    );
    for lamp in 0_u8..5 {
        let ink = if lamp < 4 {
            [126, 214, 140]
        } else {
            blend(tones.dark, WHITE, 0.15)
        };
        canvas.fill(
            &Shape::Box((660.0 + 42.0 * f32::from(lamp), 452.0), 14.0, 7.0, 7.0),
            ink,
        );
    }
    let bolt = [
        (402.0, 408.0),
        (356.0, 462.0),
        (390.0, 462.0),
        (372.0, 502.0),
        (424.0, 444.0),
        (388.0, 444.0),
    ];
    canvas.fill(
        &Shape::Polygon(bolt.to_vec(), 2.0),
        blend(tones.light, WHITE, 0.6),
    );
}

fn jacket(canvas: &mut Canvas, tones: &Tones) {
    shadow(canvas, 800.0, 240.0);
    let hood = [
        (520.0, 190.0),
        (548.0, 118.0),
        (600.0, 98.0),
        (652.0, 118.0),
        (680.0, 190.0),
        (600.0, 240.0),
    ];
    canvas.fill(&Shape::Polygon(hood.to_vec(), 14.0), tones.dark);
    for side in [-1.0, 1.0] {
        let at = |x: f32, y: f32| (600.0 + side * x, y);
        let sleeve = [
            at(130.0, 208.0),
            at(196.0, 250.0),
            at(286.0, 640.0),
            at(216.0, 668.0),
            at(140.0, 420.0),
        ];
        canvas.fill(&Shape::Polygon(sleeve.to_vec(), 16.0), tones.dark);
        canvas.fill(
            &Shape::Bar(at(286.0, 644.0), at(218.0, 672.0), 14.0),
            blend(tones.dark, BLACK, 0.35),
        );
    }
    let body = [
        (520.0, 190.0),
        (440.0, 216.0),
        (428.0, 440.0),
        (418.0, 760.0),
        (782.0, 760.0),
        (772.0, 440.0),
        (760.0, 216.0),
        (680.0, 190.0),
        (600.0, 232.0),
    ];
    canvas.fill(&Shape::Polygon(body.to_vec(), 16.0), tones.base);
    let yoke = [
        (520.0, 192.0),
        (440.0, 218.0),
        (434.0, 330.0),
        (600.0, 372.0),
        (766.0, 330.0),
        (760.0, 218.0),
        (680.0, 192.0),
        (600.0, 236.0),
    ];
    canvas.fill(&Shape::Polygon(yoke.to_vec(), 10.0), tones.light);
    canvas.fill(
        &Shape::Bar((600.0, 240.0), (600.0, 770.0), 5.0),
        blend(tones.dark, BLACK, 0.3),
    );
    canvas.fill(
        &Shape::Box((600.0, 270.0), 9.0, 16.0, 6.0),
        blend(tones.light, WHITE, 0.6),
    );
    for side in [-1.0_f32, 1.0] {
        canvas.fill(
            &Shape::Bar((600.0 + side * 130.0, 560.0), (600.0 + side * 96.0, 666.0), 5.0),
            tones.dark,
        );
    }
    canvas.fill(
        &Shape::Box((692.0, 420.0), 34.0, 8.0, 4.0),
        blend(tones.light, WHITE, 0.5),
    );
}

fn chair(canvas: &mut Canvas, tones: &Tones) {
    let metal = [92, 98, 106];
    let wood = [190, 146, 100];
    shadow(canvas, 826.0, 260.0);
    canvas.fill(&Shape::Bar((600.0, 600.0), (600.0, 740.0), 17.0), metal);
    canvas.fill(
        &Shape::Bar((600.0, 640.0), (600.0, 736.0), 26.0),
        blend(metal, BLACK, 0.25),
    );
    for foot in [-220.0_f32, -118.0, 0.0, 118.0, 220.0] {
        let end = (600.0 + foot, 800.0 - foot.abs() * 0.06);
        canvas.fill(&Shape::Bar((600.0, 742.0), end, 12.0), metal);
        canvas.fill(&Shape::Ring((end.0, end.1 + 12.0), 10.0, 11.0, false), BLACK);
    }
    canvas.fill(
        &Shape::Bar((600.0, 400.0), (600.0, 570.0), 20.0),
        blend(metal, BLACK, 0.2),
    );
    canvas.fill(&Shape::Box((600.0, 290.0), 166.0, 186.0, 62.0), wood);
    canvas.fill(&Shape::Box((600.0, 288.0), 148.0, 168.0, 54.0), tones.base);
    canvas.fill(&Shape::Box((600.0, 216.0), 122.0, 72.0, 44.0), tones.light);
    canvas.fill(&Shape::Bar((500.0, 380.0), (700.0, 380.0), 4.0), tones.dark);
    for side in [-1.0_f32, 1.0] {
        canvas.fill(
            &Shape::Bar((600.0 + side * 214.0, 470.0), (600.0 + side * 190.0, 570.0), 11.0),
            metal,
        );
        canvas.fill(
            &Shape::Bar((600.0 + side * 236.0, 462.0), (600.0 + side * 178.0, 462.0), 17.0),
            wood,
        );
    }
    canvas.fill(&Shape::Box((600.0, 592.0), 214.0, 22.0, 20.0), wood);
    canvas.fill(&Shape::Box((600.0, 560.0), 208.0, 34.0, 32.0), tones.base);
    canvas.fill(&Shape::Box((600.0, 548.0), 180.0, 14.0, 14.0), tones.light);
}

fn headphones(canvas: &mut Canvas, tones: &Tones) {
    shadow(canvas, 740.0, 260.0);
    canvas.fill(&Shape::Ring((600.0, 470.0), 262.0, 30.0, true), tones.base);
    canvas.fill(&Shape::Ring((600.0, 470.0), 232.0, 10.0, true), tones.dark);
    canvas.fill(&Shape::Ring((600.0, 470.0), 276.0, 5.0, true), tones.light);
    for side in [-1.0, 1.0] {
        let x = |offset: f32| 600.0 + side * offset;
        canvas.fill(
            &Shape::Bar((x(262.0), 450.0), (x(262.0), 540.0), 18.0),
            [150, 154, 160],
        );
        canvas.fill(
            &Shape::Box((x(196.0), 584.0), 44.0, 118.0, 40.0),
            blend(tones.dark, BLACK, 0.3),
        );
        canvas.fill(&Shape::Box((x(252.0), 584.0), 54.0, 128.0, 50.0), tones.base);
        canvas.fill(&Shape::Box((x(268.0), 584.0), 30.0, 98.0, 29.0), tones.light);
        canvas.fill(
            &Shape::Ring((x(268.0), 584.0), 16.0, 3.0, false),
            blend(tones.light, WHITE, 0.5),
        );
    }
    canvas.fill(&Shape::Box((334.0, 672.0), 5.0, 12.0, 5.0), BLACK);
}
