//! A passport, or an element of it, as the payload of a method.

use super::{Problem, key::form};
use crate::{
    app::App,
    http::{
        public::{
            asked::{Asked, Wish},
            data::compressed,
            dress::{about, of_type, open_to_all},
            found::{Found, earlier, latest},
            grant::{Presented, name_reader, private},
        },
        site::Site,
    },
    services::{
        access::{self, Access, Form},
        lookup::Wanted,
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
use domain::{Error, version::At};
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
    presented: &'a Presented,
}

/// A passport as the request may read it.
pub(super) struct Read {
    passport: Arc<PublicPassport>,
    access: Access,
}

impl<'a> Call<'a> {
    /// Reads the flags of a request.
    pub(super) fn new(
        app: &'a App,
        uri: &'a Uri,
        headers: &'a HeaderMap,
        presented: &'a Presented,
        flags: Result<Query<Flags>, QueryRejection>,
    ) -> Result<Self, Problem> {
        let Query(flags) = flags.map_err(|error| Problem::BadRequest(error.body_text()))?;
        let representation = form(flags.representation.as_deref())?;
        Ok(Self {
            app,
            uri,
            headers,
            representation,
            presented,
        })
    }

    /// The passport that was named.
    pub(super) async fn passport(&self, named: &Wanted) -> Result<Read, Problem> {
        let found = latest(self.app, &Site::Anywhere, &named.path).await?;
        self.readable(found, named).await
    }

    /// The same as it was at a time.
    pub(super) async fn passport_at(&self, named: &Wanted, at: At) -> Result<Read, Problem> {
        let found = earlier(self.app, &Site::Anywhere, &named.path, at).await?;
        self.readable(found, named).await
    }

    async fn readable(&self, found: Found, named: &Wanted) -> Result<Read, Problem> {
        match found {
            Found::Passport(passport) if named.is(&passport) => self.read(passport).await,
            Found::Withdrawn => Err(Problem::Withdrawn),
            Found::Later { .. } => Err(Problem::Other(Error::unavailable(
                "This passport is read from the brand's product system, which does not answer at the moment. Try again later.",
            ))),
            Found::Passport(_)
            | Found::NotListed
            | Found::Nothing
            | Found::Elsewhere { .. }
            | Found::NoVersion(_)
            | Found::Unclear(_) => Err(Problem::not_found()),
        }
    }

    /// A passport as the request may read it.
    async fn read(&self, passport: Arc<PublicPassport>) -> Result<Read, Problem> {
        let access = self.presented.access(self.app, &passport).await?;
        if let Some(why) = access.refused {
            return Err(Problem::Refused(why));
        }
        if access.is_public() && !passport.superseded {
            return Ok(Read { passport, access });
        }
        let form = Form::Of(self.representation);
        let shown = access::passport(self.app, &passport, &access, form).await?;
        Ok(Read {
            passport: Arc::new(shown),
            access,
        })
    }

    /// The whole passport.
    pub(super) async fn whole(&self, read: &Read) -> Result<Response, Problem> {
        let bytes = self.bytes(&read.passport).await?;
        Ok(self.sent(read, bytes).await)
    }

    /// What a path finds in it.
    pub(super) async fn part(&self, read: &Read, path: &str) -> Result<Response, Problem> {
        let whole = self.bytes(&read.passport).await?;
        let whole = serde_json::from_slice(&whole).map_err(|_| Problem::Other(Error::Internal))?;
        let found = at_path(&whole, path).map_err(|error| Problem::BadRequest(error.to_string()))?;
        let found = found.ok_or(Problem::NoElement)?;
        Ok(self.sent(read, found.to_string().into()).await)
    }

    async fn bytes(&self, passport: &PublicPassport) -> Result<Bytes, Problem> {
        let wish = Wish::default();
        let locale = self.asked(&wish).locale(passport);
        Ok(make(self.app, passport, self.representation, &locale).await?)
    }

    async fn sent(&self, read: &Read, bytes: Bytes) -> Response {
        let passport = &read.passport;
        if !read.access.is_public() {
            let mut response = of_type(self.media_type(), bytes);
            name_reader(&mut response, &read.access);
            return open_to_all(private(response));
        }
        let wish = Wish::default();
        let response = compressed(self.app, self.headers, self.media_type(), bytes).await;
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
