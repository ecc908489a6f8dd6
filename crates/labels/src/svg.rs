//! A label as SVG: shapes alone, so that it looks the same everywhere; a title for those who do not see it.

use crate::{Drawing, LabelError, Logo, decode::prove, font, layout::Area, number::whole};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt::Write;
use ttf_parser::OutlineBuilder;

impl Drawing {
    /// As SVG, in millimetres, with the symbol read back out of it.
    pub fn svg(&self, logo: Option<&Logo>) -> Result<String, LabelError> {
        let layout = &self.layout;
        let (width, height) = (layout.width, layout.height);
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}mm" height="{}mm" viewBox="0 0 {width} {height}" role="img"><title>{}</title><rect width="{width}" height="{height}" fill="{}"/>"#,
            self.size.width.as_mm(),
            self.size.height.as_mm(),
            escape(&self.spoken()),
            self.paper,
        );
        let code = layout.code;
        let runs = path(&self.symbol.runs(), 0);
        // Writing into a string cannot fail.
        let _ = write!(
            svg,
            r#"<path id="code" transform="translate({} {}) scale({})" fill="{}" shape-rendering="crispEdges" d="{runs}"/>"#,
            code.x, code.y, code.module, self.ink
        );
        if let (Some(area), Some(logo)) = (layout.logo, logo) {
            svg.push_str(&embedded(logo, area)?);
        }
        self.write_texts(&mut svg);
        svg.push_str("</svg>");
        self.read_svg(&svg)?;
        Ok(svg)
    }

    /// What somebody hears who does not see the label.
    pub(crate) fn spoken(&self) -> String {
        let mut words = vec![format!(
            "{}: {}",
            self.symbol.symbology().title(),
            self.symbol.text()
        )];
        words.extend(self.layout.texts.iter().map(|t| t.text.clone()));
        words.join(", ")
    }

    fn write_texts(&self, svg: &mut String) {
        for line in &self.layout.texts {
            let scale = f64::from(line.size) / f64::from(font::units());
            let mut shapes = Shapes {
                d: String::new(),
                x: 0,
            };
            for placed in font::line(&line.text).0 {
                shapes.x = i64::from(placed.x);
                font::outline(placed.glyph, &mut shapes);
            }
            let (x, y) = (line.x, line.y);
            let _ = write!(
                svg,
                r#"<path transform="translate({x} {y}) scale({scale:.6} -{scale:.6})" fill="{}" d="{}"/>"#,
                self.ink, shapes.d
            );
        }
    }

    /// Reads the symbol out of the finished text.
    fn read_svg(&self, svg: &str) -> Result<(), LabelError> {
        let code = svg
            .split(r#"<path id="code""#)
            .nth(1)
            .ok_or(LabelError::Unreadable)?;
        let inside = |from: &str, to: &str| code.split(from).nth(1)?.split(to).next();
        let place = inside("translate(", ")")
            .and_then(two)
            .ok_or(LabelError::Unreadable)?;
        let module = inside("scale(", ")").and_then(|n| n.parse::<u32>().ok());
        let module = module.ok_or(LabelError::Unreadable)?;
        let runs = inside(r#" d=""#, "\"").ok_or(LabelError::Unreadable)?;
        let square = self.square();
        let (module, place) = (f64::from(module), (f64::from(place.0), f64::from(place.1)));
        let view = square.view().within(module, module, place.0, place.1);
        let mut picture = square.paper();
        for run in runs.split('M').skip(1) {
            let (x, y, length) = read_run(run).ok_or(LabelError::Unreadable)?;
            let (corner, size) = view.area(f64::from(x), f64::from(y), f64::from(length), 1.0);
            picture.blacken(corner, size);
        }
        prove(&self.symbol, picture)
    }
}

/// One closed rectangle for each run of dark modules.
pub(crate) fn path(runs: &[(u32, u32, u32)], border: u32) -> String {
    let mut path = String::new();
    for (x, y, run) in runs {
        // Writing into a string cannot fail.
        let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + border, y + border);
    }
    path
}

/// `3 4h7v1h-7z`, as [`path`] writes it: column, row, length.
pub(crate) fn read_run(run: &str) -> Option<(u32, u32, u32)> {
    let (at, shape) = run.split_once('h')?;
    let (x, y) = two(at)?;
    let length: u32 = shape.split('v').next()?.parse().ok()?;
    (shape == format!("{length}v1h-{length}z")).then_some((x, y, length))
}

fn two(text: &str) -> Option<(u32, u32)> {
    let (a, b) = text.split_once(' ')?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

fn embedded(logo: &Logo, area: Area) -> Result<String, LabelError> {
    let png = crate::png::encode(&logo.rgb, (logo.width, logo.height), None)?;
    let Area { x, y, width, height } = area;
    Ok(format!(
        r#"<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none" href="data:image/png;base64,{}"/>"#,
        STANDARD.encode(png)
    ))
}

/// Glyphs as one path in units of the typeface.
struct Shapes {
    d: String,
    x: i64,
}

impl Shapes {
    fn point(&mut self, command: &str, points: &[(f32, f32)]) {
        self.d.push_str(command);
        for (at, (x, y)) in points.iter().enumerate() {
            let comma = if at > 0 { " " } else { "" };
            // Outlines of this typeface lie on whole units.
            let (x, y) = (signed(*x) + self.x, signed(*y));
            let _ = write!(self.d, "{comma}{x} {y}");
        }
    }
}

fn signed(n: f32) -> i64 {
    let size = i64::from(whole(f64::from(n.abs())));
    if n < 0.0 { -size } else { size }
}

impl OutlineBuilder for Shapes {
    fn move_to(&mut self, x: f32, y: f32) {
        self.point("M", &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.point("L", &[(x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.point("Q", &[(x1, y1), (x, y)]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.point("C", &[(x1, y1), (x2, y2), (x, y)]);
    }
    fn close(&mut self) {
        self.d.push('z');
    }
}

/// Text as XML takes it.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // XML 1.0 has no way to write the other control characters.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
