//! Which language and which format a reader wants.

use axum::http::{HeaderMap, header};
use domain::Locale;

/// The formats of a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Format {
    /// The page.
    Html,
    /// The canonical document.
    Json,
}

/// The `Accept-Language` header.
pub(in crate::http) fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok())
}

/// The best of the offered languages; of those that the platform itself speaks where none are offered.
pub(in crate::http) fn locale_of(
    offered: &[Locale],
    wish: Option<&str>,
    accept_language: Option<&str>,
) -> Locale {
    let own: Vec<Locale> = ["en", "de", "fr"]
        .iter()
        .filter_map(|l| Locale::parse(l))
        .collect();
    let offered = if offered.is_empty() {
        own.as_slice()
    } else {
        offered
    };
    let found = Locale::negotiate(offered, wish, accept_language);
    // `own` is never empty and the fallback of `negotiate` is the first, so there is always one.
    found.unwrap_or_else(|| offered[0].clone())
}

/// The format that the `Accept` header prefers; the page where it has no preference.
pub(in crate::http) fn format_of(headers: &HeaderMap) -> Format {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("*/*");
    let quality = |wanted: &str| {
        let rank = |range: &str| match range {
            r if r.eq_ignore_ascii_case(wanted) => 3,
            r if r == format!("{}/*", wanted.split('/').next().unwrap_or_default()) => 2,
            "*/*" => 1,
            _ => 0,
        };
        accept
            .split(',')
            .map(parse_range)
            .filter(|(range, _)| rank(range) > 0)
            .max_by_key(|(range, _)| rank(range))
            .map_or(0.0, |(_, q)| q)
    };
    let html = quality("text/html");
    if quality("application/json") > html {
        Format::Json
    } else {
        Format::Html
    }
}

fn parse_range(part: &str) -> (&str, f32) {
    let mut pieces = part.split(';').map(str::trim);
    let range = pieces.next().unwrap_or_default();
    let q = pieces
        .find_map(|p| p.strip_prefix("q="))
        .and_then(|q| q.parse::<f32>().ok())
        .unwrap_or(1.0);
    (range, q)
}

/// The encodings that pages are kept in, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// None.
    Identity,
}

/// The best encoding that the client takes.
pub(in crate::http) fn encoding_of(headers: &HeaderMap) -> Encoding {
    let accept = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        accept
            .split(',')
            .map(parse_range)
            .any(|(n, q)| n.eq_ignore_ascii_case(name) && q > 0.0)
    };
    if takes("br") {
        Encoding::Brotli
    } else if takes("gzip") {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

/// Whether `If-None-Match` names this entity tag.
pub(in crate::http) fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    tags.map(|t| t.trim().trim_start_matches("W/"))
        .any(|t| t == "*" || t == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> HeaderMap {
        [(header::ACCEPT, value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn data_goes_to_those_who_prefer_it() {
        for (value, format) in [
            ("application/json", Format::Json),
            ("application/json, text/html;q=0.5", Format::Json),
            ("application/json;q=0.9, */*;q=0.1", Format::Json),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Format::Html,
            ),
            ("*/*", Format::Html),
            ("application/*;q=0.5", Format::Json),
            ("application/json;q=0", Format::Html),
            ("", Format::Html),
        ] {
            assert_eq!(format_of(&accept(value)), format, "{value}");
        }
        assert_eq!(format_of(&HeaderMap::new()), Format::Html);
    }

    #[test]
    fn an_entity_tag_is_found_in_a_list() {
        let headers: HeaderMap = [(header::IF_NONE_MATCH, "\"a\", W/\"b\"".parse().unwrap())]
            .into_iter()
            .collect();
        assert!(is_unchanged(&headers, "\"b\""));
        assert!(!is_unchanged(&headers, "\"c\""));
    }
}
