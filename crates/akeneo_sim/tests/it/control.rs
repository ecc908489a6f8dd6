//! Changing the catalogue while it is being read.

use akeneo_sim::Faults;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::helpers::{Session, answer, items, session};

async fn post(session: &Session, path: &str, body: Value) -> (StatusCode, Value) {
    let url = format!("{}/_sim/{path}", session.sim.base_url());
    answer(session.client.post(url).json(&body)).await
}

async fn updated(session: &Session, identifier: &str) -> Value {
    session.get(&format!("products/{identifier}")).await["updated"].clone()
}

#[tokio::test]
async fn values_change_and_time_moves_on() {
    let session = session().await;
    let before = updated(&session, "EB-0001").await;
    let value = json!({"identifier": "EB-0001", "attribute": "brand", "data": "Other"});
    assert_eq!(post(&session, "values", value.clone()).await.0, 200);
    let product = session.get("products/EB-0001").await;
    assert_eq!(product["values"]["brand"][0]["data"], "Other");
    assert!(product["updated"].as_str() > before.as_str());
    for (body, status) in [
        (
            json!({"identifier": "none", "attribute": "brand", "data": 1}),
            404,
        ),
        (
            json!({"identifier": "EB-0001", "attribute": "none", "data": 1}),
            404,
        ),
        (json!({"identifier": "EB-0001", "typo": 1}), 400),
    ] {
        assert_eq!(post(&session, "values", body).await.0, status);
    }
}

#[tokio::test]
async fn products_are_disabled_and_deleted() {
    let session = session().await;
    let off = json!({"identifier": "EB-0002", "enabled": false});
    assert_eq!(post(&session, "enabled", off).await.0, 200);
    assert_eq!(session.get("products/EB-0002").await["enabled"], false);
    assert_eq!(
        post(&session, "delete-product", json!({"identifier": "EB-0003"}))
            .await
            .0,
        200
    );
    assert_eq!(
        post(&session, "delete-product", json!({"identifier": "EB-0003"}))
            .await
            .0,
        404
    );
    assert_eq!(session.error("products/EB-0003").await.0, 404);
    assert_eq!(session.all_products().await.len(), 319);
    assert_eq!(
        post(&session, "delete-attribute", json!({"code": "gtin"}))
            .await
            .0,
        200
    );
    assert_eq!(session.error("products?attributes=gtin").await.0, 422);
}

#[tokio::test]
async fn the_catalogue_can_be_made_larger_while_it_runs() {
    let session = session().await;
    assert_eq!(post(&session, "products", json!({"count": 299})).await.0, 400);
    assert_eq!(
        post(&session, "products", json!({"count": 1_000})).await.1,
        json!({"count": 1_000})
    );
    assert_eq!(session.sim.product_count(), 1_000);
    let page = session.get("products-uuid?with_count=true").await;
    assert_eq!(page["items_count"], 1_000);
    let url = format!("{}/_sim/requests", session.sim.base_url());
    let counts = answer(session.client.get(&url)).await.1;
    assert_eq!(counts["calls"]["GET /api/rest/v1/products-uuid"], 1);
    answer(session.client.delete(&url)).await;
    assert_eq!(answer(session.client.get(&url)).await.1["total"], 0);
}

#[tokio::test]
async fn a_server_elsewhere_thinks_in_its_own_time() {
    let session = session().await;
    let updated = session.get("products/EB-0001").await["updated"].clone();
    assert_eq!(updated, "2026-09-01T00:00:00+00:00");
    session.sim.faults().time_zone_minutes = 120;
    let local = session.get("products/EB-0001").await["updated"].clone();
    assert_eq!(local, "2026-09-01T02:00:00+02:00");
    for (value, found) in [("2026-09-01 01:59:59", 1), ("2026-09-01 02:00:00", 0)] {
        let search = json!({"sku": [{"operator": "=", "value": "EB-0001"}],
            "updated": [{"operator": ">", "value": value}]});
        assert_eq!(
            items(&session.search("products-uuid", search).await).len(),
            found,
            "{value}"
        );
    }
}

#[tokio::test]
async fn shapes_can_be_switched() {
    let session = session().await;
    *session.sim.faults() = Faults {
        underscore_items: true,
        numbers_as_strings: true,
        no_attribute_options: true,
        community_edition: true,
        ..Faults::default()
    };
    let page = session.get("products-uuid?with_attribute_options=true").await;
    assert_eq!(page["current_page"], "1");
    let product = &page["_embedded"]["_items"][0];
    assert!(product["values"]["colour"][0].get("linked_data").is_none());
    assert!(product["values"]["warranty_years"][0]["data"].is_string());
    assert_eq!(
        session.call("reference-entities").send().await.unwrap().status(),
        404
    );
    *session.sim.faults() = Faults {
        error_in_body: true,
        ..Faults::default()
    };
    assert!(session.get("products-uuid").await["error"].is_string());
    *session.sim.faults() = Faults {
        fail_every: 3,
        ..Faults::default()
    };
    let mut failed = 0;
    for _ in 0..9 {
        failed += u32::from(session.call("channels").send().await.unwrap().status() == 503);
    }
    assert_eq!(failed, 3);
}
