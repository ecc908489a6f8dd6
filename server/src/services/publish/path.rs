//! The path of a passport: its GTIN, or a short id that nobody can guess.

use crate::clock::Random;
use domain::unit::UnitName;
use gs1::{DigitalLink, Gtin, UriError};

const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// 36^16 ids: 82 bits.
const LENGTH: usize = 16;

/// `/01/{gtin14}` where there is a GTIN, else `/p/{id}`.
pub(super) fn path(gtin: Option<Gtin>, random: &dyn Random) -> String {
    gtin.map_or_else(|| format!("/p/{}", short_id(random)), gs1::gtin_path)
}

/// The path of a unit: below that of its model where that is a GTIN's, else an id of its own.
pub(in crate::services) fn below(
    model: &str,
    unit: &UnitName,
    random: &dyn Random,
) -> Result<String, UriError> {
    let Ok(gtin) = gs1::parse_gtin_path(model) else {
        return Ok(path(None, random));
    };
    // The path is the same on every stem.
    let stem = "https://id.gs1.org";
    let link = DigitalLink::of_item(stem, gtin, unit.batch.as_deref(), unit.serial.as_deref())?;
    Ok(link.path())
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
    fn a_unit_s_path_is_its_digital_link() {
        let name = |batch: Option<&str>, serial: Option<&str>| UnitName {
            batch: batch.map(str::to_owned),
            serial: serial.map(str::to_owned),
        };
        let of = |unit: &UnitName| below("/01/09520123456788", unit, &SystemRandom).unwrap();
        assert_eq!(of(&name(Some("LOT/7"), None)), "/01/09520123456788/10/LOT%2F7");
        assert_eq!(of(&name(None, Some("0001"))), "/01/09520123456788/21/0001");
        assert_eq!(of(&name(Some("L"), Some("1"))), "/01/09520123456788/10/L/21/1");
        let own = below("/p/0123456789abcdef", &name(Some("L"), Some("1")), &SystemRandom).unwrap();
        assert!(own.starts_with("/p/") && own.len() == 19, "{own}");
    }

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
