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
use std::{cell::RefCell, collections::HashMap, convert::Infallible, net::IpAddr};

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
///
/// Answers whether such a page counts.
pub(super) fn note_latest(asked: &Asked<'_>, passport: &PublicPassport) -> bool {
    let Some(visit) = asked.visit else { return false };
    let is_latest = asked.wish.at() == Ok(At::Latest);
    if is_latest {
        let of = (passport.brand_id, passport.id);
        note(asked.app, of, &visit.method, asked.headers, visit.peer);
    }
    is_latest
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
    known_device(text(headers, header::USER_AGENT).unwrap_or_default(), is_mobile)
}

/// Browsers of which each thread remembers what they are.
const KNOWN_MAX: usize = 256;

/// What a browser is. Telling takes a while, and most phones tell the same name of their browser.
fn known_device(browser: &str, is_mobile: Option<bool>) -> Device {
    type Known = [HashMap<String, Device>; 3];
    thread_local!(static KNOWN: RefCell<Known> = RefCell::default());
    if browser.len() > 300 {
        return Device::of(browser, is_mobile);
    }
    KNOWN.with_borrow_mut(|known| {
        let known = &mut known[is_mobile.map_or(2, usize::from)];
        if let Some(device) = known.get(browser) {
            return *device;
        }
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        let device = Device::of(browser, is_mobile);
        known.insert(browser.to_owned(), device);
        device
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use std::time::{Duration, Instant};
    use uuid::Uuid;

    fn phone() -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "dpp.example.com"),
            (
                "user-agent",
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            ),
            ("accept-language", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"),
            ("referer", "https://www.search.example/"),
            ("sec-ch-ua-mobile", "?1"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    #[tokio::test]
    async fn noting_costs_a_request_nothing_that_it_would_notice() {
        const TIMES: u32 = 20_000;
        let world = World::new().await;
        let (headers, of) = (phone(), (BrandId(Uuid::nil()), PassportId(Uuid::nil())));
        let began = Instant::now();
        for _ in 0..TIMES {
            note(&world.app, of, &Method::GET, &headers, [192, 0, 2, 1].into());
        }
        // Optimised it is one or two millionths of a second; what this finds is a lock that waits, or a question to somebody.
        assert!(began.elapsed() / TIMES < Duration::from_micros(200));
        assert_eq!(world.app.scans.waiting(), (20_000, 0));
    }

    #[tokio::test]
    async fn an_opening_says_no_more_than_it_may() {
        let world = World::new().await;
        let of = (BrandId(Uuid::from_u128(1)), PassportId(Uuid::from_u128(2)));
        let mut headers = phone();
        let seen = opening(&world.app, of, &headers, [192, 0, 2, 1].into());
        assert_eq!(
            seen,
            Opening {
                brand: of.0,
                at: world.app.clock.now(),
                device: Device::Mobile,
                told: Some(Told {
                    passport: of.1,
                    country: None,
                    language: Some("de"),
                    referrer: Some("www.search.example".to_owned()),
                }),
            }
        );
        headers.insert("sec-gpc", "1".parse().unwrap());
        assert_eq!(
            opening(&world.app, of, &headers, [192, 0, 2, 1].into()).told,
            None
        );
    }
}
