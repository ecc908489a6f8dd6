//! A passport's version as data: its canonical bytes (RFC 8785) and their hash, its open formats, its proof, and the way
//! back. Pure: no I/O, no clock.

mod base58;
pub mod batterypass;
mod canonical;
mod country;
pub mod credential;
pub mod did;
pub mod disclosure;
pub mod en18223;
mod facts;
pub mod jsonld;
mod multikey;
mod numbers;
mod plain;
pub mod proof;
pub mod registry;
pub mod signature;
pub mod state;
mod time;
mod units;

pub use canonical::{FormatError, canonical, canonical_content, canonical_value, parse, sha256_hex};
pub use multikey::{digest_multibase, multikey, parse_digest_multibase, parse_multikey};
pub use numbers::exact_numbers;
