//! Keys and digests as one text that says what it is.
//!
//! Source: W3C Controlled Identifiers 1.0 (Recommendation, May 2025), sections 2.2.2 Multikey and 2.5 Multihash.

use crate::base58::{from_multibase, to_multibase};

/// Multicodec of an Ed25519 public key, `0xed`, as a varint.
const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// Multihash of SHA-256: its code and its length of 32 bytes.
const SHA2_256: [u8; 2] = [0x12, 0x20];

/// An Ed25519 public key as `z6Mk…`.
pub fn multikey(key: &[u8; 32]) -> String {
    to_multibase(&[&ED25519_PUBLIC, key.as_slice()].concat())
}

/// The Ed25519 public key of a text such as `z6Mk…`; nothing where it is another kind of key.
pub fn parse_multikey(text: &str) -> Option<[u8; 32]> {
    let bytes = from_multibase(text)?;
    bytes.strip_prefix(&ED25519_PUBLIC)?.try_into().ok()
}

/// A SHA-256 as `digestMultibase` wants it: `zQm…`.
pub fn digest_multibase(sha256: &[u8; 32]) -> String {
    to_multibase(&[&SHA2_256, sha256.as_slice()].concat())
}

/// The SHA-256 of a `digestMultibase`; nothing where it is another kind of hash.
pub fn parse_digest_multibase(text: &str) -> Option<[u8; 32]> {
    let bytes = from_multibase(text)?;
    bytes.strip_prefix(&SHA2_256)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_not_a_digest() {
        let key = [7; 32];
        assert!(multikey(&key).starts_with("z6Mk"));
        assert!(digest_multibase(&key).starts_with("zQm"));
        assert_eq!(parse_digest_multibase(&multikey(&key)), None);
        assert_eq!(parse_multikey(&digest_multibase(&key)), None);
    }

    proptest! {
        #[test]
        fn keys_and_digests_come_back(bytes in any::<[u8; 32]>()) {
            prop_assert_eq!(parse_multikey(&multikey(&bytes)), Some(bytes));
            prop_assert_eq!(parse_digest_multibase(&digest_multibase(&bytes)), Some(bytes));
        }
    }
}
