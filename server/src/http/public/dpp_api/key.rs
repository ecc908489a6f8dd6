//! Who changes passports: programs with a key of the brand, and how they are answered.

use super::Problem;
use crate::{
    app::App,
    http::{
        middleware::{client_ip, request_id},
        public::dress::of_type,
    },
    services::{
        api_keys::{self, Program, Shown},
        passports::PublicPassport,
        representations::{Representation, make},
    },
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use bytes::Bytes;
use domain::{BrandId, Error, api_key::Scope};
use serde::Deserialize;

/// The most characters of a reason: the log also names the key.
const REASON_MAX: usize = 400;

/// What every change takes besides its body.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flags {
    /// `compressed` or `full`.
    representation: Option<String>,
    /// Why a status is changed.
    reason: Option<String>,
}

/// The same, read.
pub(super) struct How {
    /// In which form the passport is told.
    pub(super) representation: Representation,
    reason: Option<String>,
}

impl How {
    /// Reads the flags of a request.
    pub(super) fn of(flags: Result<Query<Flags>, QueryRejection>) -> Result<Self, Problem> {
        let Query(flags) = flags.map_err(|error| bad(&error.body_text()))?;
        let reason = flags.reason.map(|reason| reason.trim().to_owned());
        let reason = reason.filter(|reason| !reason.is_empty());
        if reason.as_ref().is_some_and(|r| r.chars().count() > REASON_MAX) {
            return Err(bad(&format!("`reason` has at most {REASON_MAX} characters.")));
        }
        Ok(Self {
            representation: form(flags.representation.as_deref())?,
            reason,
        })
    }

    /// What the audit log says of why a program did something.
    pub(super) fn reason(&self, key: &str) -> String {
        match &self.reason {
            Some(reason) => format!("{reason} (through the API, with the key {key})"),
            None => format!("Through the API, with the key {key}"),
        }
    }
}

/// The form of EN 18223 that a flag names.
pub(super) fn form(flag: Option<&str>) -> Result<Representation, Problem> {
    match flag {
        None | Some("compressed") => Ok(Representation::Dpp),
        Some("full") => Ok(Representation::DppFull),
        Some(_) => Err(bad("`representation` is `compressed` or `full`.")),
    }
}

/// What is shown as a key; asked for first, so that nobody without one learns anything here.
pub(super) fn secret(parts: &Parts) -> Result<&str, Problem> {
    let shown = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    let (scheme, secret) = shown.and_then(|text| text.split_once(' ')).unzip();
    let secret = secret.filter(|_| scheme.is_some_and(|s| s.eq_ignore_ascii_case("bearer")));
    secret.ok_or(Problem::Other(Error::Unauthenticated))
}

/// The program that a request comes from, where its key has this right in the brand.
pub(super) async fn program(
    app: &App,
    parts: &Parts,
    brand: BrandId,
    scope: Scope,
) -> Result<Program, Problem> {
    let request_id = request_id(&parts.headers);
    let shown = Shown {
        secret: secret(parts)?,
        from: client_ip(app, parts),
        request_id: &request_id,
    };
    Ok(api_keys::caller(app, brand, shown, scope).await?)
}

/// Keys belong into programs, not into pages of other sites: nothing here is for scripts of those, and no cache keeps it.
pub(super) fn answered(app: &App, parts: &Parts, answer: Result<Response, Problem>) -> Response {
    let mut response = answer.unwrap_or_else(|problem| problem.into_response(app, &parts.headers));
    let out = response.headers_mut();
    out.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What everybody reads of a passport now.
pub(super) async fn told(app: &App, passport: &PublicPassport, how: &How) -> Result<Response, Problem> {
    let bytes = bytes(app, passport, how.representation).await?;
    Ok(of_type("application/json", bytes))
}

/// The same, before it is sent.
pub(super) async fn bytes(
    app: &App,
    passport: &PublicPassport,
    form: Representation,
) -> Result<Bytes, Problem> {
    let locale = passport.document.content.locales.first().cloned();
    let locale = locale.ok_or(Error::Internal)?;
    Ok(make(app, passport, form, &locale).await?)
}

fn bad(text: &str) -> Problem {
    Problem::BadRequest(text.to_owned())
}
