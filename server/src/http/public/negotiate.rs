//! Which language and which representation a reader wants.

use crate::services::representations::Representation;
use app::public::languages;
use axum::http::{HeaderMap, header};
use domain::Locale;
use std::cmp::Ordering;

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
    let own = if offered.is_empty() {
        languages()
    } else {
        Vec::new()
    };
    let offered = if offered.is_empty() {
        own.as_slice()
    } else {
        offered
    };
    let found = Locale::negotiate(offered, wish, accept_language);
    // `own` is never empty and the fallback of `negotiate` is the first, so there is always one.
    found.unwrap_or_else(|| offered[0].clone())
}

/// What the `Accept` header prefers of what is offered: the page where it has no preference, nothing where it takes none of it.
pub(in crate::http) fn best(offered: &[Representation], headers: &HeaderMap) -> Option<Representation> {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let accept = accept.unwrap_or("*/*");
    let ranked = |one: &Representation| {
        let (specific, quality) = quality(accept, *one)?;
        // Thousandths, as the header counts them.
        let rank = ((quality * 1000.0).round(), specific, -preference(*one, specific));
        (quality > 0.0).then_some((rank, *one))
    };
    let found = offered
        .iter()
        .filter(|one| one.is_negotiable())
        .filter_map(ranked);
    let found = found.max_by(|(a, _), (b, _)| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    let takes_something = || {
        accept
            .split(',')
            .map(parse_range)
            .any(|(range, q)| !range.is_empty() && q > 0.0)
    };
    match found {
        Some((_, one)) => Some(one),
        None if takes_something() => None,
        None => offered.first().copied(),
    }
}

/// How specific the range is that counts for a representation (3: by name, 2: by kind, 1: anything), and its quality.
fn quality(accept: &str, one: Representation) -> Option<(i8, f32)> {
    let name = one.media_type();
    // Names that were in use before, or beside it.
    let former = match one {
        Representation::Linkset => Some("application/linkset"),
        Representation::Vc => Some("application/vc+ld+json"),
        _ => None,
    };
    let kind = name.split('/').next().unwrap_or_default();
    let specific = |range: &str| match range.split_once('/') {
        _ if range.eq_ignore_ascii_case(name) => 3,
        _ if former.is_some_and(|former| range.eq_ignore_ascii_case(former)) => 3,
        Some((first, "*")) if first.eq_ignore_ascii_case(kind) => 2,
        Some(("*", "*")) => 1,
        _ => 0,
    };
    accept
        .split(',')
        .map(parse_range)
        .map(|(range, q)| (specific(range), q))
        .filter(|(specific, _)| *specific > 0)
        .max_by_key(|(specific, _)| *specific)
}

/// The order among equals: the page first; then whoever names several formats wants the rarest, and whoever takes anything of a
/// kind the commonest.
const fn preference(one: Representation, specific: i8) -> i8 {
    let rarity = match one {
        Representation::Html => return 0,
        Representation::Vc => 1,
        Representation::Proof => 2,
        Representation::Linkset | Representation::BatteryPass => 3,
        Representation::DppFull => 4,
        Representation::Dpp => 5,
        Representation::JsonLd | Representation::Context => 6,
        Representation::Json => 9,
    };
    if specific == 3 { rarity } else { 10 - rarity }
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
    /// Zstandard (RFC 8878).
    Zstd,
    /// Gzip.
    Gzip,
    /// None.
    Identity,
}

impl Encoding {
    /// What stands behind the entity tag: other bytes have another one.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Zstd => "-zs",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }

    /// Its name in the header.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
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
    } else if takes("zstd") {
        Encoding::Zstd
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
    fn each_gets_what_they_prefer() {
        use Representation::{Dpp, DppFull, Html, Json, JsonLd, Linkset};
        for (value, wanted) in [
            ("application/json", Some(Json)),
            ("application/json, text/html;q=0.5", Some(Json)),
            ("application/json;q=0.9, */*;q=0.1", Some(Json)),
            ("application/json, text/plain, */*", Some(Json)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some(Html),
            ),
            ("text/html, application/json", Some(Html)),
            ("*/*", Some(Html)),
            ("application/*;q=0.5", Some(Json)),
            ("application/json;q=0", Some(Html)),
            ("application/json;q=0, */*", Some(Html)),
            ("text/html;q=0, */*", Some(Json)),
            ("", Some(Html)),
            ("application/ld+json", Some(JsonLd)),
            ("Application/LD+JSON; profile=x", Some(JsonLd)),
            ("application/linkset+json", Some(Linkset)),
            ("application/ld+json, application/json", Some(JsonLd)),
            ("application/vnd.tessera.dpp+json, application/json", Some(Dpp)),
            (
                "application/vnd.tessera.dpp-full+json;q=0.8, application/json;q=0.8",
                Some(DppFull),
            ),
            (
                "application/vc, application/ld+json, application/json",
                Some(Representation::Vc),
            ),
            ("application/vc+ld+json", Some(Representation::Vc)),
            ("image/png", None),
            ("image/png, text/html;q=0", None),
        ] {
            assert_eq!(best(&Representation::ALL, &accept(value)), wanted, "{value}");
        }
        assert_eq!(best(&Representation::ALL, &HeaderMap::new()), Some(Html));
    }

    #[test]
    fn the_smallest_encoding_that_is_taken_is_sent() {
        for (value, wanted) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, zstd, br;q=0", Encoding::Zstd),
            ("GZIP", Encoding::Gzip),
            ("gzip;q=0", Encoding::Identity),
            ("deflate", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            let headers: HeaderMap = [(header::ACCEPT_ENCODING, value.parse().unwrap())]
                .into_iter()
                .collect();
            assert_eq!(encoding_of(&headers), wanted, "{value}");
        }
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
