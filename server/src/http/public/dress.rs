//! The headers that answers about passports have in common.

use super::{asked::Asked, purge::tagged};
use crate::services::{
    passports::PublicPassport,
    representations::{Representation, related},
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::version::At;
use gs1::{LINKSET_CONTEXT, Target};

/// Every cache may keep it; each asks again after a minute and may answer meanwhile.
const CACHING: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
/// What answers about passports differ by.
pub(super) const VARY: &str = "accept, accept-encoding, accept-language, authorization";
/// The record of a numbered version says the same for ever, but it may be taken off the site: no cache keeps it for longer than a
/// day. Its page also tells of a recall and of the latest version.
const FOR_A_DAY: &str = "public, max-age=86400, immutable";
/// What can be asked of a passport's address.
const METHODS: &str = "GET, HEAD, OPTIONS";
/// Headers that scripts of other sites may send and read; passports are for everybody.
const MAY_SEND: &str = "accept, accept-language, authorization, if-none-match";
const MAY_READ: &str = "content-language, etag, link, location, repr-digest, retry-after, tessera-hash, tessera-version, \
     tessera-read-at, tessera-reader";

/// Lets scripts of every site read the answer, whatever it is: nobody is recognised here. What went wrong is kept by no cache.
pub(super) fn open_to_all(mut response: Response) -> Response {
    if is_failure(&response) {
        let caching = HeaderValue::from_static("no-store");
        let out = response.headers_mut();
        out.entry(header::CACHE_CONTROL).or_insert(caching);
    }
    let out = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, MAY_SEND),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, MAY_READ),
    ] {
        out.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `OPTIONS`: what can be asked here, also before a script of another site asks it.
pub(super) async fn options() -> Response {
    let mut response = open_to_all(crate::http::error::no_content());
    let out = response.headers_mut();
    out.insert(header::ALLOW, HeaderValue::from_static(METHODS));
    out.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Whether an answer tells that something is not there, was wrong or does not work.
pub(super) fn is_failure(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// Says how long caches may keep an answer about a passport, a live one never longer than what was read may be shown, and what
/// else there is of it.
pub(super) fn about(asked: &Asked<'_>, passport: &PublicPassport, mut response: Response) -> Response {
    let failed = is_failure(&response);
    let out = response.headers_mut();
    let numbered = matches!(asked.wish.at(), Ok(At::Number(_))) && asked.wish.history.is_none();
    let is_record = asked.representation(&Representation::ALL) == Some(Representation::Json);
    match passport.live_until {
        _ if failed => set(out, header::CACHE_CONTROL, "no-store"),
        None if numbered && is_record => set(out, header::CACHE_CONTROL, FOR_A_DAY),
        None => set(out, header::CACHE_CONTROL, CACHING),
        Some(until) => set(
            out,
            header::CACHE_CONTROL,
            &live_caching(until, asked.app.clock.now()),
        ),
    }
    let varies = HeaderValue::from_static(VARY);
    out.insert(header::VARY, varies);
    if !failed {
        tagged(asked.app, passport, out);
    }
    if let Ok(value) = HeaderValue::from_str(&links(asked, passport)) {
        out.append(header::LINK, value);
    }
    response
}

/// What is live is kept for a minute at most, and never after its time.
pub(super) fn live_caching(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let left = (until - now).num_seconds().clamp(0, 60);
    format!("public, max-age={left}, must-revalidate")
}

fn links(asked: &Asked<'_>, passport: &PublicPassport) -> String {
    let address = &passport.document.identifier;
    let mut links = vec![to_linkset(address)];
    if let Some(plain) = &asked.uncompressed {
        links.push(Target::new(plain, "The same address uncompressed").link_header("owl:sameAs"));
    }
    for other in Representation::offered(passport).filter(|other| other.is_negotiable()) {
        if matches!(other, Representation::Html | Representation::Linkset) {
            continue;
        }
        let target = Target::new(
            format!("{address}{}{}", other.ending(), passport.query()),
            other.title(),
        );
        links.push(target.media_type(other.media_type()).link_header("alternate"));
    }
    let versions = related(asked.app, passport).into_iter().skip(1);
    links.extend(versions.map(|(relation, target)| target.link_header(relation)));
    links.join(", ")
}

/// The `Link` to the list of links of an address.
pub(super) fn to_linkset(address: &str) -> String {
    let target = Target::new(
        format!("{address}?linkType=linkset"),
        Representation::Linkset.title(),
    );
    target
        .media_type(Representation::Linkset.media_type())
        .link_header("linkset")
}

/// The `Link` that makes a linkset linked data.
pub(super) fn as_linked_data() -> String {
    let context =
        Target::new(LINKSET_CONTEXT, "JSON-LD context of linksets").media_type("application/ld+json");
    context.link_header("http://www.w3.org/ns/json-ld#context")
}

/// Sets a header, unless the value cannot be one.
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An answer of this media type.
pub(super) fn of_type(media_type: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let value = HeaderValue::from_static(media_type);
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}
