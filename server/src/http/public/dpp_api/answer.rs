//! A passport, or an element of it, as the payload of a method.

use super::Problem;
use crate::{
    app::App,
    http::public::{
        asked::{Asked, Wish},
        data::encoded,
        dress::{about, open_to_all},
        found::{Found, latest},
        rendered::packed,
    },
    services::{
        passports::PublicPassport,
        representations::{Representation, at_path, make},
    },
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderMap, Uri, header},
    response::Response,
};
use bytes::Bytes;
use domain::{Error, PassportId};
use serde::Deserialize;
use std::sync::Arc;

/// What every read method takes.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flags {
    /// `compressed` or `full`.
    representation: Option<String>,
}

/// A request to a read method.
pub(super) struct Call<'a> {
    pub(super) app: &'a App,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    representation: Representation,
}

impl<'a> Call<'a> {
    /// Reads the flags of a request.
    pub(super) fn new(
        app: &'a App,
        uri: &'a Uri,
        headers: &'a HeaderMap,
        flags: Result<Query<Flags>, QueryRejection>,
    ) -> Result<Self, Problem> {
        let Query(flags) = flags.map_err(|error| Problem::BadRequest(error.body_text()))?;
        let representation = match flags.representation.as_deref() {
            None | Some("compressed") => Representation::Dpp,
            Some("full") => Representation::DppFull,
            Some(_) => {
                let why = "`representation` is `compressed` or `full`.";
                return Err(Problem::BadRequest(why.to_owned()));
            }
        };
        Ok(Self {
            app,
            uri,
            headers,
            representation,
        })
    }

    /// The passport under a path; with an identifier, only that one.
    pub(super) async fn passport(
        &self,
        path: &str,
        id: Option<PassportId>,
    ) -> Result<Arc<PublicPassport>, Problem> {
        match latest(self.app, path).await? {
            Found::Passport(passport) if id.is_none_or(|id| id == passport.id) => Ok(passport),
            Found::Withdrawn => Err(Problem::Withdrawn),
            Found::Later { .. } => Err(Problem::Other(Error::unavailable(
                "This passport is read from the brand's product system, which does not answer at the moment. Try again later.",
            ))),
            Found::Passport(_) | Found::NotListed | Found::Nothing => Err(Problem::not_found()),
        }
    }

    /// The whole passport.
    pub(super) async fn whole(&self, passport: &PublicPassport) -> Result<Response, Problem> {
        let bytes = self.bytes(passport).await?;
        Ok(self.sent(passport, bytes).await)
    }

    /// What a path finds in it.
    pub(super) async fn part(&self, passport: &PublicPassport, path: &str) -> Result<Response, Problem> {
        let whole = self.bytes(passport).await?;
        let whole = serde_json::from_slice(&whole).map_err(|_| Problem::Other(Error::Internal))?;
        let found = at_path(&whole, path).map_err(|error| Problem::BadRequest(error.to_string()))?;
        let found = found.ok_or(Problem::NoElement)?;
        Ok(self.sent(passport, found.to_string().into()).await)
    }

    async fn bytes(&self, passport: &PublicPassport) -> Result<Bytes, Problem> {
        let wish = Wish::default();
        let locale = self.asked(&wish).locale(passport);
        Ok(make(self.app, passport, self.representation, &locale).await?)
    }

    async fn sent(&self, passport: &PublicPassport, bytes: Bytes) -> Response {
        let packed = packed(self.app, bytes).await;
        let wish = Wish::default();
        let response = encoded(self.headers, self.media_type(), &packed);
        open_to_all(about(&self.asked(&wish), passport, response))
    }

    /// JSON; the compressed form names its context, so that it is JSON-LD for those who ask for that.
    fn media_type(&self) -> &'static str {
        let linked = formats::jsonld::MEDIA_TYPE;
        let accept = self.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        let wanted = accept.is_some_and(|accept| accept.contains(linked));
        if wanted && self.representation == Representation::Dpp {
            linked
        } else {
            "application/json"
        }
    }

    fn asked<'b>(&'b self, wish: &'b Wish) -> Asked<'b> {
        Asked::new(self.app, self.uri, self.headers, wish)
    }
}
