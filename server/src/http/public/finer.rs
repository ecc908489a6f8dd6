//! Links to a batch or to a single item: as long as there is a passport of the model alone, they lead to that one.
//! Source: GS1-Conformant Resolver 1.2, "walking up the tree".

use super::home::missing;
use crate::{
    app::App,
    http::{
        error::bad_address,
        page::{account_policy, html},
    },
    services::passports::public_head,
};
use app::{account::message_page, routes::Route};
use axum::{
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Error, Kind};
use gs1::{DigitalLink, Leniency};

/// A link that says more than a GTIN, such as `/01/{gtin}/10/{batch}/21/{serial}`. The query is kept.
pub(super) async fn up(app: &App, uri: &Uri, headers: &HeaderMap) -> Response {
    let asked = uri.path_and_query().map_or(uri.path(), |asked| asked.as_str());
    let link = match DigitalLink::parse_any(&app.config.link(asked), Leniency::RESOLVER) {
        Ok((link, _)) => link,
        Err(error) => return invalid("This is not a valid GS1 Digital Link", &error.to_string()),
    };
    let nothing = || missing(headers, &Error::NotFound(Kind::Passport));
    let Some(gtin) = link.gtin() else {
        return nothing();
    };
    let model = gs1::gtin_path(gtin);
    // While the database is away, the page that this leads to is answered from memory.
    if let Ok(None) = public_head(app, &model).await {
        return nothing();
    }
    let target = match uri.query() {
        Some(query) => format!("{model}?{query}"),
        None => model,
    };
    let mut response = Redirect::temporary(&target).into_response();
    let caching = HeaderValue::from_static("public, max-age=60");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

/// A page that says why an address cannot be what it claims to be.
pub(super) fn invalid(title: &str, why: &str) -> Response {
    let body = message_page(title, why, &Route::Home, "Go to the front page");
    bad_address(html(body, account_policy("'none'")))
}
