//! A passport under its own address: as a page, or as the canonical document.

use super::{
    finer,
    home::missing,
    negotiate::{Encoding, Format, accept_language, encoding_of, format_of, is_unchanged, locale_of},
    rendered,
};
use crate::{
    app::App,
    http::{
        error::{Failure, come_back, gone, not_modified, with_status},
        page::{html, plain_policy},
    },
    services::{
        live::{self, Shown},
        passports::{PublicPassport, public_head, public_passport},
    },
};
use app::public::{gone_page, not_listed_page, unavailable_page};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use domain::{Error, Kind};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What can be asked for.
#[derive(Default, Deserialize)]
pub(super) struct Wish {
    /// The language of the page.
    #[serde(default)]
    lang: Option<String>,
}

/// `/01/{gtin14}`, also with a slash or `.json` at its end, or with a batch and a serial number behind it.
pub(super) async fn by_gtin(
    State(app): State<App>,
    Path(rest): Path<String>,
    Query(wish): Query<Wish>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (digits, format) = split(&rest, &headers);
    match gs1::parse_gtin_path(&format!("/01/{digits}")) {
        Ok(gtin) => answer(&app, &gs1::gtin_path(gtin), format, &wish, &headers).await,
        Err(gs1::LinkError::Trailing) => finer::up(&app, &uri, &headers).await,
        Err(gs1::LinkError::NotGtin) => missing(&headers, &Error::NotFound(Kind::Passport)),
        Err(error) => finer::invalid("This is not a valid GTIN", &error.to_string()),
    }
}

/// `/p/{short id}`.
pub(super) async fn by_short_id(
    State(app): State<App>,
    Path(rest): Path<String>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let (id, format) = split(&rest, &headers);
    let valid = id.len() == 16 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !valid {
        return missing(&headers, &Error::NotFound(Kind::Passport));
    }
    answer(&app, &format!("/p/{id}"), format, &wish, &headers).await
}

/// The identifier and the format that its ending, or else the `Accept` header, asks for.
fn split<'a>(rest: &'a str, headers: &HeaderMap) -> (&'a str, Format) {
    match rest.strip_suffix(".json") {
        Some(id) => (id, Format::Json),
        None => (rest.strip_suffix('/').unwrap_or(rest), format_of(headers)),
    }
}

async fn answer(app: &App, path: &str, format: Format, wish: &Wish, headers: &HeaderMap) -> Response {
    match latest(app, path).await {
        Ok(Found::Passport(passport)) => {
            let response = match format {
                Format::Json => document(&passport, headers),
                Format::Html => page(app, &passport, wish, headers).await,
            };
            caching(response, &passport, app.clock.now())
        }
        Ok(Found::Withdrawn) if format == Format::Json => {
            let message = "Whoever runs this site has taken this passport off it.";
            gone(Json(json!({ "error": "gone", "message": message })).into_response())
        }
        Ok(Found::Withdrawn) => {
            let locale = locale_of(&[], wish.lang.as_deref(), accept_language(headers));
            gone(html(gone_page(&locale), plain_policy()))
        }
        Ok(Found::NotListed) if format == Format::Json => {
            Failure(Error::NotFound(Kind::Product)).into_response()
        }
        Ok(Found::NotListed) => {
            let locale = locale_of(&[], wish.lang.as_deref(), accept_language(headers));
            let body = html(not_listed_page(&locale), plain_policy());
            with_status(&Error::NotFound(Kind::Product), body)
        }
        Ok(Found::Later { seconds }) => come_back(unavailable(&later(), format, wish, headers), seconds),
        Ok(Found::Nothing) if format == Format::Json => {
            Failure(Error::NotFound(Kind::Passport)).into_response()
        }
        Ok(Found::Nothing) => missing(headers, &Error::NotFound(Kind::Passport)),
        Err(error) => unavailable(&error, format, wish, headers),
    }
}

fn unavailable(error: &Error, format: Format, wish: &Wish, headers: &HeaderMap) -> Response {
    if format == Format::Json {
        return Failure(error.clone()).into_response();
    }
    let locale = locale_of(&[], wish.lang.as_deref(), accept_language(headers));
    with_status(error, html(unavailable_page(&locale), plain_policy()))
}

/// What a program reads of a live passport that cannot be read.
fn later() -> Error {
    Error::unavailable(
        "This passport is read from the brand's product system, which does not answer at the moment. Try again later.",
    )
}

/// What is under a path.
enum Found {
    Passport(Arc<PublicPassport>),
    Withdrawn,
    /// A live passport whose product the PIM has no longer.
    NotListed,
    /// A live passport that cannot be read at the moment.
    Later {
        seconds: u32,
    },
    Nothing,
}

impl From<Shown> for Found {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Passport(passport) => Self::Passport(passport),
            Shown::Gone => Self::NotListed,
            Shown::Later { seconds } => Self::Later { seconds },
        }
    }
}

impl From<Option<Arc<PublicPassport>>> for Found {
    fn from(found: Option<Arc<PublicPassport>>) -> Self {
        found.map_or(Self::Nothing, Self::Passport)
    }
}

/// The latest version, or the live page; while the database is away, the last one that it told of.
async fn latest(app: &App, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    match told(app, path).await {
        Err(error @ Error::Unavailable { .. }) => {
            let known = memory.get(path).await;
            let young = known.filter(|known| known.is_young(app.clock.now()));
            young.map(Found::Passport).ok_or(error)
        }
        Ok(found @ (Found::Withdrawn | Found::NotListed)) => {
            memory.forget(path).await;
            Ok(found)
        }
        answer => answer,
    }
}

/// What the database tells of.
async fn told(app: &App, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    let found: Found = match public_head(app, path).await? {
        None => return Ok(Found::Nothing),
        Some(head) if head.is_withdrawn => return Ok(Found::Withdrawn),
        Some(head) if head.live => live::show(app, &head, path).await?.into(),
        Some(head) => {
            if let Some(known) = memory.get(path).await.filter(|known| known.is_as(&head)) {
                return Ok(Found::Passport(known));
            }
            public_passport(app, path).await?.map(Arc::new).into()
        }
    };
    if let Found::Passport(passport) = &found {
        memory.put(path.to_owned(), passport.clone()).await;
    }
    Ok(found)
}

async fn page(app: &App, passport: &PublicPassport, wish: &Wish, headers: &HeaderMap) -> Response {
    let locale = locale_of(
        &passport.document.content.locales,
        wish.lang.as_deref(),
        accept_language(headers),
    );
    let page = rendered::page(app, passport, &locale).await;
    let encoding = encoding_of(headers);
    let (suffix, name) = match encoding {
        Encoding::Brotli => ("-br", Some("br")),
        Encoding::Gzip => ("-gz", Some("gzip")),
        Encoding::Identity => ("", None),
    };
    let etag = format!("\"{}{suffix}\"", page.stamp);
    let mut response = if is_unchanged(headers, &etag) {
        not_modified()
    } else {
        let mut full = page.bytes(encoding).into_response();
        full.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        if let Some(name) = name {
            full.headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        full
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, page.policy.clone());
    set(out, header::ETAG, &etag);
    set(out, header::CONTENT_LANGUAGE, &page.language);
    response
}

/// The very bytes that were hashed, with the hash in the headers: `sha256sum` of the body proves it. Nothing proves what a
/// live page said, so its headers only tell when it was read.
fn document(passport: &PublicPassport, headers: &HeaderMap) -> Response {
    let etag = format!("\"sha256-{}\"", passport.hash);
    let mut response = if is_unchanged(headers, &etag) {
        not_modified()
    } else {
        passport.bytes.clone().into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = "etag, repr-digest, tessera-hash, tessera-version, tessera-read-at";
    out.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(exposed),
    );
    set(out, header::ETAG, &etag);
    if passport.live_until.is_some() {
        let read_at = &passport.document.published_at;
        set(out, HeaderName::from_static("tessera-read-at"), read_at);
        return response;
    }
    let digest = hex::decode(&passport.hash)
        .map(|raw| STANDARD.encode(raw))
        .unwrap_or_default();
    set(
        out,
        HeaderName::from_static("repr-digest"),
        &format!("sha-256=:{digest}:"),
    );
    set(
        out,
        HeaderName::from_static("tessera-hash"),
        &format!("sha256:{}", passport.hash),
    );
    set(
        out,
        HeaderName::from_static("tessera-version"),
        &passport.document.version.to_string(),
    );
    response
}

/// Every cache may keep it; each asks again after a minute and may answer meanwhile.
const CACHING: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";

/// Says how long caches may keep it: a live page never longer than what was read may be shown.
fn caching(mut response: Response, passport: &PublicPassport, now: DateTime<Utc>) -> Response {
    let out = response.headers_mut();
    match passport.live_until {
        None => set(out, header::CACHE_CONTROL, CACHING),
        Some(until) => set(out, header::CACHE_CONTROL, &live_caching(until, now)),
    }
    out.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-encoding, accept-language"),
    );
    response
}

/// What is live is kept for a minute at most, and never after its time.
pub(super) fn live_caching(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let left = (until - now).num_seconds().clamp(0, 60);
    format!("public, max-age={left}, must-revalidate")
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
