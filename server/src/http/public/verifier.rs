//! `/verify`: the page that checks saved passports in the reader's own browser, also to be kept for when nobody serves it.
//!
//! It is one file, built by `scripts/verifier`. It runs a program, as no other public page does; so it is served as a page of
//! no site at all (`sandbox`): it can read nothing of ours and ask nobody anything.

use super::{home, negotiate::Encoding, negotiate::encoding_of};
use crate::{app::App, http::site::Site};
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use std::path::PathBuf;

/// What stands before and behind the policy that the page names for itself.
const POLICY: (&str, &str) = ("http-equiv=\"Content-Security-Policy\" content=\"", "\"");

/// `/verify`, and `/verify?save` for the same as a file.
pub(super) async fn page(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = PathBuf::from(&app.config.server.site.root).join("verify.html");
    let Some((html, policy)) = read(&path).await else {
        tracing::warn!("the checking page was not built; run scripts/verifier");
        return home::missing_page(&site, &uri, &headers);
    };
    let save = query.as_deref() == Some("save");
    let small = match encoding_of(&headers) {
        Encoding::Brotli if !save => tokio::fs::read(path.with_added_extension("br")).await.ok(),
        _ => None,
    };
    let fixed = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ),
        (header::VARY, HeaderValue::from_static("Accept-Encoding")),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    let mut response = match small {
        Some(bytes) => ([(header::CONTENT_ENCODING, "br")], bytes).into_response(),
        None => html.into_response(),
    };
    response.headers_mut().extend(fixed);
    if save {
        let name = HeaderValue::from_static("attachment; filename=\"tessera-verify.html\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// The page and its policy, with what only a header can say.
async fn read(path: &PathBuf) -> Option<(String, HeaderValue)> {
    let html = tokio::fs::read_to_string(path).await.ok()?;
    let policy = html.split_once(POLICY.0)?.1.split_once(POLICY.1)?.0;
    let whole = format!("{policy}; frame-ancestors 'none'; sandbox allow-scripts allow-downloads");
    let policy = HeaderValue::from_str(&whole).ok()?;
    Some((html, policy))
}
