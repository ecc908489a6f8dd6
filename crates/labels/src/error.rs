//! Why a label cannot be made, in words for the person who asked.

use crate::{
    Field, Finding, Length,
    screen::{SIZE_MAX, SIZE_MIN},
};

/// Why a label cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// There is nothing to encode.
    #[error("There is no text to put into the code.")]
    Empty,
    /// No symbol holds that many bytes.
    #[error("The text has {bytes} bytes; the largest code of this kind holds about {most}.")]
    TooLong {
        /// The length of the text in UTF-8.
        bytes: usize,
        /// The most that fits.
        most: usize,
    },
    /// Scanners disagree about anything but ASCII in a Data Matrix.
    #[error(
        "A Data Matrix holds the letters, digits and signs of ASCII alone, so it cannot hold “{0}”. Choose a QR code."
    )]
    Character(char),
    /// There are no element strings, because there is no GTIN.
    #[error(
        "A GS1 DataMatrix holds a GTIN, and this product has none. Choose a QR code or a Data Matrix with the address."
    )]
    NoElements,
    /// The size is outside of what makes sense.
    #[error("Choose a size between {SIZE_MIN} and {SIZE_MAX} pixels, not {0}.")]
    Size(u32),
    /// A module would be less than one pixel wide.
    #[error("The code needs at least {needed} pixels, so {size} are too few. Choose a larger size.")]
    TooSmall {
        /// The size that was asked for.
        size: u32,
        /// The least size, in pixels.
        needed: u32,
    },
    /// Scanners need the white border.
    #[error("The white border is {0} modules wide; scanners need at least {min}.", min = crate::QUIET_ZONE)]
    QuietZone(u32),
    /// It would not scan; at least one finding is a refusal.
    #[error("{}", .0.iter().filter(|f| f.refuses).map(|f| f.text.as_str()).collect::<Vec<_>>().join(" "))]
    Refused(Vec<Finding>),
    /// The code is larger than the label.
    #[error(
        "A code of {edge} does not fit into the label: there is room for {room}. Choose a smaller code or a larger label."
    )]
    CodeTooLarge {
        /// Its edge with the white border.
        edge: Length,
        /// The largest edge that fits.
        room: Length,
    },
    /// There is no room for the text beside the code.
    #[error(
        "The text does not fit beside the code. Choose a larger label, a smaller code, or print less text."
    )]
    NoRoom,
    /// The label has no sensible measures.
    #[error("A label is between 8 and 300 mm wide and high.")]
    LabelSize,
    /// There is no such printer.
    #[error("Printers have between {min} and {max} dots on an inch, not {0}.", min = crate::DPI_MIN, max = crate::DPI_MAX)]
    Dpi(u32),
    /// The sheet has no sensible measures; why.
    #[error("{1}")]
    Sheet(&'static str, String),
    /// A picture of dots would take too much memory.
    #[error(
        "A PNG of this label would have more than {most} million dots. Choose a smaller label or a coarser printer, or take SVG or PDF."
    )]
    TooManyDots {
        /// The most that is drawn, in millions.
        most: u64,
    },
    /// The logo cannot be read.
    #[error("The logo cannot be read as a picture.")]
    Logo,
    /// The decoder read something else, or nothing, in what was drawn.
    #[error("The code was drawn and could not be read again, so it is not handed out. Choose a larger size.")]
    Unreadable,
    /// The picture could not be written.
    #[error("The picture could not be written: {0}")]
    Encoding(String),
}

impl LabelError {
    /// Which choice is to be changed.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Empty | Self::TooLong { .. } | Self::Character(_) | Self::NoElements => {
                Field::Symbology.word()
            }
            Self::Refused(findings) => findings
                .iter()
                .find(|f| f.refuses)
                .map_or("size", |f| f.field.word()),
            Self::NoRoom | Self::LabelSize => "label",
            Self::Sheet(field, _) => field,
            Self::Logo => "logo",
            Self::Dpi(_) | Self::TooManyDots { .. } => Field::Dpi.word(),
            _ => Field::Size.word(),
        }
    }
}
