//! What is printed on a product: QR codes and Data Matrix symbols, singly and in labels, as SVG, PNG and PDF. Pure: text in,
//! bytes out.
//!
//! No symbol leaves this crate unread: what was drawn is read back out of the very bytes of the drawing and decoded by code that
//! none of the encoders shares. And none is drawn that [`preflight`] says will not scan.
//!
//! Sources: ISO/IEC 18004 (QR), ISO/IEC 16022 (Data Matrix), ISO/IEC 15415 (print quality), GS1 General Specifications 26. Which
//! rule comes from where is written in `docs/labels.md`.

mod bitmap;
mod colour;
mod decode;
mod error;
mod font;
mod label;
mod layout;
mod length;
mod number;
mod pdf;
mod picture;
mod png;
mod preflight;
mod proof;
mod screen;
mod sheet;
mod svg;
mod symbol;
mod zip;

pub use colour::Colour;
pub use error::LabelError;
pub use label::{Design, Drawing, Label, draw};
pub use length::Length;
pub use pdf::{SheetPdf, Stamp};
pub use picture::Logo;
pub use preflight::{DPI_MAX, DPI_MIN, Field, Finding, Print, Report, preflight};
pub use screen::{QrOptions, SIZE_MAX, SIZE_MIN, qr_png, qr_svg};
pub use sheet::{PRESETS, Preset, Sheet, Size};
pub use symbol::{QUIET_ZONE, Symbol, Symbology};
pub use zip::{Zip, ZipError};
