//! `/media/{sha256}.{ext}`: pictures and documents of passports, named by their content.

use crate::{
    app::App,
    http::error::{Failure, not_modified},
    http::{
        public::{
            dress::live_caching,
            grant::{self, Presented},
            negotiate::is_unchanged,
            purge, sized,
            store::ShownFile,
        },
        site::Site,
    },
    services::{
        access::member_file,
        live,
        media::{CachedMedia, cached},
        passports::{PublicMedia, ShownMedia, public_head, shown_bytes, shown_media},
    },
};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use domain::{BrandId, Error, Kind};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Whose file it is.
#[derive(Deserialize)]
pub(super) struct Owner {
    /// The path of a passport that is live or has it in a field that not everybody may read, or the id of a brand whose design is
    /// being tried.
    of: Option<String>,
    /// What opens it to a member of the brand.
    key: Option<String>,
}

/// Of published passports: the bytes of a name never change, but whether somebody may read them does, when a passport is taken off the
/// site or a field is restricted. A copy is shown for that long without asking.
const FOR_AN_HOUR: &str = "public, max-age=3600, stale-if-error=86400";
const AN_HOUR: TimeDelta = TimeDelta::hours(1);
/// While it cannot be asked whether somebody may read them.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// The bytes under that name, of a published passport or of a live one. Everything but a picture is offered for saving.
pub(super) async fn file(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    uri: Uri,
    Query(owner): Query<Owner>,
    presented: Presented,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let missing = Error::NotFound(Kind::Media);
    // Two routers have looked at the path, and each has left its parameters; the address is the same for both.
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    let sized = sized::asked(name);
    let plain = || name.split('.').next().unwrap_or_default();
    let hash = sized.map_or_else(plain, |(hash, _)| hash).to_owned();
    let mut sha256 = [0u8; 32];
    hex::decode_to_slice(&hash, &mut sha256).map_err(|_| missing.clone())?;
    // What is kept has another tag than what is live, so that the one is never taken for the other.
    let etag = format!("\"{hash}\"");
    let stored = shown(&app, &sha256, site.brand()).await?;
    if let Some((_, width)) = sized {
        // Of what everybody sees alone.
        let media = stored.filter(|(media, _)| media.mime.starts_with("image/"));
        return in_size(&app, (&sha256, width), media.ok_or(missing)?, &headers).await;
    }
    if let Some((media, caching)) = stored {
        // Looked up first: what was closed is not said to be unchanged.
        let response = if is_unchanged(&headers, &etag) {
            not_modified()
        } else {
            full(PublicMedia {
                bytes: shown_bytes(&app, &sha256).await?.ok_or(missing)?,
                mime: media.mime,
                name: media.name,
            })
        };
        let mut response = dressed(response, &etag, caching);
        purge::tagged_file(&app, &media.brands, response.headers_mut());
        return Ok(response);
    }
    // At a brand's host nothing but its own is opened, with whatever key.
    if let Some(own) = site.brand()
        && !is_of(&app, own, owner.of.as_deref()).await?
    {
        return Err(missing.into());
    }
    if let Some(path) = &owner.of
        && let Some(answer) = grant::file(&app, path, sha256, &presented).await?
    {
        return Ok(answer);
    }
    if let Some(key) = &owner.key
        && let Some(media) = member_file(&app, sha256, key).await?
    {
        return Ok(grant::private(dressed(full(media), &etag, "")));
    }
    let live = live_file(&app, owner.of.as_deref(), sha256)
        .await?
        .ok_or(missing)?;
    let etag = format!("\"live-{hash}\"");
    let caching = live_caching(live.until, app.clock.now());
    let response = if is_unchanged(&headers, &etag) {
        not_modified()
    } else {
        full(PublicMedia {
            mime: live.mime,
            name: live.name,
            bytes: live.bytes,
        })
    };
    Ok(dressed(response, &etag, &caching))
}

/// What is told of a file that everybody may read, and how long a copy is shown without asking. While the database is away it is what it
/// told within the last hour, unless it has told since that something of the brand has changed.
async fn shown(
    app: &App,
    sha256: &[u8; 32],
    brand: Option<BrandId>,
) -> Result<Option<(ShownMedia, &'static str)>, Error> {
    let name = format!(
        "{} {}",
        hex::encode(sha256),
        brand.unwrap_or(BrandId(Uuid::nil()))
    );
    let (store, heads, now) = (&app.pages.shown, &app.pages.heads, app.clock.now());
    let mark = heads.mark();
    match shown_media(app, sha256, brand).await {
        Ok(Some(media)) => {
            let known = ShownFile {
                media: media.clone(),
                read_at: now,
                mark,
            };
            store.put(name, Arc::new(known)).await;
            Ok(Some((media, FOR_AN_HOUR)))
        }
        Ok(None) => {
            store.forget(&name).await;
            Ok(None)
        }
        Err(error @ Error::Unavailable { .. }) => {
            let known = store.get(&name).await.filter(|known| {
                let mut brands = known.media.brands.iter();
                (TimeDelta::zero()..AN_HOUR).contains(&(now - known.read_at))
                    && brands.all(|brand| heads.told_nothing(*brand, known.mark))
            });
            known
                .map(|known| Some((known.media.clone(), FOR_A_MINUTE)))
                .ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// A picture in one of the sizes that pages name.
async fn in_size(
    app: &App,
    (sha256, width): (&[u8; 32], u32),
    (media, caching): (ShownMedia, &str),
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let etag = format!("\"{}-{width}\"", hex::encode(sha256));
    let response = if is_unchanged(headers, &etag) {
        not_modified()
    } else {
        let bytes = sized::picture(app, sha256, width).await?;
        ([(header::CONTENT_TYPE, sized::MIME)], bytes).into_response()
    };
    let mut response = dressed(response, &etag, caching);
    purge::tagged_file(app, &media.brands, response.headers_mut());
    Ok(response)
}

/// A file that is in the cache and nowhere else; whoever asks has to say whose it is.
async fn live_file(app: &App, of: Option<&str>, sha256: [u8; 32]) -> Result<Option<CachedMedia>, Error> {
    let Some(of) = of else { return Ok(None) };
    match of.parse() {
        Ok(brand) => cached(app, brand, sha256).await,
        Err(_) => live::file(app, of, sha256).await,
    }
}

/// Whether what a file is said to be of is the brand's: a live or restricted passport, or the brand itself.
async fn is_of(app: &App, brand: BrandId, of: Option<&str>) -> Result<bool, Error> {
    let Some(of) = of else { return Ok(false) };
    if let Ok(named) = of.parse::<BrandId>() {
        return Ok(named == brand);
    }
    let head = public_head(app, of).await?;
    Ok(head.is_some_and(|head| head.brand == brand))
}

pub(super) fn full(media: PublicMedia) -> Response {
    let picture = media.mime.starts_with("image/");
    let mut full = media.bytes.into_response();
    let mime =
        HeaderValue::from_str(&media.mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    full.headers_mut().insert(header::CONTENT_TYPE, mime);
    if !picture && let Ok(value) = HeaderValue::from_str(&disposition(&media.name)) {
        full.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    full
}

fn dressed(mut response: Response, etag: &str, caching: &str) -> Response {
    let out = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(caching) {
        out.insert(header::CACHE_CONTROL, value);
    }
    out.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    if let Ok(value) = HeaderValue::from_str(etag) {
        out.insert(header::ETAG, value);
    }
    response
}

/// RFC 6266: a plain name for old clients and the true one, percent-encoded, for the others.
///
/// Without a name the browser takes the one that the page gives its link, else the last part of the address.
fn disposition(name: &str) -> String {
    if name.is_empty() {
        return "attachment".to_owned();
    }
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
        assert_eq!(disposition(""), "attachment");
    }
}
