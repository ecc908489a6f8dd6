//! A passport's version as data: its canonical bytes (RFC 8785), its hash, and the way back. Pure: no I/O, no clock.

mod canonical;
mod numbers;

pub use canonical::{FormatError, canonical, canonical_content, canonical_value, parse, sha256_hex};
pub use numbers::exact_numbers;
