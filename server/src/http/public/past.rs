//! What became of a passport: its versions, and what changed from each to the next, as a page and as a list.

use super::{
    asked::Asked,
    dress::set,
    found::Missing,
    negotiate::is_unchanged,
    refusal::{no_version, refusal},
    rendered,
};
use crate::{
    http::error::not_modified,
    services::{
        history::{self, Part},
        passports::{PublicPassport, public_passport},
    },
};
use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{Error, version::At};
use serde_json::json;

/// The history of a passport: a page of it from the number that is asked for, or what one version changed.
pub(super) async fn history(asked: &Asked<'_>, passport: &PublicPassport) -> Response {
    if passport.live_until.is_some() {
        return no_version(asked, &Missing::NotKept);
    }
    match told(asked, passport).await {
        Ok(response) => response,
        Err(error) => refusal(asked, Err(error)),
    }
}

async fn told(asked: &Asked<'_>, passport: &PublicPassport) -> Result<Response, Error> {
    let part = part(asked, passport);
    if asked.is_program() {
        return list(asked, passport, part).await;
    }
    // The page is that of the latest version, whichever one it tells of.
    let latest = if passport.is_earlier() {
        public_passport(asked.app, &passport.path).await?
    } else {
        None
    };
    let passport = latest.as_ref().unwrap_or(passport);
    let page = rendered::history(asked.app, passport, part, &asked.locale(passport)).await?;
    Ok(rendered::reply(&page, asked.headers))
}

fn part(asked: &Asked<'_>, passport: &PublicPassport) -> Part {
    if let Ok(At::Number(number)) = asked.wish.at() {
        return Part::One(number);
    }
    let from = asked.wish.history.as_deref().and_then(|from| from.parse().ok());
    // One page, whichever way it is asked for.
    let from = from.filter(|number| (1..passport.latest.0).contains(number));
    from.map_or(Part::Latest, Part::From)
}

/// The versions as data, each with its address and what proves it.
async fn list(asked: &Asked<'_>, passport: &PublicPassport, part: Part) -> Result<Response, Error> {
    let etag = format!("\"{}-{}-{part:?}\"", passport.hash, passport.latest.0);
    let mut response = if is_unchanged(asked.headers, &etag) {
        not_modified()
    } else {
        let steps = history::public(asked.app, passport, part).await?;
        let address = format!("{}.json", passport.document.identifier);
        let next = steps
            .last()
            .filter(|step| step.number > 1 && !matches!(part, Part::One(_)))
            .map(|step| format!("{address}?history={}", step.number - 1));
        let versions: Vec<_> = steps
            .iter()
            .map(|step| {
                json!({
                    "version": step.number,
                    "publishedAt": step.published_at,
                    "sha256": step.hash,
                    "href": format!("{address}?version={}", step.number),
                })
            })
            .collect();
        let identifier = &passport.document.identifier;
        Json(json!({ "identifier": identifier, "versions": versions, "next": next })).into_response()
    };
    set(response.headers_mut(), header::ETAG, &etag);
    Ok(response)
}
