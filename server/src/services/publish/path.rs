//! The path of a passport: its GTIN, or a short id that nobody can guess.

use crate::clock::Random;
use gs1::Gtin;

const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// 36^16 ids: 82 bits.
const LENGTH: usize = 16;

/// `/01/{gtin14}` where there is a GTIN, else `/p/{id}`.
pub(super) fn path(gtin: Option<Gtin>, random: &dyn Random) -> String {
    gtin.map_or_else(|| format!("/p/{}", short_id(random)), gs1::gtin_path)
}

/// Each character as likely as any other: bytes from 252 on are drawn again.
fn short_id(random: &dyn Random) -> String {
    let mut id = String::with_capacity(LENGTH);
    while id.len() < LENGTH {
        let mut bytes = [0; LENGTH];
        random.fill(&mut bytes);
        let fair = bytes
            .iter()
            .filter(|b| **b < 252)
            .map(|b| char::from(ALPHABET[usize::from(*b % 36)]));
        id.extend(fair.take(LENGTH - id.len()));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{CountingRandom, SystemRandom};

    #[test]
    fn paths_have_the_form_that_the_database_asks_for() {
        let gtin = Gtin::parse("9520123456788").ok();
        assert_eq!(path(gtin, &SystemRandom), "/01/09520123456788");
        let random = CountingRandom::default();
        let (a, b) = (path(None, &random), path(None, &random));
        assert_ne!(a, b);
        for path in [a, b] {
            let id = path.strip_prefix("/p/").unwrap();
            assert!(
                id.len() == 16 && id.bytes().all(|c| ALPHABET.contains(&c)),
                "{path}"
            );
        }
    }
}
