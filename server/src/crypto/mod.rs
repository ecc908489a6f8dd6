//! The key ring and the envelopes of the secret columns.
//!
//! An envelope is `v1 | key id | nonce | ciphertext`, sealed with AES-256-GCM. Its associated data names table, column,
//! brand and row, so an envelope that somebody moves to another place does not open there.

mod envelope;
mod error;
mod file;
mod key_ring;
mod mac;
mod reencrypt;
mod ring;
mod signing;
#[cfg(test)]
mod tests;

pub use envelope::Place;
pub use error::{EnvelopeError, KeyRingError};
pub use key_ring::{KeyRing, RotateError};
pub use mac::{hmac_sha256, is_hmac_sha256};
pub use reencrypt::{Reencrypted, reencrypt};
pub use ring::{Ring, parse_ring};
pub use signing::{Signer, is_signed};
