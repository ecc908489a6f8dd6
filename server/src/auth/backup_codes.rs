//! Backup codes: 120 random bits for a piece of paper, their SHA-256 for the database.

use crate::clock::Random;
use sha2::{Digest, Sha256};

/// How many there are.
pub const COUNT: usize = 10;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LENGTH: usize = 24;

/// A set of new codes, as `ABCDEF-GHIJKL-MNOPQR-STUVWX`.
pub fn generate(random: &dyn Random) -> Vec<String> {
    (0..COUNT).map(|_| one(random)).collect()
}

fn one(random: &dyn Random) -> String {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes);
    // 32 divides 256, so every character is as likely as any other.
    let text: Vec<u8> = bytes.iter().map(|b| ALPHABET[usize::from(b % 32)]).collect();
    let groups: Vec<&str> = text
        .chunks(6)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join("-")
}

/// What the database keeps of a code; `None` for a text that cannot be one. Case, spaces and dashes do not matter.
pub fn fingerprint(typed: &str) -> Option<[u8; 32]> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let plain = code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b));
    plain.then(|| Sha256::digest(code.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use std::collections::BTreeSet;

    #[test]
    fn codes_differ_and_may_be_typed_as_people_type() {
        let codes = generate(&SystemRandom);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        let code = &codes[0];
        assert_eq!((code.len(), code.split('-').count()), (27, 4));
        let print = fingerprint(code);
        assert!(print.is_some());
        assert_eq!(fingerprint(&code.to_lowercase().replace('-', " ")), print);
        assert_ne!(fingerprint(&codes[1]), print);
        for wrong in [
            "",
            "123456",
            &code[1..],
            &code.replace(|c: char| c.is_alphabetic(), "1"),
        ] {
            assert_eq!(fingerprint(wrong), None, "{wrong}");
        }
    }
}
