//! A passport's version as data: its canonical bytes (RFC 8785), its hash, its proof, and the way back. Pure: no I/O, no clock.

mod base58;
mod canonical;
pub mod did;
mod multikey;
mod numbers;
pub mod proof;
mod time;

pub use canonical::{FormatError, canonical, canonical_content, canonical_value, parse, sha256_hex};
pub use multikey::{digest_multibase, multikey, parse_digest_multibase, parse_multikey};
pub use numbers::exact_numbers;
