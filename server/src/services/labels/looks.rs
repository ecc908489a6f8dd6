//! How labels are to look, as the fields of a form say it, and whose they are.

mod form;
#[cfg(test)]
mod tests;

use db::queries::passports::labels as rows;
use domain::{Error, Locale, PassportId, TemplateId, record::Granularity};
use form::{Form, Mistakes};
use labels::{Design, Length, Sheet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
