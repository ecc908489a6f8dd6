//! Why a label cannot be made, in words for the person who asked.

use crate::{SIZE_MAX, SIZE_MIN};

/// Why a label cannot be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// There is nothing to encode.
    #[error("There is no text to put into the code.")]
    Empty,
    /// No version of the symbol holds that many bytes at level M.
    #[error("The text has {bytes} bytes; a QR code with error correction M holds at most 2331.")]
    TooLong {
        /// The length of the text in UTF-8.
        bytes: usize,
    },
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
    /// The picture could not be written.
    #[error("The picture could not be written: {0}")]
    Encoding(String),
}
