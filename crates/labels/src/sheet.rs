//! Sheets of labels: which printers' sheets there are, and where each label stands.

use crate::{LabelError, Length};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// From left to right.
    pub width: Length,
    /// From top to bottom.
    pub height: Length,
}

impl Size {
    /// In micrometres.
    pub const fn um(width: u32, height: u32) -> Self {
        Self {
            width: Length::um(width),
            height: Length::um(height),
        }
    }
}

/// The edges of pages.
const PAGE: RangeInclusive<Length> = Length::mm(8)..=Length::mm(1200);
/// The edges of labels.
pub(crate) const LABEL: RangeInclusive<Length> = Length::mm(8)..=Length::mm(300);
/// Columns and rows of a page.
const GRID: RangeInclusive<u32> = 1..=50;

/// DIN A4.
const A4: Size = Size::um(210_000, 297_000);
/// US Letter: 8.5 by 11 inches.
const LETTER: Size = Size::um(215_900, 279_400);

/// Labels on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The page.
    pub page: Size,
    /// A label.
    pub label: Size,
    /// Labels beside each other.
    pub columns: u32,
    /// Labels below each other.
    pub rows: u32,
    /// From the page's left edge to the first label.
    pub left: Length,
    /// From its top edge.
    pub top: Length,
    /// Between two labels beside each other.
    pub gap_x: Length,
    /// Between two labels below each other.
    pub gap_y: Length,
}

impl Sheet {
    /// A page of a roll: one label.
    pub const fn roll(label: Size) -> Self {
        let none = Length::um(0);
        Self {
            page: label,
            label,
            columns: 1,
            rows: 1,
            left: none,
            top: none,
            gap_x: none,
            gap_y: none,
        }
    }

    /// Labels on a page.
    pub fn per_page(&self) -> u32 {
        self.columns.saturating_mul(self.rows)
    }

    /// The corner of a label, from 0, row by row: from the left and from the top of the page.
    pub fn corner(&self, slot: u32) -> (Length, Length) {
        let (column, row) = (slot % self.columns.max(1), slot / self.columns.max(1));
        let at = |start: Length, edge: Length, gap: Length, n: u32| {
            let step = edge.as_um().saturating_add(gap.as_um());
            Length::um(start.as_um().saturating_add(n.saturating_mul(step)))
        };
        (
            at(self.left, self.label.width, self.gap_x, column),
            at(self.top, self.label.height, self.gap_y, row),
        )
    }

    /// Refuses a sheet that no printer could take, at the field to change.
    pub fn check(&self) -> Result<(), LabelError> {
        let bad = |field, text: String| Err(LabelError::Sheet(field, text));
        for (field, length) in [("page_width", self.page.width), ("page_height", self.page.height)] {
            if !PAGE.contains(&length) {
                return bad(field, "A page is between 8 and 1200 mm wide and high.".to_owned());
            }
        }
        for (field, length) in [
            ("label_width", self.label.width),
            ("label_height", self.label.height),
        ] {
            if !LABEL.contains(&length) {
                return bad(field, "A label is between 8 and 300 mm wide and high.".to_owned());
            }
        }
        for (field, count) in [("columns", self.columns), ("rows", self.rows)] {
            if !GRID.contains(&count) {
                let text = "A page has between 1 and 50 columns and rows of labels.".to_owned();
                return bad(field, text);
            }
        }
        for (field, start, edge, gap, count, page, side) in [
            (
                "columns",
                self.left,
                self.label.width,
                self.gap_x,
                self.columns,
                self.page.width,
                "wide",
            ),
            (
                "rows",
                self.top,
                self.label.height,
                self.gap_y,
                self.rows,
                self.page.height,
                "high",
            ),
        ] {
            let um = u64::from(start.as_um())
                + u64::from(count) * u64::from(edge.as_um())
                + u64::from(count - 1) * u64::from(gap.as_um());
            if um > u64::from(page.as_um()) {
                let needed = Length::um(u32::try_from(um).unwrap_or(u32::MAX));
                let text = format!(
                    "{count} labels with their gaps and the margin are {needed} {side}; the page is {page}."
                );
                return bad(field, text);
            }
        }
        Ok(())
    }
}

/// A sheet or a roll that can be bought.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its word in forms.
    pub word: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its measures.
    pub sheet: Sheet,
}

impl Preset {
    /// The preset of a word.
    pub fn parse(word: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.word == word)
    }
}

/// A sheet in micrometres: page, label, columns and rows, left and top, gaps.
const fn sheet(
    page: Size,
    label: (u32, u32),
    grid: (u32, u32),
    start: (u32, u32),
    gaps: (u32, u32),
) -> Sheet {
    Sheet {
        page,
        label: Size::um(label.0, label.1),
        columns: grid.0,
        rows: grid.1,
        left: Length::um(start.0),
        top: Length::um(start.1),
        gap_x: Length::um(gaps.0),
        gap_y: Length::um(gaps.1),
    }
}

const fn preset(word: &'static str, title: &'static str, sheet: Sheet) -> Preset {
    Preset { word, title, sheet }
}

/// The sheets and rolls that are known, by their common measures.
pub const PRESETS: [Preset; 9] = [
    preset(
        "a4-3x8",
        "A4, 24 labels of 63.5 × 33.9 mm",
        sheet(A4, (63_500, 33_900), (3, 8), (7_210, 12_900), (2_540, 0)),
    ),
    preset(
        "a4-3x7",
        "A4, 21 labels of 63.5 × 38.1 mm",
        sheet(A4, (63_500, 38_100), (3, 7), (7_210, 15_150), (2_540, 0)),
    ),
    preset(
        "a4-2x7",
        "A4, 14 labels of 99.1 × 38.1 mm",
        sheet(A4, (99_100, 38_100), (2, 7), (4_650, 15_150), (2_500, 0)),
    ),
    preset(
        "a4-5x13",
        "A4, 65 labels of 38.1 × 21.2 mm",
        sheet(A4, (38_100, 21_200), (5, 13), (4_750, 10_700), (2_500, 0)),
    ),
    preset(
        "letter-3x10",
        "Letter, 30 labels of 2⅝ × 1 in",
        sheet(LETTER, (66_675, 25_400), (3, 10), (4_762, 12_700), (3_175, 0)),
    ),
    preset(
        "letter-2x5",
        "Letter, 10 labels of 4 × 2 in",
        sheet(LETTER, (101_600, 50_800), (2, 5), (3_969, 12_700), (4_762, 0)),
    ),
    preset(
        "roll-50x30",
        "Roll, 50 × 30 mm",
        Sheet::roll(Size::um(50_000, 30_000)),
    ),
    preset(
        "roll-57x32",
        "Roll, 57 × 32 mm",
        Sheet::roll(Size::um(57_000, 32_000)),
    ),
    preset(
        "roll-100x50",
        "Roll, 100 × 50 mm",
        Sheet::roll(Size::um(100_000, 50_000)),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_lies_on_its_page_and_in_its_middle() {
        for preset in &PRESETS {
            let sheet = preset.sheet;
            sheet.check().unwrap_or_else(|e| panic!("{}: {e}", preset.word));
            let (x, y) = sheet.corner(sheet.per_page() - 1);
            let right = sheet.page.width.as_um() - x.as_um() - sheet.label.width.as_um();
            let bottom = sheet.page.height.as_um() - y.as_um() - sheet.label.height.as_um();
            // Sheets are symmetric up to a millimetre.
            assert!(
                right.abs_diff(sheet.left.as_um()) < 1_000,
                "{}: {right}",
                preset.word
            );
            assert!(
                bottom.abs_diff(sheet.top.as_um()) < 1_000,
                "{}: {bottom}",
                preset.word
            );
            assert_eq!(Preset::parse(preset.word).map(|p| p.title), Some(preset.title));
        }
    }

    #[test]
    fn a_sheet_that_does_not_fit_says_what_to_change() {
        let mut own = PRESETS[0].sheet;
        own.columns = 4;
        let error = own.check().unwrap_err();
        assert_eq!(error.field(), "columns");
        assert_eq!(
            error.to_string(),
            "4 labels with their gaps and the margin are 268.83 mm wide; the page is 210 mm."
        );
        own.columns = 0;
        assert!(own.check().is_err());
        own = Sheet::roll(Size::um(5_000, 20_000));
        assert_eq!(own.check().unwrap_err().field(), "page_width");
    }

    #[test]
    fn no_number_that_somebody_types_overflows() {
        let mut own = PRESETS[0].sheet;
        (own.columns, own.rows) = (65_536, 65_536);
        own.gap_x = Length::um(9_999_999);
        assert_eq!(own.check().unwrap_err().field(), "columns");
        assert_eq!(own.per_page(), u32::MAX);
        assert!(own.corner(u32::MAX).0 > own.left);
        own.columns = 3;
        assert_eq!(own.check().unwrap_err().field(), "rows");
    }
}
