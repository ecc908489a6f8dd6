//! Pages by number and by cursor, and their limits.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::helpers::{answer, items, session};

#[tokio::test]
async fn the_cursor_walks_all_products_once() {
    let session = session().await;
    for (path, key) in [
        ("products-uuid?pagination_type=search_after&limit=100", "/uuid"),
        (
            "products-uuid?pagination_type=search_after&limit=64&attributes=sku",
            "/values/sku/0/data",
        ),
        ("products?pagination_type=search_after&limit=77", "/identifier"),
    ] {
        let products = session.all(path).await;
        let keys: BTreeSet<&str> = products
            .iter()
            .map(|product| product.pointer(key).and_then(Value::as_str).unwrap())
            .collect();
        assert_eq!((products.len(), keys.len()), (320, 320), "{path}");
    }
    let last = session.sim.requests().last().cloned().unwrap();
    assert_eq!(last.path, "/api/rest/v1/products");
    assert!(last.query.contains("search_after="));
}

#[tokio::test]
async fn a_full_last_page_is_followed_by_an_empty_one() {
    let session = session().await;
    let mut path = "products-uuid?pagination_type=search_after&limit=80".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = session.get(&path).await;
        assert!(page.get("current_page").is_none() && page["_links"].get("previous").is_none());
        sizes.push(items(&page).len());
        match page.pointer("/_links/next/href").and_then(Value::as_str) {
            Some(next) => next.clone_into(&mut path),
            None => break,
        }
    }
    assert_eq!(sizes, [80, 80, 80, 80, 0]);
}

#[tokio::test]
async fn numbered_pages_have_links_and_a_count() {
    let session = session().await;
    let first = session.get("products-uuid?with_count=true").await;
    assert_eq!(
        (items(&first).len(), &first["items_count"], &first["current_page"]),
        (10, &json!(320), &json!(1))
    );
    assert!(first["_links"].get("previous").is_none());
    let last = session
        .get("products-uuid?with_count=true&limit=100&page=4")
        .await;
    assert_eq!(items(&last).len(), 20);
    assert!(last["_links"].get("next").is_none() && last["_links"].get("previous").is_some());
    assert_eq!(
        session.all("attributes?limit=7").await.len(),
        session.all("attributes?limit=100").await.len()
    );
}

#[tokio::test]
async fn limits_answer_422() {
    let session = session().await;
    let cases = [
        (
            "products-uuid?limit=101",
            "You cannot request more than 100 items.",
        ),
        ("channels?limit=101", "You cannot request more than 100 items."),
        ("products-uuid?limit=ten", "\"ten\" is not a valid limit number."),
        ("products-uuid?page=0", "\"0\" is not a valid page number."),
        (
            "products-uuid?pagination_type=none",
            "Pagination type does not exist.",
        ),
    ];
    for (path, message) in cases {
        assert_eq!(session.error(path).await, (422, message.to_owned()));
    }
    let (status, body) = answer(session.call("products-uuid?page=101&limit=100")).await;
    assert_eq!(status, 422);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .starts_with("You have reached the maximum number of pages")
    );
    assert!(body["_links"]["documentation"]["href"].is_string());
    assert_eq!(
        items(&session.get("products-uuid?page=100&limit=100").await).len(),
        0
    );
}

#[tokio::test]
async fn records_and_assets_only_have_a_cursor() {
    let session = session().await;
    for (path, count) in [
        ("reference-entities", 2),
        ("reference-entities/facility/records?limit=4", 6),
        ("asset-families", 1),
        ("asset-families/product_documents/assets?limit=3", 8),
    ] {
        let page = session.get(path).await;
        assert!(page.get("current_page").is_none());
        assert_eq!(session.all(path).await.len(), count, "{path}");
    }
}
