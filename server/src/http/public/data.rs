//! A passport for programs: the canonical document with its proof in the headers, and the open formats.

use super::{
    asked::Asked,
    dress::{as_linked_data, of_type, set},
    negotiate::{Encoding, encoding_of, is_unchanged},
    packing::{self, Packed},
    refusal::no_such_form,
};
use crate::{
    app::App,
    http::error::{Failure, not_modified},
    services::{
        passports::PublicPassport,
        representations::{Representation, make},
    },
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use domain::Error;

/// The very bytes that were hashed, with the hash in the headers: `sha256sum` of the body proves it. Nothing proves what a
/// live page said, so its headers only tell when it was read.
pub(super) fn document(passport: &PublicPassport, headers: &HeaderMap) -> Response {
    let etag = format!("\"sha256-{}\"", passport.hash);
    let mut response = if is_unchanged(headers, &etag) {
        not_modified()
    } else {
        of_type(Representation::Json.media_type(), passport.bytes.clone())
    };
    let out = response.headers_mut();
    set(out, header::ETAG, &etag);
    if passport.live_until.is_some() {
        let read_at = &passport.document.published_at;
        set(out, HeaderName::from_static("tessera-read-at"), read_at);
        return response;
    }
    let digest = hex::decode(&passport.hash)
        .map(|raw| STANDARD.encode(raw))
        .unwrap_or_default();
    for (name, value) in [
        ("repr-digest", format!("sha-256=:{digest}:")),
        ("tessera-hash", format!("sha256:{}", passport.hash)),
        ("tessera-version", passport.document.version.to_string()),
    ] {
        set(out, HeaderName::from_static(name), &value);
    }
    response
}

/// One of the open formats. Its bytes are made anew each time, which is quick; what is slow, compressing them, is remembered.
pub(super) async fn data(
    asked: &Asked<'_>,
    passport: &PublicPassport,
    representation: Representation,
) -> Response {
    if !Representation::offered(passport).any(|one| one == representation) {
        return no_such_form(passport, representation);
    }
    let locale = asked.locale(passport);
    let bytes = match make(asked.app, passport, representation, &locale).await {
        Ok(bytes) => bytes,
        Err(error) => return Failure(error).into_response(),
    };
    let mut response = compressed(asked.app, asked.headers, representation.media_type(), bytes).await;
    let out = response.headers_mut();
    match representation {
        Representation::Linkset => set(out, header::LINK, &as_linked_data()),
        Representation::JsonLd | Representation::Vc => set(out, header::CONTENT_LANGUAGE, &locale.tag()),
        _ => {}
    }
    response
}

/// Data in the encoding that the client takes best, or the word that it has it: then nothing is compressed.
pub(super) async fn compressed(
    app: &App,
    headers: &HeaderMap,
    media_type: &'static str,
    bytes: Bytes,
) -> Response {
    let made = async {
        let (stamp, encoding) = (packing::stamp(&bytes).await?, encoding_of(headers));
        let etag = format!("\"{stamp}{}\"", encoding.suffix());
        let mut response = if is_unchanged(headers, &etag) {
            not_modified()
        } else {
            let bytes = packing::data(app, &stamp, bytes, encoding).await?;
            in_encoding(of_type(media_type, bytes), encoding)
        };
        set(response.headers_mut(), header::ETAG, &etag);
        Ok::<_, Error>(response)
    };
    made.await.unwrap_or_else(|error| Failure(error).into_response())
}

/// A page in the encoding that the client takes best, or the word that it has it.
pub(super) fn encoded(headers: &HeaderMap, media_type: &'static str, packed: &Packed) -> Response {
    let encoding = encoding_of(headers);
    let etag = format!("\"{}{}\"", packed.stamp, encoding.suffix());
    let mut response = if is_unchanged(headers, &etag) {
        not_modified()
    } else {
        in_encoding(of_type(media_type, packed.bytes(encoding)), encoding)
    };
    set(response.headers_mut(), header::ETAG, &etag);
    response
}

/// Names the encoding of a body.
pub(super) fn in_encoding(mut response: Response, encoding: Encoding) -> Response {
    if let Some(name) = encoding.name() {
        let name = HeaderValue::from_static(name);
        response.headers_mut().insert(header::CONTENT_ENCODING, name);
    }
    response
}
