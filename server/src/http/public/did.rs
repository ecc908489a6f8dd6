//! Who a brand is to a machine: its `did:web` document with the keys that sign its passports, and those that did.

use super::home::missing;
use crate::{
    app::App,
    http::{error::Failure, site::Site},
    services::{brand_keys, domains},
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
    Extension(site): Extension<Site>,
    Path(brand): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(brand) = Uuid::try_parse(&brand) else {
        return missing(&site, &headers, &Error::NotFound(Kind::Brand));
    };
    answer(
        brand_keys::did_document(&app, BrandId(brand)).await,
        &site,
        &headers,
    )
}

/// `/.well-known/did.json`: at a brand's own host, and at the platform's where that was a brand's own before it moved here.
pub(super) async fn of_host(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    headers: HeaderMap,
) -> Response {
    let owner = match &site {
        Site::Brand(brand, host) => Ok(Some((*brand, host))),
        Site::Platform(host) => {
            let brand = domains::brand_of(&app, host).await;
            brand.map(|brand| Some((brand?, host)))
        }
        Site::Anywhere => Ok(None),
    };
    let found = match owner {
        Ok(Some((brand, host))) => brand_keys::did_document_of_host(&app, brand, host).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    answer(found, &site, &headers)
}

fn answer(found: Result<Option<Value>, Error>, site: &Site, headers: &HeaderMap) -> Response {
    match found {
        Ok(Some(document)) => {
            let headers = [
                (header::CONTENT_TYPE, DOCUMENT_MEDIA_TYPE),
                (header::CACHE_CONTROL, "public, max-age=300, stale-if-error=86400"),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ];
            (headers, document.to_string()).into_response()
        }
        Ok(None) => missing(site, headers, &Error::NotFound(Kind::Brand)),
        Err(error) => Failure(error).into_response(),
    }
}
