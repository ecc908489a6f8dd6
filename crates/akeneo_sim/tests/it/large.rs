//! Fifty thousand products: quick to start, quick to page, and the same as ever.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use akeneo_sim::SimConfig;
use serde_json::{Value, json};

use crate::helpers::{Session, items, session_with};

async fn large() -> Session {
    session_with(SimConfig {
        products: 50_000,
        ..SimConfig::default()
    })
    .await
}

/// Generous: the tests run unoptimised, beside others.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn pages_in_the_middle_come_soon() {
    let session = large().await;
    assert_eq!(session.sim.product_count(), 50_000);
    let mut path = "products-uuid?pagination_type=search_after&limit=100&search_after=80000000".to_owned();
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let start = Instant::now();
        let page = session.get(&path).await;
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        for item in items(&page) {
            assert!(item["uuid"].as_str().unwrap() > "80000000");
            assert!(seen.insert(item["uuid"].to_string()));
        }
        path = page
            .pointer("/_links/next/href")
            .and_then(Value::as_str)
            .unwrap()
            .to_owned();
    }
    assert_eq!(seen.len(), 500);
}

#[tokio::test]
async fn a_hundred_keys_need_no_search() {
    let session = large().await;
    let page = session
        .get("products-uuid?pagination_type=search_after&limit=100&attributes=sku")
        .await;
    let uuids: Vec<&Value> = items(&page).iter().map(|item| &item["uuid"]).collect();
    let skus: Vec<&Value> = items(&page)
        .iter()
        .map(|item| &item["values"]["sku"][0]["data"])
        .collect();
    for search in [
        json!({"uuid": [{"operator": "IN", "value": uuids}]}),
        json!({"sku": [{"operator": "IN", "value": skus}]}),
    ] {
        let start = Instant::now();
        let found = session
            .search("products-uuid?limit=100&pagination_type=search_after", search)
            .await;
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        let found: Vec<&Value> = items(&found).iter().map(|item| &item["uuid"]).collect();
        assert_eq!(found, uuids);
    }
}

#[tokio::test]
async fn what_changed_is_found_among_many() {
    let session = large().await;
    session
        .sim
        .set_value("EB-9000", "brand", None, None, json!("Changed"));
    session
        .sim
        .set_value("jk_500", "brand", None, None, json!("Changed"));
    let recent = json!({"updated": [{"operator": ">", "value": "2026-10-20 00:00:00"}]});
    let found = session
        .search(
            "products-uuid?limit=100&pagination_type=search_after",
            recent.clone(),
        )
        .await;
    assert_eq!(
        items(&found).len(),
        17,
        "one battery and the sixteen jackets of the line"
    );
    let found = session
        .search("product-models?limit=100&pagination_type=search_after", recent)
        .await;
    assert_eq!(items(&found).len(), 5, "the line and its four colours");
}

#[tokio::test]
async fn files_of_products_nobody_asked_for_are_there() {
    let first = large().await;
    let mut codes = Vec::new();
    for sku in ["EB-12000", "JK-700-FGR-M", "DC-0008/B", "HP-3000-BLK"] {
        let product = first.get(&format!("products/{sku}")).await;
        for attribute in ["main_image", "manual"] {
            let code = &product["values"][attribute][0]["data"];
            codes.push(
                code.as_str()
                    .unwrap_or_else(|| panic!("{sku} {attribute}"))
                    .to_owned(),
            );
        }
    }
    let second = large().await;
    for code in codes {
        assert_eq!(second.get(&format!("media-files/{code}")).await["code"], code);
    }
    assert_eq!(
        second.error("media-files/a/b/c/d/abc_eb_0001_other.png").await.0,
        404
    );
}

#[tokio::test]
#[ignore = "a measurement: cargo nextest run -p akeneo_sim --run-ignored only"]
async fn pages_take_a_few_milliseconds() {
    let session = large().await;
    for (query, most) in [("", 60), ("&attributes=sku", 20)] {
        let mut path = format!("products-uuid?pagination_type=search_after&limit=100{query}");
        let mut bytes = 0;
        let start = Instant::now();
        for _ in 0..50 {
            let body = session.call(&path).send().await.unwrap().bytes().await.unwrap();
            bytes += body.len();
            // Somewhere else each time.
            path = format!(
                "products-uuid?pagination_type=search_after&limit=100{query}&search_after={:02x}",
                bytes % 256
            );
        }
        let per_page = start.elapsed() / 50;
        assert!(
            per_page < Duration::from_millis(most),
            "{per_page:?} for {} bytes",
            bytes / 50
        );
    }
}
