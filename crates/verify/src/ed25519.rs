//! Ed25519 (RFC 8032), strictly: no key or signature that could fit several messages.

use ed25519_dalek::{Signature, VerifyingKey};

/// Whether the owner of `key` has signed this message.
pub fn is_signed(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}
