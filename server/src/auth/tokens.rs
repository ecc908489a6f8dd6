//! Opaque tokens: 256 random bits for the holder, their SHA-256 for the database.

use sha2::{Digest, Sha256};

/// The length of a token, in characters of base64url.
const LENGTH: usize = 43;

/// What the database keeps of a token; `None` for a text that cannot be one.
pub fn fingerprint(token: &str) -> Option<[u8; 32]> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (token.len() == LENGTH && token.bytes().all(plain)).then(|| Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SystemRandom, token_256};

    #[test]
    fn tokens_have_fingerprints_and_nothing_else_has() {
        let token = token_256(&SystemRandom);
        assert_eq!(fingerprint(&token), fingerprint(&token));
        assert!(fingerprint(&token).is_some_and(|print| print.as_slice() != token.as_bytes()));
        for other in [
            "",
            "short",
            &token[1..],
            &format!("{token}A"),
            &"ä".repeat(43),
            &" ".repeat(43),
        ] {
            assert_eq!(fingerprint(other), None, "{other}");
        }
    }
}
