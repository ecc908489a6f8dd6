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

const URL: &str = "TESSERA_PURGE_URL";
const HEADER: &str = "TESSERA_PURGE_HEADER";

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Cdn> {
    let header = header(reader);
    let Some(purge_url) = purge_url(reader) else {
        if header.is_some() && reader.text(URL).is_none() {
            let remedy = "Set TESSERA_PURGE_URL as well, or leave the header out.";
            reader.mistake(HEADER, "opens an address that is not set", remedy);
        }
        return None;
    };
    Some(Cdn { purge_url, header })
}

fn purge_url(reader: &mut Reader<'_>) -> Option<Url> {
    let text = reader.text(URL)?;
    match text.parse::<Url>() {
        Ok(url) if url.scheme() == "https" || (url.scheme() == "http" && !reader.production) => Some(url),
        _ => {
            let remedy = "Write the address at which the CDN takes tags to forget.";
            reader.mistake(URL, "is not an https:// address", remedy);
            None
        }
    }
}

fn header(reader: &mut Reader<'_>) -> Option<(HeaderName, HeaderValue)> {
    let text = reader.text(HEADER)?;
    let parsed = text.split_once(':').and_then(|(name, value)| {
        let name = HeaderName::try_from(name.trim()).ok()?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        // No log shows it.
        value.set_sensitive(true);
        Some((name, value))
    });
    if parsed.is_none() {
        let remedy = "Write a name and a value, such as Authorization: Bearer token.";
        reader.mistake(HEADER, "is not a header", remedy);
    }
    parsed
}
