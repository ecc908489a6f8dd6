//! The cache in front of the site, where there is one that can be told what to forget.

use super::reader::Reader;
use http::{HeaderName, HeaderValue};
use url::Url;

/// How a CDN is told to forget pages.
#[derive(Clone, Debug)]
pub struct Cdn {
    /// `TESSERA_PURGE_URL`: where the tags of changed pages are sent by POST, such as
    /// `https://api.cloudflare.com/client/v4/zones/ZONE/purge_cache` or `https://api.fastly.com/service/SERVICE/purge`. With it
    /// answers about passports name their tags in `Surrogate-Key` and `Cache-Tag`.
    pub purge_url: Url,
    /// `TESSERA_PURGE_HEADER`: the header that lets us in, such as `Authorization: Bearer …` or `Fastly-Key: …`.
    pub header: Option<(HeaderName, HeaderValue)>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Cdn> {
    let header = header(reader);
    Some(Cdn {
        purge_url: purge_url(reader)?,
        header,
    })
}

fn purge_url(reader: &mut Reader<'_>) -> Option<Url> {
    const VARIABLE: &str = "TESSERA_PURGE_URL";
    let text = reader.text(VARIABLE)?;
    match text.parse::<Url>() {
        Ok(url) if url.scheme() == "https" || (url.scheme() == "http" && !reader.production) => Some(url),
        _ => {
            let remedy = "Write the address at which the CDN takes tags to forget.";
            reader.mistake(VARIABLE, "is not an https:// address", remedy);
            None
        }
    }
}

fn header(reader: &mut Reader<'_>) -> Option<(HeaderName, HeaderValue)> {
    const VARIABLE: &str = "TESSERA_PURGE_HEADER";
    let text = reader.text(VARIABLE)?;
    let parsed = text.split_once(':').and_then(|(name, value)| {
        let name = HeaderName::try_from(name.trim()).ok()?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        // No log shows it.
        value.set_sensitive(true);
        Some((name, value))
    });
    if parsed.is_none() {
        let remedy = "Write a name and a value, such as Authorization: Bearer token.";
        reader.mistake(VARIABLE, "is not a header", remedy);
    }
    parsed
}
