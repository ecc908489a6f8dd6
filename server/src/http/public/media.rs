//! `/media/{sha256}.{ext}`: pictures and documents of published passports, named by their content.

use crate::{
    app::App,
    http::error::{Failure, not_modified},
    http::public::negotiate::is_unchanged,
    services::passports::public_media,
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Error, Kind};

/// The bytes under that name; they never change. Everything but a picture is offered for saving.
pub(super) async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let missing = Error::NotFound(Kind::Media);
    let hash = name.split('.').next().unwrap_or_default().to_owned();
    let mut sha256 = [0u8; 32];
    hex::decode_to_slice(&hash, &mut sha256).map_err(|_| missing.clone())?;
    let etag = format!("\"{hash}\"");
    let mut response = if is_unchanged(&headers, &etag) {
        not_modified()
    } else {
        let media = public_media(&app, &sha256).await?.ok_or(missing)?;
        let picture = media.mime.starts_with("image/");
        let mut full = media.bytes.into_response();
        let mime = HeaderValue::from_str(&media.mime)
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        full.headers_mut().insert(header::CONTENT_TYPE, mime);
        if !picture && let Ok(value) = HeaderValue::from_str(&disposition(&media.name)) {
            full.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        full
    };
    let out = response.headers_mut();
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    out.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    if let Ok(value) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, value);
    }
    Ok(response)
}

/// RFC 6266: a plain name for old clients and the true one, percent-encoded, for the others.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let text = disposition("a\"b\r\nSet-Cookie: x.pdf");
        assert!(
            !text.contains(['\r', '\n']) && text.matches('"').count() == 2,
            "{text}"
        );
    }
}
