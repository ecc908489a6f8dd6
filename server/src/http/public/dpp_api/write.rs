//! The methods that change a passport, for programs with a key of its brand.
//!
//! What the passport of a model says comes from the brand's product system, and is published there. Through the API passports of
//! batches and items are made and their values changed. Nothing is ever deleted.

use super::{
    Problem,
    patch::{Patch, own_values, patch},
    read::{Named, segments},
};
use crate::{
    app::App,
    http::{
        error::created,
        middleware::{client_ip, request_id},
        public::{
            dress::of_type,
            found::{Found, latest},
        },
        site::Site,
    },
    services::{
        api_keys::{self, Program, Shown},
        lookup,
        passports::{PublicPassport, public_head},
        representations::{Representation, make, passport_id},
        units,
    },
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use domain::{
    BrandId, Error, PassportId,
    api_key::Scope,
    unit::{ChangeUnit, CreateUnits, NewUnits, UnitEntry},
};
use gs1::{Ai, DigitalLink};
use std::{collections::BTreeMap, sync::Arc};

/// `CreateDPP`: a batch or an item of a model that has a passport.
pub(super) async fn create(State(app): State<App>, parts: Parts, body: Bytes) -> Response {
    let made = async {
        secret(&parts)?;
        let patch = patch(&body)?;
        let address = patch
            .identifier
            .ok_or_else(|| bad("`uniqueProductIdentifier` is missing."))?;
        let (link, entry) = unit(&app, &address, own_values(patch.values)?)?;
        let model = link.gtin().map(gs1::gtin_path).unwrap_or_default();
        let model = at(&app, &model, None).await?;
        let program = program(&app, &parts, model.brand_id, Scope::Units).await?;
        if public_head(&app, &link.path()).await?.is_some() {
            return Err(Problem::Other(Error::conflict(
                "There is a passport with this identifier.",
            )));
        }
        let what = NewUnits::One(entry);
        let parent = model.id;
        units::create(&app, &program.op, CreateUnits { parent, what })
            .await
            .map_err(mistake)?;
        let passport = at(&app, &link.path(), None).await?;
        let id: String = url::form_urlencoded::byte_serialize(passport_id(passport.id).as_bytes()).collect();
        let mut response = created(told(&app, &passport).await?);
        let place = app.config.link(&format!("/api/dpp/v1/dpps/{id}"));
        if let Ok(place) = HeaderValue::from_str(&place) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        Ok(response)
    };
    answered(&app, &parts, made.await)
}

/// `UpdateDPPById`: a merge patch (RFC 7396) of the values of a batch or an item; answers the passport as it is then.
pub(super) async fn update(State(app): State<App>, id: Named<String>, parts: Parts, body: Bytes) -> Response {
    let changed = async {
        secret(&parts)?;
        let passport = named(&app, &segments(id)?).await?;
        let patch = patch(&body)?;
        if patch.identifier.is_some() {
            return Err(bad("`uniqueProductIdentifier` never changes."));
        }
        change(&app, &parts, &passport, patch).await?;
        let passport = at(&app, &passport.path, Some(passport.id)).await?;
        told(&app, &passport).await
    };
    answered(&app, &parts, changed.await)
}

/// `OPTIONS` of one passport: what can be asked of it. Scripts of other sites may only read.
pub(super) async fn passport_options() -> Response {
    let mut response = crate::http::public::dress::options().await;
    let methods = HeaderValue::from_static("GET, HEAD, OPTIONS, PATCH");
    response.headers_mut().insert(header::ALLOW, methods);
    response
}

/// Keys belong into programs, not into pages of other sites: nothing here is for scripts of those, and no cache keeps it.
fn answered(app: &App, parts: &Parts, answer: Result<Response, Problem>) -> Response {
    let mut response = answer.unwrap_or_else(|problem| problem.into_response(app, &parts.headers));
    let out = response.headers_mut();
    out.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The passport that an identifier names.
async fn named(app: &App, text: &str) -> Result<Arc<PublicPassport>, Problem> {
    let place = lookup::place(app, text).await?;
    let (path, id) = place.ok_or_else(Problem::not_found)?;
    at(app, &path, id).await
}

/// The passport under a path; with an identifier, only that one.
async fn at(app: &App, path: &str, id: Option<PassportId>) -> Result<Arc<PublicPassport>, Problem> {
    match latest(app, &Site::Anywhere, path).await? {
        Found::Passport(passport) if id.is_none_or(|id| id == passport.id) => Ok(passport),
        Found::Withdrawn => Err(Problem::Withdrawn),
        _ => Err(Problem::not_found()),
    }
}

/// What everybody reads of it now.
async fn told(app: &App, passport: &PublicPassport) -> Result<Response, Problem> {
    let locale = passport.document.content.locales.first().cloned();
    let locale = locale.ok_or(Error::Internal)?;
    let bytes = make(app, passport, Representation::Dpp, &locale).await?;
    Ok(of_type("application/json", bytes))
}

/// What is shown as a key; asked for first, so that nobody without one learns anything here.
fn secret(parts: &Parts) -> Result<&str, Problem> {
    let shown = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    let secret = shown.and_then(|text| text.strip_prefix("Bearer "));
    secret.ok_or(Problem::Other(Error::Unauthenticated))
}

async fn program(app: &App, parts: &Parts, brand: BrandId, scope: Scope) -> Result<Program, Problem> {
    let request_id = request_id(&parts.headers);
    let shown = Shown {
        secret: secret(parts)?,
        from: client_ip(app, parts),
        request_id: &request_id,
    };
    Ok(api_keys::caller(app, brand, shown, scope).await?)
}

async fn change(app: &App, parts: &Parts, passport: &PublicPassport, patch: Patch) -> Result<(), Problem> {
    let program = program(app, parts, passport.brand_id, Scope::Units).await?;
    if passport.document.content.parent.is_none() {
        let why = "What a model's passport says comes from the product system and is published there.";
        return Err(bad(why));
    }
    let mut values = units::get(app, &program.op, passport.id).await?.values;
    for (name, value) in patch.values {
        match value {
            Some(value) => values.insert(name, value),
            None => values.remove(&name),
        };
    }
    let unit = passport.id;
    units::change(app, &program.op, ChangeUnit { unit, values })
        .await
        .map_err(mistake)?;
    Ok(())
}

/// The unit that an address of this site names, with what it is to say.
fn unit(
    app: &App,
    address: &str,
    values: BTreeMap<String, String>,
) -> Result<(DigitalLink, UnitEntry), Problem> {
    let own = address.starts_with(&app.config.link("/"));
    let link = DigitalLink::parse(address)
        .ok()
        .filter(|link| own && link.gtin().is_some());
    let number = |link: &DigitalLink, ai| link.get(ai).unwrap_or_default().to_owned();
    let named = link.map(|link| {
        let entry = UnitEntry {
            batch: number(&link, Ai::BATCH),
            serial: number(&link, Ai::SERIAL),
            values,
        };
        (link, entry)
    });
    named
        .filter(|(_, entry)| !entry.batch.is_empty() || !entry.serial.is_empty())
        .ok_or_else(|| bad("`uniqueProductIdentifier` is the address of a batch or an item: /01/{GTIN}/10/{batch}/21/{serial} on this site."))
}

/// Mistakes in what was sent are the request's.
fn mistake(error: Error) -> Problem {
    match error {
        Error::Invalid(mistakes) => {
            let each: Vec<String> = mistakes
                .iter()
                .map(|m| format!("{}: {}", m.field, m.message))
                .collect();
            bad(&each.join(" "))
        }
        other => Problem::Other(other),
    }
}

fn bad(text: &str) -> Problem {
    Problem::BadRequest(text.to_owned())
}
