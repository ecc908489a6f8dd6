//! From which country an address is: the only importer of maxminddb.

use maxminddb::Reader;
use serde::Deserialize;
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

/// The database of countries, where there is one.
#[derive(Default)]
pub struct Countries(Option<Reader<Vec<u8>>>);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "The country database {path} cannot be read: {source}. Correct TESSERA_COUNTRY_DATABASE, or leave it empty."
)]
pub struct CountryError {
    path: PathBuf,
    source: maxminddb::MaxMindDbError,
}

/// The shapes that are in use: `GeoLite2` and DB-IP nest the code, the lists of the registries do not.
#[derive(Deserialize)]
struct Record {
    country: Option<Nested>,
    country_code: Option<String>,
}

#[derive(Deserialize)]
struct Nested {
    iso_code: Option<String>,
}

impl Countries {
    /// Reads the whole file into memory; without a path no country is known.
    pub fn open(path: Option<&Path>) -> Result<Self, CountryError> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let reader = Reader::open_readfile(path).map_err(|source| CountryError {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self(Some(reader)))
    }

    /// The country of an address, as ISO 3166-1 alpha-2.
    pub fn of(&self, ip: IpAddr) -> Option<String> {
        let found = self.0.as_ref()?.lookup(ip.to_canonical()).ok()?;
        let record: Record = found.decode().ok()??;
        let nested = record.country.and_then(|country| country.iso_code);
        code(&nested.or(record.country_code)?)
    }
}

/// A country's code, in capitals; not the codes that stand for "unknown", and nothing else.
pub fn code(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let plain = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    (plain && !matches!(code.as_str(), "XX" | "ZZ")).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Vec<u8> {
        let length = u8::try_from(value.len()).unwrap();
        assert!(length < 29);
        [vec![0x40 | length], value.as_bytes().to_vec()].concat()
    }

    fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = vec![0xe0 | u8::try_from(pairs.len()).unwrap()];
        for (key, value) in pairs {
            bytes.extend(text(key));
            bytes.extend(value);
        }
        bytes
    }

    fn uint16(value: u8) -> Vec<u8> {
        vec![0xa1, value]
    }

    /// A database in which 128.0.0.0/1 is one country and the rest is unknown.
    fn database(record: &[u8]) -> Vec<u8> {
        let empty_array = vec![0x00, 0x04];
        // One node: left is "not found" (the number of nodes), right is the first byte of the data.
        let tree = [0, 0, 1, 0, 0, 1 + 16];
        let metadata = map(&[
            ("binary_format_major_version", uint16(2)),
            ("binary_format_minor_version", uint16(0)),
            ("build_epoch", vec![0x01, 0x02, 1]),
            ("database_type", text("Test")),
            ("description", map(&[("en", text("Test"))])),
            ("ip_version", uint16(4)),
            ("languages", empty_array),
            ("node_count", vec![0xc1, 1]),
            ("record_size", uint16(24)),
        ]);
        [&tree[..], &[0; 16], record, b"\xab\xcd\xefMaxMind.com", &metadata].concat()
    }

    #[test]
    fn both_shapes_of_records_are_read() {
        let nested = map(&[("country", map(&[("iso_code", text("DE"))]))]);
        let flat = map(&[("country_code", text("FR"))]);
        for (record, country) in [(nested, "DE"), (flat, "FR")] {
            let reader = Reader::from_source(database(&record)).unwrap();
            let countries = Countries(Some(reader));
            let of = |ip: &str| countries.of(ip.parse().unwrap());
            assert_eq!(of("192.0.2.1").as_deref(), Some(country));
            assert_eq!(of("::ffff:192.0.2.1").as_deref(), Some(country));
            assert_eq!(of("10.0.0.1"), None);
            assert_eq!(of("2001:db8::1"), None, "a database of IPv4 knows no IPv6");
        }
    }

    #[test]
    fn only_codes_of_countries_are_taken() {
        assert_eq!(code("de").as_deref(), Some("DE"));
        for not in ["", "XX", "T1", "DEU", "D", "<b", "D\n"] {
            assert_eq!(code(not), None, "{not:?}");
        }
    }

    #[test]
    fn a_missing_file_is_named_with_its_variable() {
        let error = Countries::open(Some(Path::new("/nowhere.mmdb"))).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("/nowhere.mmdb") && text.contains("TESSERA_COUNTRY_DATABASE"));
        assert_eq!(Countries::default().of([192, 0, 2, 1].into()), None);
    }
}
