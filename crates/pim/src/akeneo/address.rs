//! Building addresses of the PIM's API and trusting none that it sends.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::PimError;

const API: &str = "/api/rest/v1/";

/// Everything is escaped except unreserved characters and the slash, which Akeneo's web servers want as it is in
/// media codes and identifiers (contracts.md 1.3.4).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// Reads the address of a PIM as people paste it: without scheme, with a trailing slash, or copied from the browser
/// with the page they were on (`https://pim.example.com/#/dashboard`).
pub fn parse_base_url(text: &str) -> Result<Url, PimError> {
    let text = text.trim();
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let invalid = || PimError::Refused {
        why: "this is not a web address".to_owned(),
    };
    let mut url = Url::parse(&with_scheme).map_err(|_| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(invalid());
    }
    url.set_fragment(None);
    url.set_query(None);
    let path = url.path();
    let path = path.split("/api/").next().unwrap_or(path);
    let path = path
        .strip_suffix("/user/login")
        .unwrap_or(path)
        .trim_end_matches('/')
        .to_owned();
    url.set_path(&path);
    Ok(url)
}

/// `{base}/{path}`, outside the REST API.
pub(super) fn root_url(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_fragment(None);
    url.set_query(None);
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// `{base}/api/rest/v1/{path}?{query}`; `path` is already escaped.
pub(super) fn api_url(base: &Url, path: &str, query: &[(String, String)]) -> Url {
    let mut url = root_url(base, &format!("{API}{path}"));
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// A code as part of a path. Refuses codes that would climb out of it.
pub(super) fn escape(code: &str) -> Result<String, PimError> {
    if code.is_empty() || code.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(PimError::Invalid {
            message: "this code cannot be used in an address".to_owned(),
        });
    }
    Ok(utf8_percent_encode(code, ESCAPED).to_string())
}

/// What remains of a link the PIM sent: the query, when the link leads to the same resource. Scheme, host, port and any
/// prefix a proxy added are dropped, so that the token can never travel to another origin.
pub(super) fn query_of_link(base: &Url, href: &str, path: &str) -> Result<Vec<(String, String)>, PimError> {
    let strange = || PimError::malformed("a link to the next page");
    let link = base.join(href).map_err(|_| strange())?;
    let (_, resource) = link.path().rsplit_once(API).ok_or_else(strange)?;
    if resource.trim_end_matches('/') != path {
        return Err(strange());
    }
    Ok(link.query_pairs().into_owned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_addresses_become_the_base() {
        for (text, base) in [
            ("pim.example.com", "https://pim.example.com/"),
            (" https://pim.example.com/ ", "https://pim.example.com/"),
            ("https://pim.example.com/#/dashboard", "https://pim.example.com/"),
            ("https://pim.example.com/user/login", "https://pim.example.com/"),
            ("https://pim.example.com/api/rest/v1", "https://pim.example.com/"),
            ("https://example.com/pim/?x=1", "https://example.com/pim"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4000/"),
        ] {
            assert_eq!(parse_base_url(text).unwrap().as_str(), base, "{text}");
        }
        for text in ["", "javascript://x", "ftp://x.example", "https://", "a b"] {
            assert!(parse_base_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn slashes_stay_and_everything_else_is_escaped() {
        assert_eq!(
            escape("f/2/e/a b?c#d%é.jpg").unwrap(),
            "f/2/e/a%20b%3Fc%23d%25%C3%A9.jpg"
        );
        assert!(escape("../oauth/v1/token").is_err() && escape("a/./b").is_err() && escape("").is_err());
        let base = parse_base_url("https://example.com/pim").unwrap();
        let url = api_url(
            &base,
            &format!("media-files/{}/download", escape("f/a?b.jpg").unwrap()),
            &[],
        );
        assert_eq!(
            url.as_str(),
            "https://example.com/pim/api/rest/v1/media-files/f/a%3Fb.jpg/download"
        );
    }

    #[test]
    fn only_the_query_of_a_link_survives() {
        let base = parse_base_url("https://pim.example.com").unwrap();
        let kept = |href: &str| query_of_link(&base, href, "products-uuid");
        let expected = vec![("search_after".to_owned(), "a b".to_owned())];
        for href in [
            "https://pim.example.com/api/rest/v1/products-uuid?search_after=a%20b",
            "http://evil.example:81/api/rest/v1/products-uuid?search_after=a%20b",
            "https://internal/prefix/api/rest/v1/products-uuid?search_after=a+b",
            "/api/rest/v1/products-uuid?search_after=a%20b",
        ] {
            assert_eq!(kept(href).unwrap(), expected, "{href}");
        }
        assert!(kept("https://pim.example.com/api/rest/v1/users?x=1").is_err());
        assert!(kept("https://pim.example.com/other").is_err());
    }
}
