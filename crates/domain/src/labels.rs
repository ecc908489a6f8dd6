//! Labels as the page on which they are ordered shows them.

use crate::{Locale, PassportId, TemplateId, export::ExportView, passport::PassportRow};

/// What the page shows besides what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelsView {
    /// The templates that have passports, and how many labels those are.
    pub templates: Vec<(TemplateId, String, Levels)>,
    /// Passports to choose from: those that are chosen, then those that the search finds.
    pub passports: Vec<PassportRow>,
    /// The passport whose batches and items are chosen.
    pub above: Option<PassportRow>,
    /// How many the search finds.
    pub found: u32,
    /// The languages of the chosen template.
    pub locales: Vec<Locale>,
    /// The sheets and rolls that are known: word and name.
    pub sheets: Vec<(&'static str, &'static str)>,
    /// Whether and how the labels will scan.
    pub preflight: Preflight,
    /// Files that were ordered before.
    pub files: Vec<ExportView>,
}

/// Labels of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Of models.
    pub models: u32,
    /// Of batches.
    pub batches: u32,
    /// Of items.
    pub items: u32,
}

impl Levels {
    /// Of all levels.
    pub fn total(self) -> u32 {
        self.models
            .saturating_add(self.batches)
            .saturating_add(self.items)
    }
}

/// How labels will come out, measured on the longest address among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preflight {
    /// The passport that was measured.
    pub sample: Option<PassportId>,
    /// Labels in all.
    pub labels: u32,
    /// What was measured: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What is to be known; refusals first.
    pub findings: Vec<Finding>,
}

impl Preflight {
    /// Whether labels will be made.
    pub fn passes(&self) -> bool {
        self.sample.is_some() && !self.findings.iter().any(|f| f.refuses)
    }
}

/// Something to know about a print, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether nothing is made for it.
    pub refuses: bool,
    /// What is the matter and what to do.
    pub text: String,
}
