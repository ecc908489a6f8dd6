//! What became of a passport: its versions, and what changed from each to the next, as a page and as a list.

use super::{
    asked::Asked,
    dress::{about, set},
    found::Missing,
    grant::{name_reader, private, reading, refused, sent},
    negotiate::is_unchanged,
    refusal::{no_version, refusal},
    rendered,
};
use crate::{
    http::error::not_modified,
    services::{
        access::Access,
        history::{self, Part, Step},
        passports::{PublicPassport, public_passport},
    },
};
use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{Error, changes::Change, version::At};
use serde_json::{Value, json};

/// The history of a passport: a page of it from the number that is asked for, or what one version changed. Whoever asks is told
/// what they may read today.
pub(super) async fn history(asked: &Asked<'_>, passport: &PublicPassport) -> Response {
    if passport.live_until.is_some() {
        return about(asked, passport, no_version(asked, &Missing::NotKept));
    }
    let access = match asked.access(passport).await {
        Ok(access) => access,
        Err(error) => return private(refusal(asked, Err(error))),
    };
    let told = told(asked, passport, &access).await;
    let response = about(
        asked,
        passport,
        told.unwrap_or_else(|error| refusal(asked, Err(error))),
    );
    if access.is_public() {
        response
    } else {
        private(response)
    }
}

async fn told(asked: &Asked<'_>, passport: &PublicPassport, access: &Access) -> Result<Response, Error> {
    let part = part(asked, passport);
    if asked.is_program() {
        return match access.refused {
            Some(why) => Ok(refused(why)),
            None => list(asked, passport, (part, access)).await,
        };
    }
    // The page is that of the latest version, whichever one it tells of.
    let latest = if passport.is_past() {
        public_passport(asked.app, &passport.path).await?
    } else {
        None
    };
    let passport = latest.as_ref().unwrap_or(passport);
    let locale = asked.locale(passport);
    if access.is_public() {
        let page = rendered::history(asked.app, passport, part, &locale).await?;
        return Ok(rendered::reply(&page, asked.headers));
    }
    let steps = history::told(asked.app, passport, part, access).await?;
    let made = rendered::history_for(passport, (steps, part), &locale, reading(asked, access));
    Ok(sent(made, &locale))
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

/// The versions as data, each with its address, what proves it and what it changed.
async fn list(
    asked: &Asked<'_>,
    passport: &PublicPassport,
    (part, access): (Part, &Access),
) -> Result<Response, Error> {
    let etag = format!("\"{}-{}-{part:?}\"", passport.hash, passport.latest.0);
    // What one reader reads is nobody's copy.
    let mut response = if access.is_public() && is_unchanged(asked.headers, &etag) {
        not_modified()
    } else {
        let steps = history::told(asked.app, passport, part, access).await?;
        let address = format!("{}.json", passport.document.identifier);
        let next = steps
            .last()
            .filter(|step| step.number > 1 && !matches!(part, Part::One(_)))
            .map(|step| format!("{address}?history={}", step.number - 1));
        let versions: Vec<_> = steps.iter().map(|step| version(&address, step)).collect();
        let identifier = &passport.document.identifier;
        Json(json!({ "identifier": identifier, "versions": versions, "next": next })).into_response()
    };
    set(response.headers_mut(), header::ETAG, &etag);
    if !access.is_public() {
        name_reader(&mut response, access);
    }
    Ok(response)
}

fn version(address: &str, step: &Step) -> Value {
    json!({
        "version": step.number,
        "publishedAt": step.published_at,
        "sha256": step.hash,
        "href": format!("{address}?version={}", step.number),
        "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

/// A change with what is known of it.
fn change(change: &Change) -> Value {
    let mut told = json!({ "how": change.how, "subject": change.subject });
    let mut add = |name: &str, value: Value| {
        if let Some(members) = told.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    if !change.attribute.is_empty() {
        add("attribute", json!(change.attribute));
    }
    if !change.label.is_empty() {
        add("label", json!(change.label));
    }
    if !change.readers.is_public() {
        add("readers", json!(change.readers));
    }
    let rest = [
        ("locale", change.locale.as_ref().map(|locale| json!(locale))),
        ("old", change.old.as_ref().map(|value| json!(value))),
        ("new", change.new.as_ref().map(|value| json!(value))),
    ];
    for (name, value) in rest {
        if let Some(value) = value {
            add(name, value);
        }
    }
    told
}
