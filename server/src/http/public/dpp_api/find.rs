//! `ReadDPPIdsByProductIds`: many products at once, page by page.

use super::Problem;
use crate::{
    app::App,
    http::{
        error::no_content,
        public::dress::{open_to_all, set},
    },
    services::{lookup, representations::passport_id},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use gs1::Target;
use serde::Deserialize;

/// Products in one request.
const PRODUCTS_MAX: usize = 10_000;
/// Products on a page, unless another number is asked for.
const LIMIT: usize = 100;
/// The most on a page.
const LIMIT_MAX: usize = 500;

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Page {
    limit: Option<usize>,
    cursor: Option<String>,
}

/// The products: a list, or an object with one. Both are in use.
#[derive(Deserialize)]
#[serde(untagged)]
enum Products {
    List(Vec<String>),
    #[serde(rename_all = "camelCase")]
    Named {
        #[serde(alias = "productIds")]
        product_id: Vec<String>,
    },
}

/// The identifiers of the passports of those products that have one.
pub(super) async fn ids(
    State(app): State<App>,
    page: Result<Query<Page>, QueryRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let found = found(&app, page, &body).await;
    found.unwrap_or_else(|problem| problem.into_response(&app, &headers))
}

async fn found(
    app: &App,
    page: Result<Query<Page>, QueryRejection>,
    body: &Bytes,
) -> Result<Response, Problem> {
    let Query(page) = page.map_err(|error| bad(&error.body_text()))?;
    let products = products(body)?;
    let limit = page.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(bad(&format!("`limit` is a number from 1 to {LIMIT_MAX}.")));
    }
    let from = offset(page.cursor.as_deref())?;
    let mut named = Vec::with_capacity(limit);
    for product in products.iter().skip(from).take(limit) {
        named.extend(lookup::product(app, product).await?);
    }
    let paths: Vec<String> = named.iter().map(|one| one.path.clone()).collect();
    let passports = lookup::at_paths(app, &paths).await?;
    let id = |one: &lookup::Wanted| {
        let (id, brand) = passports.get(&one.path).copied()?;
        one.fits(id, brand).then(|| passport_id(id))
    };
    let ids: Vec<String> = named.iter().filter_map(id).collect();
    let mut response = open_to_all(Json(ids).into_response());
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if from + limit < products.len() {
        set(out, header::LINK, &next(app, limit, from + limit));
    }
    Ok(response)
}

fn next(app: &App, limit: usize, from: usize) -> String {
    let path = format!(
        "/api/dpp/v1/dppsByProductIds?limit={limit}&cursor={}",
        cursor(from)
    );
    Target::new(app.config.link(&path), "The next page").link_header("next")
}

fn products(body: &Bytes) -> Result<Vec<String>, Problem> {
    let Ok(Products::List(products) | Products::Named { product_id: products }) =
        serde_json::from_slice(body)
    else {
        return Err(bad(
            "The body is a list of product identifiers, or {\"productId\": [...]}.",
        ));
    };
    if products.is_empty() || products.len() > PRODUCTS_MAX {
        return Err(bad(&format!("One request names 1 to {PRODUCTS_MAX} products.")));
    }
    Ok(products)
}

fn bad(text: &str) -> Problem {
    Problem::BadRequest(text.to_owned())
}

/// Where the next page begins, as a word that nobody is to make up.
fn cursor(from: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("from {from}"))
}

fn offset(cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(cursor) = cursor else { return Ok(0) };
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix("from ")?.parse().ok())
        .filter(|from| *from <= PRODUCTS_MAX)
        .ok_or_else(|| bad("`cursor` is the one of the `Link` to the next page."))
}

/// `OPTIONS`: this method is a POST, because its question does not fit into an address.
pub(super) async fn find_options() -> Response {
    let mut response = open_to_all(no_content());
    let out = response.headers_mut();
    let methods = HeaderValue::from_static("POST, OPTIONS");
    out.insert(header::ALLOW, methods.clone());
    out.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    let may_send = HeaderValue::from_static("accept, authorization, content-type");
    out.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, may_send);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_nothing_else_is_one() {
        assert_eq!(offset(Some(&cursor(300))).unwrap(), 300);
        assert_eq!(offset(None).unwrap(), 0);
        for bad in ["", "300", "!", "ZnJvbSAtMQ"] {
            assert!(offset(Some(bad)).is_err(), "{bad}");
        }
    }
}
