//! Sitemaps, and `robots.txt`, which names them.

use super::{home::missing, negotiate::is_unchanged};
use crate::{
    app::App,
    http::{
        error::{Failure, not_modified},
        site::Site,
    },
    services::sitemaps,
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::{BrandId, Error, Kind};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, io::Read};
use uuid::Uuid;

/// For how long what was made is good enough, in seconds.
const FRESH: i64 = 3600;
/// The same for caches.
const CACHING: &str = "public, max-age=3600, stale-if-error=86400";

/// `/robots.txt`: passports may be found, the dashboard has nothing to find.
pub(super) async fn robots(State(app): State<App>, Extension(site): Extension<Site>) -> Response {
    let mut text = "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /dev/\n".to_owned();
    // While the database is away, nobody is led anywhere.
    for address in maps(&app, &site).await.unwrap_or_default() {
        let _ = writeln!(text, "Sitemap: {address}");
    }
    ([(header::CACHE_CONTROL, "public, max-age=300")], text).into_response()
}

/// The sitemaps of a host.
async fn maps(app: &App, site: &Site) -> Result<Vec<String>, Error> {
    let root = site.root(app);
    Ok(match site.brand() {
        Some(brand) if sitemaps::is_wanted(app, brand).await? => vec![format!("{root}/sitemap.xml")],
        Some(_) => Vec::new(),
        None => {
            let brands = sitemaps::brands(app).await?;
            brands
                .iter()
                .map(|brand| format!("{root}/b/{brand}/sitemap.xml"))
                .collect()
        }
    })
}

/// `/sitemap.xml` at a brand's host.
pub(super) async fn of_host(state: State<App>, site: Extension<Site>, headers: HeaderMap) -> Response {
    of_brand(&state, &site, &headers, site.brand(), None).await
}

/// `/sitemap/{part}` at a brand's host.
pub(super) async fn part_of_host(
    state: State<App>,
    site: Extension<Site>,
    Path(part): Path<String>,
    headers: HeaderMap,
) -> Response {
    of_brand(&state, &site, &headers, site.brand(), Some(&part)).await
}

/// `/b/{brand}/sitemap.xml` on the platform.
pub(super) async fn on_platform(
    state: State<App>,
    site: Extension<Site>,
    Path(brand): Path<String>,
    headers: HeaderMap,
) -> Response {
    of_brand(&state, &site, &headers, id(&brand), None).await
}

/// `/b/{brand}/sitemap/{part}` on the platform.
pub(super) async fn part_on_platform(
    state: State<App>,
    site: Extension<Site>,
    Path((brand, part)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    of_brand(&state, &site, &headers, id(&brand), Some(&part)).await
}

fn id(text: &str) -> Option<BrandId> {
    Uuid::try_parse(text).ok().map(BrandId)
}

/// The index of a brand's sitemap, or the part that begins with the model of which `part` is the id.
async fn of_brand(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    brand: Option<BrandId>,
    part: Option<&str>,
) -> Response {
    let from = part.map(|name| name.strip_suffix(".xml").and_then(|id| Uuid::try_parse(id).ok()));
    let found = match (brand, from) {
        (Some(brand), None) => made(app, site, brand, None).await,
        (Some(brand), Some(Some(from))) => made(app, site, brand, Some(from)).await,
        (None, _) | (_, Some(None)) => Ok(None),
    };
    match found {
        Ok(Some(packed)) => answer(&packed, headers),
        Ok(None) => missing(site, headers, &Error::NotFound(Kind::Page)),
        Err(error) => Failure(error).into_response(),
    }
}

/// The compressed bytes, made once an hour; none where the brand wants no sitemap.
async fn made(app: &App, site: &Site, brand: BrandId, from: Option<Uuid>) -> Result<Option<Bytes>, Error> {
    if !sitemaps::is_wanted(app, brand).await? {
        return Ok(None);
    }
    let host = match site {
        Site::Brand(_, host) => Some(&**host),
        Site::Anywhere | Site::Platform(_) => None,
    };
    let hour = app.clock.now().timestamp() / FRESH;
    let key = format!("sitemap {brand} {host:?} {from:?} {hour}");
    if let Some(found) = app.pages.data.get(&key).await {
        return Ok(Some(Bytes::clone(&found)));
    }
    let packed = if let Some(from) = from {
        sitemaps::part(app, brand, host, from).await?
    } else {
        let root = match host {
            Some(_) => format!("{}/sitemap/", site.root(app)),
            None => app.config.link(&format!("/b/{brand}/sitemap/")),
        };
        sitemaps::index(app, brand, host, &root).await?
    };
    let packed = Bytes::from(packed);
    app.pages.data.put(key, packed.clone().into()).await;
    Ok(Some(packed))
}

/// As it is kept for whoever takes that, else unpacked.
fn answer(packed: &Bytes, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(packed)[..16]));
    let takes = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let mut response = if is_unchanged(headers, &etag) {
        not_modified()
    } else if takes.is_some_and(|takes| takes.contains("gzip")) {
        let coding = [(header::CONTENT_ENCODING, "gzip")];
        (coding, packed.clone()).into_response()
    } else {
        let mut plain = Vec::new();
        if GzDecoder::new(&packed[..]).read_to_end(&mut plain).is_err() {
            return Failure(Error::Internal).into_response();
        }
        plain.into_response()
    };
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/xml; charset=utf-8"),
    );
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, etag);
    }
    response
}
