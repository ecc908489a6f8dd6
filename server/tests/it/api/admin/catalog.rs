//! `/api/admin/catalog`

use crate::support::{TestApp, shop};
use chrono::Duration;
use domain::catalog::{CatalogView, FamilyAttributes, ProductPage};
use serde_json::json;

#[tokio::test]
async fn channels_families_and_attributes_come_from_the_pim() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let c = shop.connection;
    let catalog: CatalogView = shop
        .owner
        .call("catalog/get", json!({ "connection": c }))
        .await
        .json();
    let families: Vec<&str> = catalog.families.iter().map(|f| f.code.as_str()).collect();
    for family in ["ebike_battery", "outdoor_jacket", "desk_chair", "headphones"] {
        assert!(families.contains(&family), "{families:?}");
    }
    assert_eq!(catalog.channels.len(), 2);
    let arguments = json!({ "connection": c, "family": "ebike_battery" });
    let family: FamilyAttributes = shop
        .owner
        .call("catalog/family-attributes", arguments)
        .await
        .json();
    assert!(family.attributes.len() > 10);
    let unknown = json!({ "connection": c, "family": "nope" });
    let error = shop
        .owner
        .call("catalog/family-attributes", unknown)
        .await
        .error();
    assert!(error.at("family").is_some(), "{error:?}");
}

#[tokio::test]
async fn all_products_are_reached_page_by_page_each_once() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let cmd = json!({ "connection": null, "search": "", "family": null, "cursor": cursor });
        let page: ProductPage = shop
            .owner
            .call("catalog/products", json!({ "cmd": cmd }))
            .await
            .json();
        seen.extend(page.items.into_iter().map(|p| p.key));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert!(
        seen.len() >= 300 && distinct.len() == seen.len(),
        "{} {}",
        seen.len(),
        distinct.len()
    );
}

#[tokio::test]
async fn a_product_is_found_by_a_part_of_its_identifier() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let wanted = shop.products("headphones").await.remove(0);
    let cmd = json!({ "connection": null, "search": wanted.identifier, "family": null, "cursor": null });
    let page: ProductPage = shop
        .owner
        .call("catalog/products", json!({ "cmd": cmd }))
        .await
        .json();
    assert!(page.items.iter().any(|p| p.key == wanted.key));
}

#[tokio::test]
async fn values_are_cached_for_the_brand_s_time_and_forgotten_on_request() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let c = json!({ "connection": shop.connection });
    shop.owner.call("catalog/get", &c).await.assert_status(200);
    shop.sim.clear_requests();
    shop.owner.call("catalog/get", &c).await.assert_status(200);
    assert!(shop.sim.requests().is_empty(), "answered from the cache");
    shop.owner
        .call("connections/clear-cache", json!({ "id": shop.connection }))
        .await
        .assert_status(200);
    shop.owner.call("catalog/get", &c).await.assert_status(200);
    assert!(!shop.sim.requests().is_empty(), "asked again after clearing");
    t.advance(Duration::minutes(61));
    shop.owner
        .sign_in("ada@example.com", crate::support::PASSWORD)
        .await;
    shop.sim.clear_requests();
    shop.owner.call("catalog/get", &c).await.assert_status(200);
    assert!(!shop.sim.requests().is_empty(), "asked again after an hour");
}

#[tokio::test]
async fn a_pim_that_is_down_is_said_to_be_down() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    shop.sim.shutdown().await;
    let reply = shop
        .owner
        .call("catalog/get", json!({ "connection": shop.connection }))
        .await;
    assert_eq!(reply.status, 503, "{}", reply.text());
    shop.owner
        .call("connections/list", json!({}))
        .await
        .assert_status(200);
}
