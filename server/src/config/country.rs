//! How the country of a visitor is known.

use super::reader::Reader;
use std::path::PathBuf;

/// Where the country comes from; unknown without either.
#[derive(Clone, Debug, Default)]
pub struct Country {
    /// `TESSERA_COUNTRY_HEADER`: the header in which a trusted proxy names the visitor's country, such as `CF-IPCountry`.
    pub header: Option<String>,
    /// `TESSERA_COUNTRY_DATABASE`: a file in the MMDB format with the countries of addresses.
    pub database: Option<PathBuf>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Country {
    const HEADER: &str = "TESSERA_COUNTRY_HEADER";
    let header = reader.text(HEADER).map(|name| name.to_ascii_lowercase());
    if header
        .as_deref()
        .is_some_and(|name| http::HeaderName::try_from(name).is_err())
    {
        reader.mistake(
            HEADER,
            "is not the name of a header",
            "Write a name such as CF-IPCountry.",
        );
    }
    Country {
        header,
        database: reader.text("TESSERA_COUNTRY_DATABASE").map(PathBuf::from),
    }
}
