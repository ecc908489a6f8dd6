//! The methods that make and change passports, for programs with a key of their brand.
//!
//! What the passport of a model says comes from the brand's product system, and is published there. Through the API passports of
//! batches and items are made and their values changed. Nothing is ever erased.

use super::{
    Problem,
    key::{Flags, How, answered, program, secret, told},
    patch::{own_values, patch},
    read::{Named, segments},
    status,
};
use crate::{
    app::App,
    http::{
        error::created,
        public::found::{Found, latest},
        site::Site,
    },
    services::{
        lookup::{self, Wanted},
        passports::{PublicPassport, public_head},
        representations::passport_id,
        units,
    },
};
use axum::{
    body::Bytes,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use domain::{
    Error, PassportId,
    api_key::Scope,
    state::Status,
    unit::{ChangeUnit, CreateUnits, NewUnits, UnitEntry, UnitField, UnitView},
};
use formats::en18223::element_id;
use gs1::{Ai, DigitalLink};
use std::{collections::BTreeMap, sync::Arc};

/// How often a change is tried where others change the same unit.
const ATTEMPTS: u32 = 4;

/// `CreateDPP`: a batch or an item of a model that has a passport.
pub(super) async fn create(
    State(app): State<App>,
    flags: Result<Query<Flags>, QueryRejection>,
    parts: Parts,
    body: Bytes,
) -> Response {
    let made = async {
        secret(&parts)?;
        let how = How::of(flags)?;
        let patch = patch(&body)?;
        if patch.status.is_some_and(|status| status != Status::Active) {
            return Err(bad(
                "A new passport is active; change its `dppStatus` afterwards.",
            ));
        }
        let address = patch
            .identifier
            .ok_or_else(|| bad("`uniqueProductIdentifier` is missing."))?;
        let (wanted, link, entry) = unit(&app, &address, own_values(patch.values)?).await?;
        let model = link.gtin().map(gs1::gtin_path).unwrap_or_default();
        let model = at(&app, &model, None).await?;
        // At a brand's own host there are models of that brand alone.
        if !wanted.fits(model.id, model.brand_id) {
            return Err(Problem::not_found());
        }
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
        app.pages.heads.forget(model.brand_id);
        let passport = at(&app, &link.path(), None).await?;
        let id: String = url::form_urlencoded::byte_serialize(passport_id(passport.id).as_bytes()).collect();
        let mut response = created(told(&app, &passport, &how).await?);
        let place = app.config.link(&format!("/api/dpp/v1/dpps/{id}"));
        if let Ok(place) = HeaderValue::from_str(&place) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        Ok(response)
    };
    answered(&app, &parts, made.await)
}

/// `UpdateDPPById`: a merge patch (RFC 7396) of the values of a batch or an item, or of the status of any passport; answers the
/// passport as it is then.
pub(super) async fn update(
    State(app): State<App>,
    id: Named<String>,
    flags: Result<Query<Flags>, QueryRejection>,
    parts: Parts,
    body: Bytes,
) -> Response {
    let changed = async {
        secret(&parts)?;
        let how = How::of(flags)?;
        let passport = named(&app, &segments(id)?).await?;
        let patch = patch(&body)?;
        if patch.identifier.is_some() {
            return Err(bad("`uniqueProductIdentifier` never changes."));
        }
        match patch.status {
            // All of a change counts, or nothing of it; these two are not done at once.
            Some(_) if !patch.values.is_empty() => {
                return Err(bad("`dppStatus` is changed by itself, in a request of its own."));
            }
            Some(status) => status::set(&app, &parts, &passport, status, &how).await?,
            None => _ = change(&app, &parts, &passport, patch.values).await?,
        }
        let passport = again(&app, &passport).await?;
        told(&app, &passport, &how).await
    };
    answered(&app, &parts, changed.await)
}

/// `OPTIONS` of one passport: what can be asked of it. Scripts of other sites may only read.
pub(super) async fn passport_options() -> Response {
    allowing("GET, HEAD, OPTIONS, PATCH, DELETE").await
}

/// `OPTIONS` of an element.
pub(super) async fn element_options() -> Response {
    allowing("GET, HEAD, OPTIONS, PATCH").await
}

async fn allowing(methods: &'static str) -> Response {
    let mut response = crate::http::public::dress::options().await;
    let methods = HeaderValue::from_static(methods);
    response.headers_mut().insert(header::ALLOW, methods);
    response
}

/// The passport that an identifier names.
pub(super) async fn named(app: &App, text: &str) -> Result<Arc<PublicPassport>, Problem> {
    let wanted = lookup::named(app, text).await?;
    let wanted = wanted.ok_or_else(Problem::not_found)?;
    let found = at(app, &wanted.path, wanted.id).await?;
    wanted.is(&found).then_some(found).ok_or_else(Problem::not_found)
}

/// The passport under a path; with an identifier, only that one.
async fn at(app: &App, path: &str, id: Option<PassportId>) -> Result<Arc<PublicPassport>, Problem> {
    match latest(app, &Site::Anywhere, path).await? {
        Found::Passport(passport) if id.is_none_or(|id| id == passport.id) => Ok(passport),
        Found::Withdrawn => Err(Problem::Withdrawn),
        _ => Err(Problem::not_found()),
    }
}

/// A passport after it was changed.
pub(super) async fn again(app: &App, passport: &PublicPassport) -> Result<Arc<PublicPassport>, Problem> {
    // What this process did itself, it need not be told of.
    app.pages.heads.forget(passport.brand_id);
    at(app, &passport.path, Some(passport.id)).await
}

/// Changes values of a unit by the names of its fields; nothing takes a value away. Tells under which identifiers the passport says
/// them.
pub(super) async fn change(
    app: &App,
    parts: &Parts,
    passport: &PublicPassport,
    changed: BTreeMap<String, Option<String>>,
) -> Result<Vec<String>, Problem> {
    let program = program(app, parts, passport.brand_id, Scope::Units).await?;
    if passport.document.content.parent.is_none() {
        let why = "What a model's passport says comes from the product system and is published there.";
        return Err(bad(why));
    }
    for attempt in 1..=ATTEMPTS {
        let unit = units::get(app, &program.op, passport.id).await?;
        let (cmd, ids) = merged(&unit, &changed);
        match units::change(app, &program.op, cmd).await {
            // Somebody else was quicker: merged into what they said, nothing of either is lost.
            Err(Error::Conflict { .. }) if attempt < ATTEMPTS => {}
            done => return done.map(|_| ids).map_err(mistake),
        }
    }
    Err(Problem::Other(Error::Internal))
}

/// What a unit says with the changes, and under which identifiers. A field that it says and the template has no more is left out,
/// because a new version says what the template has.
fn merged(unit: &UnitView, changed: &BTreeMap<String, Option<String>>) -> (ChangeUnit, Vec<String>) {
    let mut values = unit.values.clone();
    values.retain(|key, _| unit.fields.iter().any(|field| field.key == *key));
    let mut ids = Vec::with_capacity(changed.len());
    for (name, value) in changed {
        let (name, id) = field(unit, name);
        ids.push(id);
        match value {
            Some(value) => values.insert(name, value.clone()),
            None => values.remove(&name),
        };
    }
    let cmd = ChangeUnit {
        unit: unit.row.id,
        values,
        onto: Some(unit.row.version),
    };
    (cmd, ids)
}

/// The key of the field that a name is of, and the identifier under which the passport says it; a name is either of them.
fn field(unit: &UnitView, name: &str) -> (String, String) {
    let id = |field: &UnitField| {
        let point = field.point.as_ref().map(ToString::to_string);
        element_id(point.as_deref(), &field.key)
    };
    let by_key = unit.fields.iter().find(|field| field.key == name);
    let found = by_key.or_else(|| unit.fields.iter().find(|field| id(field) == name));
    found.map_or_else(
        || (name.to_owned(), name.to_owned()),
        |field| (field.key.clone(), id(field)),
    )
}

/// The unit that an address of this site, or of a brand's own host, names, with what it is to say.
async fn unit(
    app: &App,
    address: &str,
    values: BTreeMap<String, String>,
) -> Result<(Wanted, DigitalLink, UnitEntry), Problem> {
    let own = address.starts_with(&app.config.link("/"));
    let wanted = lookup::product(app, address).await?;
    let wanted = wanted.filter(|wanted| own || wanted.brand.is_some());
    let link = DigitalLink::parse(address)
        .ok()
        .filter(|link| link.gtin().is_some())
        // A variant (22) has no passport of its own.
        .filter(|link| {
            let numbers = [Ai::BATCH, Ai::SERIAL];
            link.qualifiers().iter().all(|part| numbers.contains(&part.ai()))
        });
    let number = |link: &DigitalLink, ai| link.get(ai).unwrap_or_default().to_owned();
    let named = wanted.zip(link).map(|(wanted, link)| {
        let entry = UnitEntry {
            batch: number(&link, Ai::BATCH),
            serial: number(&link, Ai::SERIAL),
            values,
        };
        (wanted, link, entry)
    });
    named
        .filter(|(.., entry)| !entry.batch.is_empty() || !entry.serial.is_empty())
        .ok_or_else(|| bad("`uniqueProductIdentifier` is the address of a batch or an item: /01/{GTIN}/10/{batch}/21/{serial} on this site, or on the brand's own host."))
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
