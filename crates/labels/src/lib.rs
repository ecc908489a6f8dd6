//! The code that is printed on a product: a QR symbol as SVG and as PNG. Pure: text in, bytes out.
//!
//! Error correction level M and a quiet zone of four modules, as GS1 asks for a Digital Link in a QR code
//! (GS1 General Specifications, 5.12; ISO/IEC 18004). Modules are whole pixels, so that no edge is blurred.

mod error;
mod png;
mod svg;
mod symbol;

pub use error::LabelError;
pub use png::qr_png;
pub use svg::{QrOptions, qr_svg};
pub use symbol::{QUIET_ZONE, SIZE_MAX, SIZE_MIN};
