//! A label: what is on it, how it looks, and its drawing.

use crate::{
    Colour, LabelError, Length, Logo, Print, Report, Size, Symbol, Symbology,
    layout::{Layout, lay_out},
    preflight,
};
use serde::{Deserialize, Serialize};

/// How labels look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    /// The kind of symbol.
    pub symbology: Symbology,
    /// The label.
    pub label: Size,
    /// The edge of the symbol with its white border; as large as fits where none is said.
    pub code: Option<Length>,
    /// Dots of the printer on an inch.
    pub dpi: u32,
    /// The colour of symbol and text.
    pub ink: Colour,
    /// The colour of the label.
    pub paper: Colour,
    /// A word that tells what the code leads to, such as `DPP`.
    pub marker: Option<String>,
}

/// What one label says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// What the symbol holds, as [`Symbol::encode`] takes it.
    pub text: String,
    /// The product's name, in a larger size.
    pub name: Option<String>,
    /// Lines for people, such as the element string with its identifiers in brackets.
    pub lines: Vec<String>,
}

impl Label {
    /// The symbol alone.
    pub fn bare(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// A label with everything in its place, ready to be written in any format.
#[derive(Clone, Debug)]
pub struct Drawing {
    pub(crate) symbol: Symbol,
    pub(crate) layout: Layout,
    pub(crate) ink: Colour,
    pub(crate) paper: Colour,
    pub(crate) size: Size,
    /// How the symbol will come out; nothing in it refuses.
    pub report: Report,
    /// Lines that could not be printed and why.
    pub notes: Vec<String>,
}

/// Puts a label together. Refuses what will not scan.
pub fn draw(design: &Design, label: &Label, logo: Option<&Logo>) -> Result<Drawing, LabelError> {
    let symbol = Symbol::encode(design.symbology, &label.text)?;
    let (label, notes) = writable(label);
    let (edge, layout) = lay_out(design, &label, &symbol, logo)?;
    let print = Print {
        edge,
        dpi: design.dpi,
        ink: design.ink,
        paper: design.paper,
    };
    let report = preflight(&symbol, &print);
    if report.is_refused() {
        return Err(LabelError::Refused(report.findings));
    }
    let layout = layout.ok_or(LabelError::NoRoom)?;
    let (ink, paper, size) = (design.ink, design.paper, design.label);
    Ok(Drawing {
        symbol,
        layout,
        ink,
        paper,
        size,
        report,
        notes,
    })
}

/// The label without the lines for which the typeface has no letters: a missing line is noticed, boxes in the place of
/// letters are printed.
fn writable(label: &Label) -> (Label, Vec<String>) {
    let mut notes = Vec::new();
    let mut covered = |text: &String| {
        let covered = crate::font::covers(text);
        if !covered {
            notes.push(format!(
                "“{text}” is left out: labels are printed in Latin, Greek and Cyrillic letters."
            ));
        }
        covered
    };
    let kept = Label {
        text: label.text.clone(),
        name: label.name.clone().filter(&mut covered),
        lines: label.lines.iter().filter(|line| covered(line)).cloned().collect(),
    };
    (kept, notes)
}
