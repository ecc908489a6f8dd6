//! Notes that somebody has opened a passport, with nothing of who it was.

use super::asked::Asked;
use crate::{
    app::App,
    http::middleware::{country_of, peer},
    services::{
        domains,
        passports::PublicPassport,
        scans::{Opening, Told},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, Method,
        header::{self, AsHeaderName},
        request::Parts,
    },
};
use chrono::SubsecRound;
use domain::{
    BrandId, PassportId,
    scan::{self, Device},
    version::At,
};
use std::{convert::Infallible, net::IpAddr};

/// How a request came. The address is asked for its country and goes no further.
pub(super) struct Visit {
    method: Method,
    peer: IpAddr,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self {
            method: parts.method.clone(),
            peer: peer(parts),
        })
    }
}

/// Notes that the page of a passport's latest version goes out. An earlier version is something else.
pub(super) fn note_latest(asked: &Asked<'_>, passport: &PublicPassport) {
    let Some(visit) = asked.visit else { return };
    if asked.wish.at() == Ok(At::Latest) {
        let of = (passport.brand_id, passport.id);
        note(asked.app, of, &visit.method, asked.headers, visit.peer);
    }
}

/// Notes that the page of a brand's passport was opened, where the request is one that counts. To be called when the page goes out,
/// in full or as "not modified". It waits for nothing.
pub(in crate::http) fn note(
    app: &App,
    of: (BrandId, PassportId),
    method: &Method,
    headers: &HeaderMap,
    peer: IpAddr,
) {
    if method == Method::GET && !is_ahead(headers) {
        app.scans.note(opening(app, of, headers, peer));
    }
}

fn opening(app: &App, of: (BrandId, PassportId), headers: &HeaderMap, peer: IpAddr) -> Opening {
    let private = scan::asks_for_privacy(text(headers, "sec-gpc"), text(headers, "dnt"));
    Opening {
        brand: of.0,
        at: app.clock.now().trunc_subsecs(0),
        device: device(headers),
        told: (!private).then(|| Told {
            passport: of.1,
            country: country_of(app, headers, peer),
            language: text(headers, header::ACCEPT_LANGUAGE).and_then(scan::language),
            referrer: referrer(app, headers),
        }),
    }
}

/// Whether a browser fetches the page before anybody opens it.
fn is_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| text(headers, name))
        .any(scan::is_fetched_ahead)
}

fn device(headers: &HeaderMap) -> Device {
    // Only programs say whom to write to (RFC 9110, 10.1.2).
    if headers.contains_key(header::FROM) {
        return Device::Bot;
    }
    let is_mobile = match text(headers, "sec-ch-ua-mobile") {
        Some("?1") => Some(true),
        Some("?0") => Some(false),
        _ => None,
    };
    Device::of(text(headers, header::USER_AGENT).unwrap_or_default(), is_mobile)
}

/// The host that led here. From one of our own pages to another is no way here.
fn referrer(app: &App, headers: &HeaderMap) -> Option<String> {
    let host = scan::referrer_host(text(headers, header::REFERER)?)?;
    let here = text(headers, header::HOST).unwrap_or_default();
    let here = here.split(':').next().unwrap_or_default();
    let own = host.eq_ignore_ascii_case(here) || host == domains::platform(app);
    (!own).then_some(host)
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
