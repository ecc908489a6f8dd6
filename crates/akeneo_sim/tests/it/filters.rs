//! The `search`, `scope`, `locales` and `attributes` parameters.

use serde_json::{Value, json};

use crate::helpers::{Session, answer, items, session};

async fn count(session: &Session, search: Value) -> usize {
    let page = session.search("products-uuid?with_count=true", search).await;
    usize::try_from(page["items_count"].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn products_are_found_by_each_property() {
    let session = session().await;
    let uuid = items(&session.get("products-uuid?limit=1").await)[0]["uuid"].clone();
    let cases = [
        (json!({"uuid": [{"operator": "IN", "value": [uuid]}]}), 1),
        (json!({"sku": [{"operator": "=", "value": "EB-0001"}]}), 1),
        (
            json!({"sku": [{"operator": "IN", "value": ["EB-0001", "DC-0008/B", "none"]}]}),
            2,
        ),
        (json!({"sku": [{"operator": "CONTAINS", "value": "-000"}]}), 18),
        (json!({"sku": [{"operator": "STARTS WITH", "value": "hp-"}]}), 80),
        (
            json!({"family": [{"operator": "IN", "value": ["desk_chair", "headphones"]}]}),
            160,
        ),
        (
            json!({"family": [{"operator": "NOT IN", "value": ["desk_chair"]}]}),
            240,
        ),
        (json!({"family": [{"operator": "EMPTY"}]}), 0),
        (json!({"enabled": [{"operator": "=", "value": false}]}), 12),
        (json!({"parent": [{"operator": "=", "value": "hp_001"}]}), 4),
        (json!({"parent": [{"operator": "EMPTY"}]}), 160),
        (
            json!({"parent": [{"operator": "IN", "value": ["jk_001_fgr", "hp_002"]}]}),
            8,
        ),
        (
            json!({"categories": [{"operator": "IN", "value": ["jackets"]}]}),
            80,
        ),
        (
            json!({"categories": [{"operator": "IN CHILDREN", "value": ["mobility"]}]}),
            80,
        ),
        (json!({"colour": [{"operator": "IN", "value": ["ivory"]}]}), 20),
        (
            json!({"noise_cancelling": [{"operator": "=", "value": true}]}),
            64,
        ),
        (json!({"water_column": [{"operator": ">", "value": 10000}]}), 48),
        (
            json!({"completeness": [{"operator": "<", "value": 100, "scope": "ecommerce"}]}),
            36,
        ),
        (
            json!({"enabled": [{"operator": "=", "value": true}], "family": [{"operator": "IN", "value": ["desk_chair"]}]}),
            77,
        ),
    ];
    for (search, expected) in cases {
        assert_eq!(count(&session, search.clone()).await, expected, "{search}");
    }
}

#[tokio::test]
async fn changes_are_found_by_time() {
    let session = session().await;
    let later = json!({"updated": [{"operator": ">", "value": "2026-11-01 00:00:00"}]});
    assert_eq!(count(&session, later.clone()).await, 0);
    session
        .sim
        .set_value("EB-0001", "brand", None, None, json!("Other"));
    assert_eq!(count(&session, later.clone()).await, 1);
    session
        .sim
        .set_value("hp_001", "brand", None, None, json!("Other"));
    assert_eq!(count(&session, later).await, 5);
    let early = json!({"updated": [{"operator": "<", "value": "2026-09-02 00:00:00"}]});
    let between = json!({"updated": [{"operator": "BETWEEN", "value": ["2026-09-02 00:00:00", "2030-01-01 00:00:00"]}]});
    assert_eq!(count(&session, early).await + count(&session, between).await, 320);
}

#[tokio::test]
async fn texts_are_searched_in_their_locale() {
    let session = session().await;
    let search = json!({"name": [{"operator": "CONTAINS", "value": "bürostuhl"}]}).to_string();
    let call = |locale: &'static str| {
        session
            .call("products-uuid?with_count=true")
            .query(&[("search", search.as_str()), ("search_locale", locale)])
    };
    assert_eq!(answer(call("de_DE")).await.1["items_count"], 80);
    assert_eq!(answer(call("fr_FR")).await.1["items_count"], 0);
    let (status, body) = answer(
        session
            .call("products-uuid")
            .query(&[("search", search.as_str())]),
    )
    .await;
    assert_eq!(status, 422);
    assert_eq!(
        body["message"],
        "Attribute \"name\" expects a locale, none given."
    );
    let scoped = json!({"description": [{"operator": "NOT EMPTY", "locale": "de_DE", "scope": "print"}]});
    assert!(count(&session, scoped).await > 200);
}

#[tokio::test]
async fn long_searches_go_by_post() {
    let session = session().await;
    let url = format!("{}/api/rest/v1/products-uuid/search", session.sim.base_url());
    let search = json!({"sku": [{"operator": "=", "value": "EB-0001"}]}).to_string();
    let body = json!({"search": search, "attributes": "name", "locales": "de_DE", "with_count": true});
    let (status, page) = answer(session.client.post(url).bearer_auth(&session.token).json(&body)).await;
    assert_eq!((status.as_u16(), &page["items_count"]), (200, &json!(1)));
    let values = items(&page)[0]["values"].as_object().unwrap();
    assert_eq!(values.keys().collect::<Vec<_>>(), ["name"]);
    assert_eq!(values["name"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn scope_limits_products_and_values() {
    let session = session().await;
    let all = session
        .all("products-uuid?limit=100&pagination_type=search_after&scope=ecommerce")
        .await;
    assert_eq!(all.len(), 312, "products without a category are in no channel");
    let print = session
        .all("products-uuid?limit=100&pagination_type=search_after&scope=print")
        .await;
    assert!((100..110).contains(&print.len()));
    for entry in print
        .iter()
        .flat_map(|product| product["values"]["description"].as_array().into_iter().flatten())
    {
        assert_eq!(
            (&entry["scope"], &entry["locale"]),
            (&json!("print"), &json!("de_DE"))
        );
    }
    let french = session.get("products-uuid?locales=fr_FR&limit=1").await;
    let names = items(&french)[0]["values"]["name"].as_array().unwrap();
    assert_eq!((names.len(), &names[0]["locale"]), (1, &json!("fr_FR")));
}

#[tokio::test]
async fn wrong_parameters_have_akeneos_texts() {
    let session = session().await;
    let cases = [
        ("products-uuid?scope=x", 422, "Scope \"x\" does not exist."),
        (
            "products-uuid?locales=x",
            422,
            "Locale \"x\" does not exist or is not activated.",
        ),
        (
            "products-uuid?locales=es_ES",
            422,
            "Locale \"es_ES\" does not exist or is not activated.",
        ),
        (
            "products-uuid?scope=print&locales=en_US",
            422,
            "Locale \"en_US\" is not activated for the scope \"print\".",
        ),
        (
            "products-uuid?attributes=name,x",
            422,
            "Attribute \"x\" does not exist.",
        ),
        (
            "products-uuid?attributes=a,b",
            422,
            "Attributes \"a, b\" do not exist.",
        ),
        (
            "products-uuid?search=nope",
            400,
            "Search query parameter should be valid JSON.",
        ),
        (
            "families?search=[1]",
            400,
            "Search query parameter should be valid JSON.",
        ),
        (
            "products-uuid?search={\"x\":[{\"operator\":\"=\",\"value\":\"1\"}]}",
            422,
            "Filter on property \"x\" is not supported or does not support operator \"=\".",
        ),
    ];
    for (path, status, message) in cases {
        assert_eq!(session.error(path).await, (status, message.to_owned()));
    }
}

#[tokio::test]
async fn a_deleted_attribute_breaks_calls_that_name_it() {
    let session = session().await;
    session.get("products-uuid?attributes=name,brand").await;
    session.sim.delete_attribute("brand");
    let expected = (422, "Attribute \"brand\" does not exist.".to_owned());
    assert_eq!(
        session.error("products-uuid?attributes=name,brand").await,
        expected
    );
    assert_eq!(session.error("attributes/brand").await.0, 404);
    let family = session.get("families/headphones").await;
    assert!(!family["attributes"].as_array().unwrap().contains(&json!("brand")));
    assert!(
        session
            .all_products()
            .await
            .iter()
            .all(|product| product["values"].get("brand").is_none())
    );
}
