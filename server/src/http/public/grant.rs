//! What a request presents to read more than everybody may, and how such an answer goes out: for this reader alone, kept by nobody.

use super::{
    asked::Asked,
    data::document,
    dress::{VARY, about, as_linked_data, of_type, set},
    link_type,
    purge::{CACHE_TAG, SURROGATE_KEY},
    refusal::{no_such_form, none_accepted},
    rendered,
};
use crate::{
    app::App,
    http::{
        error::{Failure, refused_grant},
        middleware::client_ip,
    },
    services::{
        access::{self, Access, FileAccess, Form},
        passports::PublicPassport,
        representations::{Representation, make},
    },
};
use app::public::Reading;
use axum::{
    Json,
    extract::{FromRequestParts, Query, Request},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    Error, Locale,
    grant::{Refusal, SECRET_PREFIX},
};
use gs1::LinkType;
use serde::Deserialize;
use serde_json::json;
use std::{collections::BTreeMap, convert::Infallible, net::IpAddr};

/// What came with a request: a secret as `Authorization: Bearer tg_…`, or as `?grant=tg_…` in a link.
pub(super) struct Presented(Option<Secret>);

struct Secret {
    text: String,
    /// Whether it stands in the address: then links of the page keep it.
    in_link: bool,
    from: IpAddr,
}

#[derive(Deserialize)]
struct InLink {
    grant: Option<String>,
}

impl FromRequestParts<App> for Presented {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let link = Query::<InLink>::try_from_uri(&parts.uri)
            .ok()
            .and_then(|query| query.0.grant);
        let in_link = link.is_some();
        let secret = link.or_else(|| bearer(&parts.headers)).map(|text| Secret {
            text,
            in_link,
            from: client_ip(app, parts),
        });
        Ok(Self(secret))
    }
}

/// Tokens of other kinds are not ours to judge.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(SECRET_PREFIX)).then(|| token.to_owned())
}

impl Presented {
    fn for_service(&self) -> Option<access::Presented<'_>> {
        self.0.as_ref().map(|secret| access::Presented {
            secret: &secret.text,
            from: secret.from,
        })
    }

    /// What the request may read of this passport.
    pub(super) async fn access(&self, app: &App, passport: &PublicPassport) -> Result<Access, Error> {
        access::reader(app, passport, self.for_service()).await
    }

    /// The secret that links keep.
    pub(super) fn kept(&self) -> Option<&str> {
        let secret = self.0.as_ref().filter(|secret| secret.in_link)?;
        Some(&secret.text)
    }
}

/// The answer where it is another than everybody's: with a grant, and for an earlier version of which today's rules show less or
/// more than it shows itself.
pub(super) async fn other_reading(
    asked: &Asked<'_>,
    passport: &PublicPassport,
) -> Result<Option<Response>, Error> {
    let access = asked.access(passport).await?;
    if access.is_public() {
        let form = Form::Of(Representation::Json);
        let is_same =
            !passport.is_past() || access::passport(asked.app, passport, &access, form).await? == *passport;
        if is_same {
            return Ok(None);
        }
    }
    Ok(Some(answer(asked, passport, &access).await))
}

/// A passport for one reader, in the representation that was asked for.
async fn answer(asked: &Asked<'_>, passport: &PublicPassport, access: &Access) -> Response {
    let elsewhere = asked.wish.link_type().filter(|wanted| {
        let is_default = LinkType::parse(wanted) == Some(LinkType::DEFAULT);
        !is_default && !asked.wish.wants_all_links()
    });
    let response = match elsewhere {
        Some(wanted) => Ok(link_type::lead(asked, passport, wanted).await),
        None => represented(asked, passport, access).await,
    };
    let response = response.unwrap_or_else(|error| Failure(error).into_response());
    private(about(asked, passport, response))
}

async fn represented(
    asked: &Asked<'_>,
    passport: &PublicPassport,
    access: &Access,
) -> Result<Response, Error> {
    let offered: Vec<_> = Representation::offered(passport).collect();
    let Some(representation) = asked.representation(&offered) else {
        return Ok(none_accepted());
    };
    if !offered.contains(&representation) {
        return Ok(no_such_form(passport, representation));
    }
    let is_page = representation == Representation::Html;
    if let Some(why) = access.refused.filter(|_| !is_page) {
        return Ok(refused(why));
    }
    let shown = access::passport(asked.app, passport, access, Form::Of(representation)).await?;
    if is_page {
        return Ok(page(asked, &shown, access));
    }
    // No condition holds and nothing is compressed: what the client has may be what everybody reads, and what is compressed tells
    // by its length what it says.
    let mut response = match representation {
        Representation::Json => document(&shown, &HeaderMap::new()),
        other => {
            let bytes = make(asked.app, &shown, other, &asked.locale(&shown)).await?;
            of_type(other.media_type(), bytes)
        }
    };
    if representation == Representation::Linkset {
        set(response.headers_mut(), header::LINK, &as_linked_data());
    }
    name_reader(&mut response, access);
    Ok(response)
}

/// Says as whom the answer was read.
pub(super) fn name_reader(response: &mut Response, access: &Access) {
    let name = HeaderName::from_static("tessera-reader");
    set(response.headers_mut(), name, access.reader.word());
}

fn page(asked: &Asked<'_>, shown: &PublicPassport, access: &Access) -> Response {
    let locale = asked.locale(shown);
    let keys = file_keys(shown, asked.kept_secret());
    let made = rendered::page_for(shown, &locale, reading(asked, access), &keys);
    sent(made, &locale)
}

/// How a page is read with what was presented.
pub(super) fn reading<'a>(asked: &Asked<'a>, access: &'a Access) -> Reading<'a> {
    match (&access.grant, access.refused) {
        (Some(grant), _) => Reading::Granted {
            reader: access.reader,
            organisation: &grant.organisation,
            secret: asked.kept_secret(),
        },
        (None, Some(_)) => Reading::Refused,
        (None, None) => Reading::Public,
    }
}

/// A page that was made for one reader.
pub(super) fn sent((html, policy): (String, HeaderValue), locale: &Locale) -> Response {
    let mut response = html.into_response();
    let out = response.headers_mut();
    set(out, header::CONTENT_TYPE, "text/html; charset=utf-8");
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
    set(out, header::CONTENT_LANGUAGE, &locale.tag());
    response
}

/// What opens the files of restricted fields, where the secret stands in the address. A browser sends no header with a picture.
fn file_keys(passport: &PublicPassport, secret: Option<&str>) -> BTreeMap<String, String> {
    let Some(secret) = secret else {
        return BTreeMap::new();
    };
    let above = passport.above.iter().map(|above| &above.document);
    let documents = above.chain([&passport.document]);
    let fields = documents.flat_map(|document| document.content.fields());
    fields
        .filter(|field| !field.readers.is_public())
        .flat_map(domain::record::RecordField::files)
        .map(|hash| (hash.to_owned(), format!("of={}&grant={secret}", passport.path)))
        .collect()
}

/// A file of a restricted field; none where nothing was presented, or the passport has no such file.
pub(super) async fn file(
    app: &App,
    path: &str,
    sha256: [u8; 32],
    presented: &Presented,
) -> Result<Option<Response>, Error> {
    let Some(secret) = presented.for_service() else {
        return Ok(None);
    };
    Ok(match access::file(app, path, sha256, secret).await? {
        FileAccess::File(media) => Some(private(super::media::full(media))),
        FileAccess::Refused(why) => Some(private(refused(why))),
        FileAccess::Missing => None,
    })
}

/// 403 with the reason, for programs.
pub(super) fn refused(why: Refusal) -> Response {
    refused_grant(Json(json!({ "error": "grant_refused", "message": why.words() })).into_response())
}

/// Whatever is answered where a secret stands in the address, a refusal and a mistake too, is for this reader alone.
pub(super) async fn private_where_shown(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let shown = url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "grant");
    let response = next.run(request).await;
    if shown { private(response) } else { response }
}

/// For this reader alone: no cache keeps it, no search engine lists it, no other site learns its address; and nothing in its head
/// claims to prove bytes that nobody has signed.
pub(super) fn private(mut response: Response) -> Response {
    let out = response.headers_mut();
    for name in [
        header::ETAG,
        HeaderName::from_static("repr-digest"),
        HeaderName::from_static("tessera-hash"),
        SURROGATE_KEY,
        CACHE_TAG,
    ] {
        out.remove(name);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::VARY, VARY),
    ] {
        out.insert(name, HeaderValue::from_static(value));
    }
    response
}
