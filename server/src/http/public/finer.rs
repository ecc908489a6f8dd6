//! Links to a batch or to a single item that has no passport of its own: they lead to the passport of what it belongs to.
//! Source: GS1-Conformant Resolver 1.2, "walking up the tree".

use super::{
    asked::Asked,
    dress::{set, to_linkset},
    found::version,
    grant::private,
    passport::answer,
    refusal::nothing,
};
use crate::{
    http::site::Place,
    services::{
        passports::{item_path, public_head},
        representations::Representation,
    },
};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use gs1::{Ai, DigitalLink};

/// The next coarser thing that has a passport: batch, then model. The query and the ending are kept. Its list of links is
/// answered here and now, because a resolver does not redirect to one.
pub(super) async fn up(asked: &Asked<'_>, link: &DigitalLink) -> Response {
    let mut lineage: Vec<String> = link.lineage().skip(1).map(|link| link.path()).collect();
    if let Some(path) = elsewhere(asked, link).await {
        lineage.insert(0, path);
    }
    let mut found = None;
    for path in &lineage {
        match public_head(asked.app, path).await {
            Ok(None) => {}
            Ok(Some(head)) if asked.site.place(head.brand, head.host.as_deref()) == Place::Nowhere => {}
            Ok(Some(_)) => {
                found = Some(path);
                break;
            }
            // While the database is away, the page of the model is answered from memory.
            Err(_) => {
                found = lineage.last();
                break;
            }
        }
    }
    let Some(path) = found else {
        return nothing(asked);
    };
    if asked.wants_linkset() {
        let found = version(asked, path).await;
        return Box::pin(answer(asked, found)).await;
    }
    let ending = asked.ending.map_or("", Representation::ending);
    let target = match asked.uri.query() {
        Some(query) => format!("{path}{ending}?{query}"),
        None => format!("{path}{ending}"),
    };
    let mut response = Redirect::temporary(&target).into_response();
    // A link with a secret in it is nobody else's.
    if asked.kept_secret().is_some() {
        return private(response);
    }
    let out = response.headers_mut();
    let caching = HeaderValue::from_static("public, max-age=60");
    out.insert(header::CACHE_CONTROL, caching);
    set(
        out,
        header::LINK,
        &to_linkset(&format!("{}{path}", asked.site.root(asked.app))),
    );
    response
}

/// An item whose passport says more of it than the link does, or less: a serial number alone names it within its model.
async fn elsewhere(asked: &Asked<'_>, link: &DigitalLink) -> Option<String> {
    let (gtin, serial) = (link.gtin()?, link.get(Ai::SERIAL)?);
    let model = gs1::gtin_path(gtin);
    let found = item_path(asked.app, &model, link.get(Ai::BATCH), serial).await;
    found.ok().flatten()
}
