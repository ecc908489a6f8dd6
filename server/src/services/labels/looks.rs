//! How labels are to look, as the fields of a form say it, and whose they are.

use db::queries::passports::labels as rows;
use domain::{Error, FieldError, Locale, PassportId, TemplateId, record::Granularity};
use labels::{Colour, Design, LabelError, Length, Preset, Sheet, Size, Symbology};
use serde::{Deserialize, Serialize};

/// The word that marks a passport's label.
const MARKER: &str = "DPP";
/// The most passports that are chosen one by one.
const TICKED_MAX: usize = 1000;
/// The levels of passports.
const LEVELS: [Granularity; 3] = [Granularity::Model, Granularity::Batch, Granularity::Item];
/// The code of a label that has no other measure.
const CODE: Length = Length::mm(20);

/// What a single label is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Vectors for designers.
    Svg,
    /// Dots of the printer.
    Png,
    /// A page of the label's size.
    Pdf,
}

impl Format {
    /// What it is.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// How labels look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// Code, size, printer, colours.
    pub design: Design,
    /// Where labels stand.
    pub sheet: Sheet,
    /// Labels of the first sheet that are used already.
    pub skip: u32,
    /// One file per label in an archive, in the place of sheets.
    pub zip: Option<Format>,
    /// Whether the product's name is printed.
    pub name: bool,
    /// Whether its identifiers are.
    pub identifier: bool,
    /// Whether the brand's logo is.
    pub logo: bool,
    /// The language of the name.
    pub locale: Option<Locale>,
}

/// Whose labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Of all passports of a template, or of one level; none where no template is chosen yet.
    Template(Option<TemplateId>, Option<Granularity>),
    /// Of the batches and items below a passport, or of one level.
    Below(PassportId, Option<Granularity>),
    /// Of these. The template limits the list to choose from.
    These(Vec<PassportId>, Option<TemplateId>),
}

impl Which {
    /// Reads the fields of a form.
    pub fn read(fields: &[(String, String)]) -> Self {
        let form = Form(fields);
        let template = form.text("template").parse().ok();
        let level = LEVELS
            .into_iter()
            .find(|level| level.word() == form.text("level"));
        match (form.text("which"), form.text("below").parse()) {
            ("ticked", _) => {}
            ("below", Ok(above)) => return Self::Below(above, level),
            _ => return Self::Template(template, level),
        }
        let mut ids: Vec<PassportId> = fields
            .iter()
            .filter(|(name, _)| name == "passport")
            .filter_map(|(_, id)| id.parse().ok())
            .take(TICKED_MAX)
            .collect();
        ids.dedup();
        Self::These(ids, template)
    }

    /// The template.
    pub fn template(&self) -> Option<TemplateId> {
        match self {
            Self::Template(template, _) | Self::These(_, template) => *template,
            Self::Below(..) => None,
        }
    }

    /// Passports that were chosen one by one.
    pub(super) fn ticked(&self) -> &[PassportId] {
        match self {
            Self::Template(..) | Self::Below(..) => &[],
            Self::These(ids, _) => ids,
        }
    }

    pub(super) fn rows(&self) -> rows::Which<'_> {
        match self {
            Self::Template(Some(template), level) => rows::Which::Template(*template, *level),
            Self::Template(None, _) => rows::Which::These(&[]),
            Self::Below(above, level) => rows::Which::Below(*above, *level),
            Self::These(ids, _) => rows::Which::These(ids),
        }
    }

    /// The field to change where it is the wrong choice.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Template(..) => "template",
            Self::Below(..) | Self::These(..) => "which",
        }
    }

    /// What to do where nobody is chosen.
    pub(super) fn nothing(&self) -> &'static str {
        match self {
            Self::Template(None, _) => "Choose a template, or tick passports.",
            Self::Template(Some(_), None) => {
                "This template has no passports on the site. Publish some first."
            }
            Self::Template(Some(_), Some(_)) => "This template has no passports of this level on the site.",
            Self::Below(..) => "There are no such passports below this one.",
            Self::These(..) => "Tick the passports whose labels you want.",
        }
    }
}

impl Looks {
    /// Reads the fields of a form; all mistakes at once, each at its field. Without a sheet, a label is as large as its code.
    pub fn read(fields: &[(String, String)]) -> Result<Self, Error> {
        let form = Form(fields);
        let mut mistakes = Vec::new();
        let looks = form.looks(&mut mistakes);
        if mistakes.is_empty() {
            Ok(looks)
        } else {
            Err(Error::Invalid(mistakes))
        }
    }

    /// The end of the file's name, and what it is.
    pub(super) fn file(&self) -> (&'static str, &'static str) {
        match self.zip {
            Some(_) => ("zip", "application/zip"),
            None => ("pdf", "application/pdf"),
        }
    }
}

/// The field of the form for a field of a label's design.
pub(super) fn form_field(field: &str) -> &str {
    match field {
        "size" => "code",
        "label" => "sheet",
        "page" => "page_width",
        other => other,
    }
}

struct Form<'a>(&'a [(String, String)]);

impl Form<'_> {
    fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn ticked(&self, name: &str) -> bool {
        !matches!(self.text(name), "" | "0" | "false")
    }

    fn looks(&self, mistakes: &mut Vec<FieldError>) -> Looks {
        let mut no = |field: &str, text: String| mistakes.push(FieldError::new(field, text));
        let code = self.length("code", &mut no);
        let sheet = self.sheet(code, &mut no);
        let symbology = match self.text("symbology") {
            "" => Symbology::Qr,
            word => Symbology::parse(word).unwrap_or_else(|| {
                no("symbology", "Choose the kind of code.".to_owned());
                Symbology::Qr
            }),
        };
        let dpi = self.number("dpi", 300, &mut no);
        let start = self.number("start", 1, &mut no);
        if start < 1 || start > sheet.per_page() {
            no(
                "start",
                format!("Choose a label between 1 and {}.", sheet.per_page()),
            );
        }
        let zip = match self.text("format") {
            "" | "pdf" => None,
            "zip-svg" => Some(Format::Svg),
            "zip-png" => Some(Format::Png),
            "zip-pdf" => Some(Format::Pdf),
            _ => {
                no("format", "Choose the kind of file.".to_owned());
                None
            }
        };
        let design = Design {
            symbology,
            label: sheet.label,
            // A bare label is as large as its code anyway.
            code: code.filter(|_| !self.text("sheet").is_empty()),
            dpi,
            ink: self.colour("ink", Colour::BLACK, &mut no),
            paper: self.colour("paper", Colour::WHITE, &mut no),
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

    fn sheet(&self, code: Option<Length>, no: &mut impl FnMut(&str, String)) -> Sheet {
        let sheet = match self.text("sheet") {
            "" => {
                let edge = code.unwrap_or(CODE);
                Sheet::roll(Size {
                    width: edge,
                    height: edge,
                })
            }
            "own" => self.own_sheet(no),
            word => {
                let Some(preset) = Preset::parse(word) else {
                    no("sheet", "Choose a sheet or a roll.".to_owned());
                    return Sheet::roll(Size {
                        width: CODE,
                        height: CODE,
                    });
                };
                preset.sheet
            }
        };
        if let Err(error @ LabelError::Sheet(..)) = sheet.check() {
            no(own_field(error.field(), self.text("sheet")), error.to_string());
        }
        sheet
    }

    fn own_sheet(&self, no: &mut impl FnMut(&str, String)) -> Sheet {
        let mut must = |name: &str| {
            self.length(name, no).unwrap_or_else(|| {
                if self.text(name).is_empty() {
                    no(name, "Say how many millimetres.".to_owned());
                }
                CODE
            })
        };
        let label = Size {
            width: must("label_width"),
            height: must("label_height"),
        };
        let page = Size {
            width: must("page_width"),
            height: must("page_height"),
        };
        let mut may = |name: &str| self.length(name, no).unwrap_or_default();
        let (left, top, gap_x, gap_y) = (may("left"), may("top"), may("gap_x"), may("gap_y"));
        let (columns, rows) = (self.number("columns", 1, no), self.number("rows", 1, no));
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

    /// A length; none where nothing is said.
    fn length(&self, name: &str, no: &mut impl FnMut(&str, String)) -> Option<Length> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let length = Length::parse_mm(text);
        if length.is_none() {
            no(name, "Write millimetres as a number, such as 63.5.".to_owned());
        }
        length
    }

    fn number(&self, name: &str, usual: u32, no: &mut impl FnMut(&str, String)) -> u32 {
        match self.text(name) {
            "" => usual,
            text => text.parse().unwrap_or_else(|_| {
                no(name, "Write a whole number.".to_owned());
                usual
            }),
        }
    }

    fn colour(&self, name: &str, usual: Colour, no: &mut impl FnMut(&str, String)) -> Colour {
        match self.text(name) {
            "" => usual,
            text => Colour::parse(text).unwrap_or_else(|| {
                no(name, "Write a colour as six digits, such as #1a2b3c.".to_owned());
                usual
            }),
        }
    }
}

/// Measures that somebody typed are told at their own field, those of a preset at the choice.
fn own_field<'a>(field: &'a str, sheet: &str) -> &'a str {
    match (sheet, field) {
        ("own", "page") => "page_width",
        ("own", "label") => "label_width",
        ("own", field) => field,
        ("", _) => "code",
        _ => "sheet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Looks, Vec<String>> {
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        Looks::read(&fields).map_err(|error| match error {
            Error::Invalid(mistakes) => mistakes.into_iter().map(|m| m.field).collect(),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_form_with_nothing_in_it_is_a_bare_code_of_20_mm() {
        let looks = read(&[]).unwrap();
        assert_eq!(
            looks.design.label,
            Size {
                width: CODE,
                height: CODE
            }
        );
        assert_eq!((looks.design.symbology, looks.design.dpi), (Symbology::Qr, 300));
        assert!(!looks.name && !looks.identifier && looks.design.marker.is_none());
    }

    #[test]
    fn a_preset_and_a_sheet_of_ones_own_are_read() {
        let looks = read(&[
            ("sheet", "a4-3x8"),
            ("code", "25"),
            ("start", "4"),
            ("marker", "on"),
            ("format", "zip-png"),
        ])
        .unwrap();
        assert_eq!(
            (looks.sheet.per_page(), looks.skip, looks.zip),
            (24, 3, Some(Format::Png))
        );
        assert_eq!(
            (looks.design.code, looks.design.marker.as_deref()),
            (Some(Length::mm(25)), Some("DPP"))
        );
        let own = [
            ("sheet", "own"),
            ("label_width", "50"),
            ("label_height", "30,5"),
            ("page_width", "110"),
            ("page_height", "100"),
            ("columns", "2"),
            ("rows", "3"),
            ("gap_x", "2"),
        ];
        let looks = read(&own).unwrap();
        assert_eq!(
            (looks.sheet.columns, looks.sheet.label.height),
            (2, Length::um(30_500))
        );
    }

    #[test]
    fn whose_labels_is_read_from_the_form() {
        let read = |fields: &[(&str, &str)]| {
            let fields: Vec<_> = fields
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect();
            Which::read(&fields)
        };
        let id = "00000000-0000-0000-0000-000000000007";
        let (template, passport) = (id.parse().ok(), id.parse().unwrap());
        assert_eq!(read(&[]), Which::Template(None, None));
        assert_eq!(
            read(&[("which", "all"), ("template", id), ("level", "item")]),
            Which::Template(template, Some(Granularity::Item))
        );
        assert_eq!(
            read(&[("which", "below"), ("below", id), ("level", "batch")]),
            Which::Below(passport, Some(Granularity::Batch))
        );
        assert_eq!(
            read(&[
                ("which", "ticked"),
                ("passport", id),
                ("passport", id),
                ("passport", "x")
            ]),
            Which::These(vec![passport], None)
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let wrong = [
            ("sheet", "own"),
            ("label_width", "x"),
            ("label_height", ""),
            ("page_width", "100"),
            ("page_height", "100"),
            ("dpi", "fine"),
            ("ink", "red"),
            ("symbology", "aztec"),
            ("format", "doc"),
        ];
        let mut fields = read(&wrong).unwrap_err();
        fields.sort();
        assert_eq!(
            fields,
            ["dpi", "format", "ink", "label_height", "label_width", "symbology"]
        );
        assert_eq!(
            read(&[("sheet", "a4-3x8"), ("start", "25")]).unwrap_err(),
            ["start"]
        );
        assert_eq!(read(&[("sheet", "none")]).unwrap_err(), ["sheet"]);
        let crowded = [
            ("sheet", "own"),
            ("label_width", "60"),
            ("label_height", "30"),
            ("page_width", "100"),
            ("page_height", "100"),
            ("columns", "2"),
        ];
        assert_eq!(read(&crowded).unwrap_err(), ["columns"]);
    }
}
