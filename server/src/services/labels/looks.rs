//! How labels are to look, as the fields of a form say it, and whose they are.

use db::queries::passports::labels as rows;
use domain::{Error, FieldError, Locale, PassportId, TemplateId, record::Granularity};
use labels::{Colour, DPI_MAX, DPI_MIN, Design, Length, Preset, Sheet, Size, Symbology};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// The word that marks a passport's label.
const MARKER: &str = "DPP";
/// The most passports that are chosen one by one.
const TICKED_MAX: usize = 1000;
/// The levels of passports.
const LEVELS: [Granularity; 3] = [Granularity::Model, Granularity::Batch, Granularity::Item];
/// The code of a label that has no other measure.
const CODE: Length = Length::mm(20);

/// The least and the most millimetres of a length.
type Lengths = (u32, u32);
/// The edges of a page.
const PAGE: Lengths = (8, 1200);
/// The edges of a label, and of a code by itself.
const LABEL: Lengths = (8, 300);
/// A code on a label: what is too small to scan, the preflight tells with the size that is not.
const CODES: Lengths = (0, 300);
/// Margins and gaps.
const GAPS: Lengths = (0, 1200);
/// The most columns, and the most rows.
const GRID: u32 = 50;

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
        let mut seen = BTreeSet::new();
        let ids = fields
            .iter()
            .filter(|(name, _)| name == "passport")
            .filter_map(|(_, id)| id.parse().ok())
            .filter(|id: &PassportId| seen.insert(*id))
            .take(TICKED_MAX)
            .collect();
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
            Self::These(ids, _) if ids.is_empty() => "Tick the passports whose labels you want.",
            Self::These(..) => "The ticked passports are not on the site any more. Tick others.",
        }
    }

    /// What to tell where this many of the ticked passports get a label: somebody's list may be older than the site.
    pub(super) fn gone(&self, labels: u32) -> Option<String> {
        let ticked = u32::try_from(self.ticked().len()).unwrap_or(u32::MAX);
        match ticked.saturating_sub(labels) {
            0 => None,
            1 => Some("One of the ticked passports is not on the site any more, and is left out.".to_owned()),
            n => Some(format!(
                "{n} of the ticked passports are not on the site any more, and are left out."
            )),
        }
    }
}

impl Looks {
    /// Reads the fields of a form; all mistakes at once, each at its field. Without a sheet, a label is as large as its code.
    pub fn read(fields: &[(String, String)]) -> Result<Self, Error> {
        let form = Form(fields);
        let mut mistakes = Mistakes::default();
        let looks = form.looks(&mut mistakes);
        if mistakes.0.is_empty() {
            Ok(looks)
        } else {
            Err(Error::Invalid(mistakes.0))
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

    fn looks(&self, no: &mut Mistakes) -> Looks {
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
struct Mistakes(Vec<FieldError>);

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
                ("passport", "00000000-0000-0000-0000-000000000008"),
                ("passport", id),
                ("passport", "x")
            ]),
            Which::These(
                vec![passport, "00000000-0000-0000-0000-000000000008".parse().unwrap()],
                None
            )
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

    #[test]
    fn every_number_has_its_bounds_and_is_told_at_its_field() {
        let sheet = [
            ("sheet", "own"),
            ("label_width", "30"),
            ("label_height", "30"),
            ("page_width", "100"),
            ("page_height", "100"),
        ];
        assert!(read(&sheet).is_ok());
        for (name, wrong) in [
            ("columns", "65536"),
            ("columns", "0"),
            ("rows", "65536"),
            ("rows", "51"),
            ("dpi", "149"),
            ("dpi", "4294967295"),
            ("dpi", "99999999999"),
            ("start", "0"),
            ("start", "2"),
            ("code", "301"),
            ("label_width", "7.9"),
            ("label_height", "300.1"),
            ("page_width", "1201"),
            ("page_height", "9999"),
            ("left", "1201"),
            ("top", "9999"),
            ("gap_x", "9999.999"),
            ("gap_y", "1200.001"),
        ] {
            let fields: Vec<_> = [(name, wrong)].into_iter().chain(sheet).collect();
            assert_eq!(read(&fields).unwrap_err(), [name], "{wrong}");
        }
        let both = [
            &[("columns", "65536"), ("rows", "65536"), ("start", "4294967295")],
            &sheet[..],
        ]
        .concat();
        assert_eq!(read(&both).unwrap_err(), ["columns", "rows", "start"]);
        assert_eq!(read(&[("code", "7")]).unwrap_err(), ["code"]);
    }
}
