//! Whether the platform itself has sent something: HMAC-SHA256 over the bytes as they came, in hexadecimal digits
//! (contracts.md 1.6). Nothing that was parsed and written again is ever compared.

use crate::crypto::is_hmac_sha256;
use secrecy::{ExposeSecret, SecretString};

/// The one algorithm that the platform knows.
const ALGORITHM: &str = "HmacSHA256";

/// What the headers of a request say; it has two signatures while somebody changes secrets.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    /// `X-AKENEO-SIGNATURE-PRIMARY`
    pub primary: Option<String>,
    /// `X-AKENEO-SIGNATURE-SECONDARY`
    pub secondary: Option<String>,
    /// `X-AKENEO-SIGNATURE-ALGORITHM`
    pub algorithm: Option<String>,
}

impl Signatures {
    /// Whether one of them is made with `secret` over `body`. The comparison takes the same time wherever they differ.
    pub(super) fn fit(&self, secret: &SecretString, body: &[u8]) -> bool {
        if self.algorithm.as_deref() != Some(ALGORITHM) {
            return false;
        }
        let secret = secret.expose_secret().as_bytes();
        let fits = |text: &Option<String>| {
            let tag = text.as_deref().and_then(|text| hex::decode(text).ok());
            tag.is_some_and(|tag| is_hmac_sha256(secret, body, &tag))
        };
        // Both are looked at, so that the time does not tell which one it was.
        let (primary, secondary) = (fits(&self.primary), fits(&self.secondary));
        primary || secondary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::hmac;

    // RFC 4231, test case 2.
    const KEY: &str = "Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";
    const TAG: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    fn fits(primary: Option<&str>, secondary: Option<&str>, algorithm: Option<&str>, body: &[u8]) -> bool {
        let signatures = Signatures {
            primary: primary.map(str::to_owned),
            secondary: secondary.map(str::to_owned),
            algorithm: algorithm.map(str::to_owned),
        };
        signatures.fit(&KEY.into(), body)
    }

    #[test]
    fn either_signature_counts_in_either_case() {
        let upper = TAG.to_uppercase();
        for (primary, secondary) in [
            (Some(TAG), None),
            (Some(upper.as_str()), None),
            (None, Some(TAG)),
            (Some("00"), Some(TAG)),
            (Some(TAG), Some("no digits")),
        ] {
            assert!(
                fits(primary, secondary, Some(ALGORITHM), BODY),
                "{primary:?} {secondary:?}"
            );
        }
    }

    #[test]
    fn anything_else_does_not() {
        let longer = format!("{TAG}00");
        for (primary, secondary, algorithm) in [
            (None, None, Some(ALGORITHM)),
            (Some(""), Some(""), Some(ALGORITHM)),
            (Some(&TAG[..62]), None, Some(ALGORITHM)),
            (Some(longer.as_str()), None, Some(ALGORITHM)),
            (Some(TAG), None, None),
            (Some(TAG), None, Some("HmacSHA1")),
            (Some(TAG), None, Some("none")),
        ] {
            assert!(
                !fits(primary, secondary, algorithm, BODY),
                "{primary:?} {secondary:?} {algorithm:?}"
            );
        }
        assert!(!fits(
            Some(TAG),
            None,
            Some(ALGORITHM),
            b"What do ya want for nothing?"
        ));
    }

    #[test]
    fn a_body_that_was_parsed_and_written_again_does_not_fit() {
        let raw = br#"{"b": 1.0, "a":"\u00e9"}"#;
        let key = hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes());
        let tag = hex::encode(hmac::sign(&key, raw));
        assert!(fits(Some(&tag), None, Some(ALGORITHM), raw));
        let value: serde_json::Value = serde_json::from_slice(raw).unwrap();
        let again = serde_json::to_vec(&value).unwrap();
        assert!(!fits(Some(&tag), None, Some(ALGORITHM), &again));
    }
}
