//! Where things stand on a label, in dots of the printer.
//!
//! The code stands at the left of a wide label and at the top of a high one. What is written stands beside or below it, in the
//! largest of a few sizes that fits: logo, name, lines for people, marker. Nothing stands in the code or in its white border.

use crate::{
    DPI_MAX, DPI_MIN, Design, Label, LabelError, Length, Logo, Symbol, font, number::whole,
    preflight::least_edge, sheet::LABEL,
};

/// The margin of a label that has text.
const MARGIN: Length = Length::um(1_500);
/// Between the code and the text.
const GAP: Length = Length::um(1_000);
/// Sizes of the name and the lines below, in points; the smallest that people read on a product.
const SIZES: [(f64, f64); 5] = [(11.0, 8.0), (9.0, 7.0), (8.0, 6.0), (7.0, 5.5), (6.0, 5.0)];
/// Lines of a name; a longer one ends with an ellipsis.
const NAME_LINES: usize = 2;

/// A label in dots.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) dpi: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) code: Code,
    pub(crate) texts: Vec<Writing>,
    pub(crate) logo: Option<Area>,
}

/// The symbol without its border: its corner and the edge of a module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) module: u32,
}

/// A line of writing: where it begins on its base line.
#[derive(Clone, Debug)]
pub(crate) struct Writing {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) size: u32,
    pub(crate) text: String,
}

/// A rectangle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Area {
    fn dots(self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// The edge of the symbol with its border, and the places of everything; none where the symbol is too small to be drawn or
/// the text finds no room.
pub(crate) fn lay_out(
    design: &Design,
    label: &Label,
    symbol: &Symbol,
    logo: Option<&Logo>,
) -> Result<(Length, Option<Layout>), LabelError> {
    let dpi = design.dpi;
    if !LABEL.contains(&design.label.width) || !LABEL.contains(&design.label.height) {
        return Err(LabelError::LabelSize);
    }
    if !(DPI_MIN..=DPI_MAX).contains(&dpi) {
        return Err(LabelError::Dpi(dpi));
    }
    let (width, height) = (design.label.width.dots(dpi), design.label.height.dots(dpi));
    let bare = label.name.is_none() && label.lines.is_empty() && design.marker.is_none() && logo.is_none();
    let margin = if bare { 0 } else { MARGIN.dots(dpi) };
    let inner = (
        width.saturating_sub(2 * margin),
        height.saturating_sub(2 * margin),
    );
    let wide = width >= height;
    let edge = edge(design, symbol, (inner, wide, bare))?;
    let module = edge.dots(dpi) / symbol.full_width();
    if module == 0 {
        return Ok((edge, None));
    }
    let full = module * symbol.full_width();
    let area = Area {
        x: margin,
        y: margin,
        width: inner.0,
        height: inner.1,
    };
    let (corner, rest) = split(area, full, (wide, bare), GAP.dots(dpi));
    let border = module * symbol.symbology().quiet_zone();
    let code = Code {
        x: corner.0 + border,
        y: corner.1 + border,
        module,
    };
    let column = if bare {
        Some((Vec::new(), None))
    } else {
        column(design, label, logo, rest)
    };
    let layout = column.map(|(texts, logo)| Layout {
        dpi,
        width,
        height,
        code,
        texts,
        logo,
    });
    Ok((edge, layout))
}

/// The edge of the symbol with its border: as asked for, or what leaves room for the text.
fn edge(
    design: &Design,
    symbol: &Symbol,
    (inner, wide, bare): ((u32, u32), bool, bool),
) -> Result<Length, LabelError> {
    let most = inner.0.min(inner.1);
    let room = Length::of_dots(most, design.dpi);
    if let Some(edge) = design.code {
        if edge.dots(design.dpi) > most {
            // What somebody is told to type must fit.
            let room = Length::um(room.as_um() / 100 * 100);
            return Err(LabelError::CodeTooLarge { edge, room });
        }
        return Ok(edge);
    }
    if bare {
        return Ok(room);
    }
    // Of the longer side, text gets at least two fifths, as long as the code stays large enough to scan.
    let share = if wide { inner.0 } else { inner.1 } / 5 * 3;
    let least = least_edge(symbol.full_width(), design.dpi).dots(design.dpi);
    Ok(Length::holding_dots(most.min(share.max(least)), design.dpi).min(room))
}

/// The corner of the symbol's border, and what is left for the text.
fn split(area: Area, full: u32, (wide, bare): (bool, bool), gap: u32) -> ((u32, u32), Area) {
    let middle = |start: u32, room: u32| start + room.saturating_sub(full) / 2;
    if bare {
        return ((middle(area.x, area.width), middle(area.y, area.height)), area);
    }
    let used = full + gap;
    if wide {
        let rest = Area {
            x: area.x + used,
            width: area.width.saturating_sub(used),
            ..area
        };
        ((area.x, middle(area.y, area.height)), rest)
    } else {
        let rest = Area {
            y: area.y + used,
            height: area.height.saturating_sub(used),
            ..area
        };
        ((middle(area.x, area.width), area.y), rest)
    }
}

/// Logo and text below each other, in the largest size that fits.
fn column(
    design: &Design,
    label: &Label,
    logo: Option<&Logo>,
    area: Area,
) -> Option<(Vec<Writing>, Option<Area>)> {
    SIZES
        .iter()
        .find_map(|sizes| column_at(design, label, logo, area, *sizes))
}

fn column_at(
    design: &Design,
    label: &Label,
    logo: Option<&Logo>,
    area: Area,
    (name_size, line_size): (f64, f64),
) -> Option<(Vec<Writing>, Option<Area>)> {
    let dots = |points: f64| whole(points * f64::from(design.dpi) / 72.0);
    let mut pen = Pen {
        area,
        y: area.y,
        texts: Vec::new(),
    };
    let logo = logo.map(|logo| {
        let (width, height) = logo.fit((area.dots().0, area.dots().1 * 3 / 10));
        pen.y += height + GAP.dots(design.dpi) / 2;
        Area {
            x: area.x,
            y: area.y,
            width,
            height,
        }
    });
    if let Some(name) = &label.name {
        pen.name(name, dots(name_size))?;
    }
    for line in &label.lines {
        pen.write(font::wrap(line, dots(line_size), area.width)?, dots(line_size))?;
    }
    if let Some(marker) = &design.marker {
        let size = dots(name_size);
        if font::width(marker, size) > area.width {
            return None;
        }
        pen.write(vec![marker.clone()], size)?;
    }
    Some((pen.texts, logo))
}

/// Writes from top to bottom.
struct Pen {
    area: Area,
    y: u32,
    texts: Vec<Writing>,
}

impl Pen {
    fn name(&mut self, name: &str, size: u32) -> Option<()> {
        let mut lines = font::wrap(name, size, self.area.width)?;
        if lines.len() > NAME_LINES {
            let rest = lines.split_off(NAME_LINES - 1).join(" ");
            lines.push(font::shortened(&rest, size, self.area.width));
        }
        self.write(lines, size)
    }

    fn write(&mut self, lines: Vec<String>, size: u32) -> Option<()> {
        for text in lines {
            let (x, y) = (self.area.x, self.y + font::ascent(size));
            self.texts.push(Writing { x, y, size, text });
            self.y += font::leading(size);
        }
        (self.y <= self.area.y + self.area.height).then_some(())
    }
}
