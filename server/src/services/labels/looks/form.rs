//! Reading the form: every number within its bounds before anything is laid out, each mistake at its field.

use super::{CODE, CODES, Format, GAPS, GRID, LABEL, Lengths, Looks, MARKER, PAGE};
use domain::{FieldError, Locale};
use labels::{Colour, DPI_MAX, DPI_MIN, Design, Length, Preset, Sheet, Size, Symbology};
use std::ops::RangeInclusive;

/// The fields of a form.
pub(super) struct Form<'a>(pub(super) &'a [(String, String)]);

impl Form<'_> {
    /// What stands in a field.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        !matches!(self.text(name), "" | "0" | "false")
    }

    /// What the fields say.
    pub(super) fn looks(&self, no: &mut Mistakes) -> Looks {
        let bare = self.text("sheet").is_empty();
        let code = self.length("code", if bare { LABEL } else { CODES }, no);
        let (sheet, is_sound) = self.sheet(code, no);
        let symbology = match self.text("symbology") {
            "" => Symbology::Qr,
            word => Symbology::parse(word).unwrap_or_else(|| {
                no.add("symbology", "Choose the kind of code.".to_owned());
                Symbology::Qr
            }),
        };
        let dpi = self.number("dpi", 300, DPI_MIN..=DPI_MAX, no);
        // On a sheet that is refused there is nothing to count.
        let labels = if is_sound { sheet.per_page() } else { GRID * GRID };
        let start = self.number("start", 1, 1..=labels, no);
        let zip = match self.text("format") {
            "" | "pdf" => None,
            "zip-svg" => Some(Format::Svg),
            "zip-png" => Some(Format::Png),
            "zip-pdf" => Some(Format::Pdf),
            _ => {
                no.add("format", "Choose the kind of file.".to_owned());
                None
            }
        };
        let design = Design {
            symbology,
            label: sheet.label,
            // A bare label is as large as its code anyway.
            code: code.filter(|_| !bare),
            dpi,
            ink: self.colour("ink", Colour::BLACK, no),
            paper: self.colour("paper", Colour::WHITE, no),
            marker: self.ticked("marker").then(|| MARKER.to_owned()),
        };
        Looks {
            design,
            sheet,
            skip: start.saturating_sub(1),
            zip,
            name: self.ticked("name"),
            identifier: self.ticked("identifier"),
            logo: self.ticked("logo"),
            locale: Locale::parse(self.text("locale")),
        }
    }

    /// The sheet, and whether there is nothing wrong with it.
    fn sheet(&self, code: Option<Length>, no: &mut Mistakes) -> (Sheet, bool) {
        let before = no.0.len();
        let square = |edge| {
            Sheet::roll(Size {
                width: edge,
                height: edge,
            })
        };
        let sheet = match self.text("sheet") {
            "" => square(code.unwrap_or(CODE)),
            "own" => self.own_sheet(no),
            word => Preset::parse(word).map_or_else(
                || {
                    no.add("sheet", "Choose a sheet or a roll.".to_owned());
                    square(CODE)
                },
                |preset| preset.sheet,
            ),
        };
        // Whether its parts go together is asked once each of them is right.
        if no.0.len() == before
            && let Err(error) = sheet.check()
        {
            no.add(own_field(error.field(), self.text("sheet")), error.to_string());
        }
        (sheet, no.0.len() == before)
    }

    fn own_sheet(&self, no: &mut Mistakes) -> Sheet {
        let mut must = |name: &str, range: Lengths| {
            self.length(name, range, no).unwrap_or_else(|| {
                if self.text(name).is_empty() {
                    no.add(name, "Say how many millimetres.".to_owned());
                }
                CODE
            })
        };
        let label = Size {
            width: must("label_width", LABEL),
            height: must("label_height", LABEL),
        };
        let page = Size {
            width: must("page_width", PAGE),
            height: must("page_height", PAGE),
        };
        let mut may = |name: &str| self.length(name, GAPS, no).unwrap_or_default();
        let (left, top, gap_x, gap_y) = (may("left"), may("top"), may("gap_x"), may("gap_y"));
        let mut count = |name: &str| self.number(name, 1, 1..=GRID, no);
        let (columns, rows) = (count("columns"), count("rows"));
        Sheet {
            page,
            label,
            columns,
            rows,
            left,
            top,
            gap_x,
            gap_y,
        }
    }

    /// A length in millimetres; none where nothing is said, or nothing that makes sense.
    fn length(&self, name: &str, (least, most): Lengths, no: &mut Mistakes) -> Option<Length> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let Some(length) = Length::parse_mm(text) else {
            no.add(name, "Write millimetres as a number, such as 63.5.".to_owned());
            return None;
        };
        let sane = (Length::mm(least)..=Length::mm(most)).contains(&length);
        if !sane {
            no.add(name, format!("Choose between {least} and {most} mm."));
        }
        sane.then_some(length)
    }

    fn number(&self, name: &str, usual: u32, range: RangeInclusive<u32>, no: &mut Mistakes) -> u32 {
        let text = self.text(name);
        if text.is_empty() {
            return usual;
        }
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let (least, most) = (range.start(), range.end());
                no.add(name, format!("Write a whole number between {least} and {most}."));
                usual
            }
        }
    }

    fn colour(&self, name: &str, usual: Colour, no: &mut Mistakes) -> Colour {
        match self.text(name) {
            "" => usual,
            text => Colour::parse(text).unwrap_or_else(|| {
                no.add(name, "Write a colour as six digits, such as #1a2b3c.".to_owned());
                usual
            }),
        }
    }
}

/// What is wrong with a form.
#[derive(Default)]
pub(super) struct Mistakes(pub(super) Vec<FieldError>);

impl Mistakes {
    fn add(&mut self, field: &str, text: String) {
        self.0.push(FieldError::new(field, text));
    }
}

/// Measures that somebody typed are told at their own field, those of a preset at the choice.
fn own_field<'a>(field: &'a str, sheet: &str) -> &'a str {
    match (sheet, field) {
        ("own", field) => field,
        ("", _) => "code",
        _ => "sheet",
    }
}
