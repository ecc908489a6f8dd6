//! Whether somebody who shares a secret with us has written something.

use aws_lc_rs::hmac;

/// Whether `tag` is the HMAC-SHA-256 of `message` under `secret`. The comparison takes the same time wherever they differ.
pub fn is_hmac_sha256(secret: &[u8], message: &[u8], tag: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, message, tag).is_ok()
}

/// The HMAC-SHA-256 of `message` under `secret`.
pub fn hmac_sha256(secret: &[u8], message: &[u8]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mut tag = [0; 32];
    tag.copy_from_slice(hmac::sign(&key, message).as_ref());
    tag
}
