//! A symbol as a square of dark and light modules.

mod data_matrix;
mod qr;

use crate::{LabelError, number::index};
use serde::{Deserialize, Serialize};

/// The width of the white border that scanners of QR codes need, in modules (ISO/IEC 18004, 6.3.8).
pub const QUIET_ZONE: u32 = 4;
/// The same for Data Matrix (ISO/IEC 16022, 8).
const QUIET_ZONE_DATA_MATRIX: u32 = 1;

/// A kind of symbol, and what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// A QR code with the address of the passport; error correction M.
    #[default]
    Qr,
    /// A Data Matrix with the address of the passport.
    DataMatrix,
    /// A GS1 DataMatrix: FNC1 in the first place, then element strings.
    Gs1DataMatrix,
}

impl Symbology {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Qr, Self::DataMatrix, Self::Gs1DataMatrix];

    /// Its word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::DataMatrix => "data_matrix",
            Self::Gs1DataMatrix => "gs1_data_matrix",
        }
    }

    /// The symbology of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Qr => "QR code",
            Self::DataMatrix => "Data Matrix",
            Self::Gs1DataMatrix => "GS1 DataMatrix",
        }
    }

    /// The white border that scanners need, in modules.
    pub fn quiet_zone(self) -> u32 {
        match self {
            Self::Qr => QUIET_ZONE,
            Self::DataMatrix | Self::Gs1DataMatrix => QUIET_ZONE_DATA_MATRIX,
        }
    }
}

/// The modules of a symbol, without its quiet zone.
#[derive(Clone, Debug)]
pub struct Symbol {
    symbology: Symbology,
    text: String,
    modules: Vec<bool>,
    width: u32,
}

impl Symbol {
    /// Encodes `text` in the smallest square that holds it. For [`Symbology::Gs1DataMatrix`] it is what a scanner answers: element
    /// strings with the group separator (0x1D) behind those of variable length, without anything in front.
    pub fn encode(symbology: Symbology, text: &str) -> Result<Self, LabelError> {
        if text.is_empty() {
            return Err(LabelError::Empty);
        }
        let (modules, width) = match symbology {
            Symbology::Qr => qr::modules(text)?,
            Symbology::DataMatrix => data_matrix::modules(text, false)?,
            Symbology::Gs1DataMatrix => data_matrix::modules(text, true)?,
        };
        Ok(Self {
            symbology,
            text: text.to_owned(),
            modules,
            width,
        })
    }

    /// Its kind.
    pub fn symbology(&self) -> Symbology {
        self.symbology
    }

    /// What it holds.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules on an edge, without the quiet zone.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Modules on an edge, with the quiet zone on both sides.
    pub fn full_width(&self) -> u32 {
        self.width + 2 * self.symbology.quiet_zone()
    }

    /// Its size as its standard calls it: `version 3, 29 × 29 modules`.
    pub fn version(&self) -> String {
        let width = self.width;
        match self.symbology {
            Symbology::Qr => format!("version {}, {width} × {width} modules", (width - 17) / 4),
            Symbology::DataMatrix | Symbology::Gs1DataMatrix => format!("{width} × {width} modules"),
        }
    }

    /// Whether the module in column `x` of row `y` is dark.
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        x < self.width && self.modules.get(index(y) * index(self.width) + index(x)) == Some(&true)
    }

    /// Dark modules beside each other in a row: column, row and how many.
    pub(crate) fn runs(&self) -> Vec<(u32, u32, u32)> {
        let mut runs = Vec::new();
        for (y, row) in (0..).zip(self.modules.chunks(index(self.width))) {
            let mut x = 0;
            for part in row.chunk_by(|a, b| a == b) {
                let length = crate::number::count(part.len());
                if part.first() == Some(&true) {
                    runs.push((x, y, length));
                }
                x += length;
            }
        }
        runs
    }
}
