//! Refuses what another site makes a browser send (OWASP ASVS 3.5.1; Fetch Metadata with `Origin` as its fallback).

use crate::{
    app::App,
    http::{error::cross_site, page::private},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};

/// Lets safe methods and same-origin requests pass. A request with neither header is refused: every browser of the last
/// years sends one of the two.
pub(in crate::http) async fn refuse_cross_site(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let safe = request.method().is_safe();
    if safe || is_same_origin(request.headers(), app.config.base_url().as_str()) {
        next.run(request).await
    } else {
        tracing::warn!("a cross-site request was refused");
        private(cross_site())
    }
}

/// Whether a GET was caused by another site, or by a browser that does not tell. It has no `Origin`.
pub(in crate::http) fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    !matches!(site, Some("same-origin" | "none"))
}

fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return false;
    };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    origin == base_url.trim_end_matches('/')
        || text(header::HOST.as_str()).is_some_and(|h| !h.is_empty() && h == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_the_own_origin_passes() {
        let base = "https://dpp.example.com/";
        for (pairs, passes) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://dpp.example.com"),
                ],
                false,
            ),
            (vec![("origin", "https://dpp.example.com")], true),
            (
                vec![("origin", "http://127.0.0.1:4000"), ("host", "127.0.0.1:4000")],
                true,
            ),
            (
                vec![("origin", "https://evil.example"), ("host", "dpp.example.com")],
                false,
            ),
            (vec![("origin", "null"), ("host", "")], false),
            (vec![], false),
        ] {
            assert_eq!(is_same_origin(&headers(&pairs), base), passes, "{pairs:?}");
        }
    }
}
