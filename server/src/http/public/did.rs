//! Who a brand is to a machine: its `did:web` document with the keys that sign its passports, and those that did.

use super::home::missing;
use crate::{
    app::App,
    http::{error::Failure, site::Site},
    services::brand_keys,
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::{BrandId, Error, Kind};
use formats::did::DOCUMENT_MEDIA_TYPE;
use serde_json::Value;
use uuid::Uuid;

/// `/b/{brand}/did.json`.
pub(super) async fn document(
    State(app): State<App>,
    Path(brand): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(brand) = Uuid::try_parse(&brand) else {
        return missing(&headers, &Error::NotFound(Kind::Brand));
    };
    answer(brand_keys::did_document(&app, BrandId(brand)).await, &headers)
}

/// `/.well-known/did.json` at a brand's own host.
pub(super) async fn of_host(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    headers: HeaderMap,
) -> Response {
    let Site::Brand(brand, host) = site else {
        return missing(&headers, &Error::NotFound(Kind::Brand));
    };
    answer(
        brand_keys::did_document_of_host(&app, brand, &host).await,
        &headers,
    )
}

fn answer(found: Result<Option<Value>, Error>, headers: &HeaderMap) -> Response {
    match found {
        Ok(Some(document)) => {
            let headers = [
                (header::CONTENT_TYPE, DOCUMENT_MEDIA_TYPE),
                (header::CACHE_CONTROL, "public, max-age=300, stale-if-error=86400"),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ];
            (headers, document.to_string()).into_response()
        }
        Ok(None) => missing(headers, &Error::NotFound(Kind::Brand)),
        Err(error) => Failure(error).into_response(),
    }
}
