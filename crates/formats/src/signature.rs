//! A brand's signature over a version: Ed25519 over a short text that names the format and the hash of the canonical document,
//! so that what is signed can be written down by hand and checked with any tool.

/// The first line of what is signed.
pub const CONTEXT: &str = "tessera.version/1";

/// What is signed: [`CONTEXT`], a line feed, the SHA-256 of the canonical document in lower-case hex, a line feed; in UTF-8.
pub fn message(sha256: &str) -> Vec<u8> {
    format!("{CONTEXT}\n{sha256}\n").into_bytes()
}

/// Whether the owner of `key` has signed the version with this hash; `check` is Ed25519's verification of key, message and signature.
pub fn verify(
    sha256: &str,
    key: &[u8; 32],
    signature: &[u8; 64],
    check: impl FnOnce(&[u8; 32], &[u8], &[u8; 64]) -> bool,
) -> bool {
    check(key, &message(sha256), signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_two_lines() {
        let hash = crate::sha256_hex(b"{}");
        assert_eq!(
            String::from_utf8(message(&hash)).unwrap(),
            "tessera.version/1\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"
        );
        let seen = |_: &[u8; 32], text: &[u8], _: &[u8; 64]| text == message(&hash);
        assert!(verify(&hash, &[0; 32], &[0; 64], seen));
    }
}
