//! Changing one data element of an item with a key.

use super::dpp_write::{assert_code, key};
use crate::{support::Reply, units::Case};
use axum::{body::Body, http::Method};
use serde_json::{Value as Json, json};

const BASE: &str = "http://localhost:3000";

async fn send(case: &Case, method: Method, path: &str, key: &str, body: Json) -> Reply {
    let mut program = case.t.visitor();
    program.site = None;
    let headers = [("content-type", "application/json"), ("authorization", key)];
    program
        .send(method, path, &headers, Body::from(body.to_string()))
        .await
}

/// An item with a state of health, and where its elements are.
async fn item(case: &Case, key: &str) -> String {
    let body = json!({ "uniqueProductIdentifier": format!("{BASE}{}/21/7", case.model.path), "health": 100 });
    let made = send(case, Method::POST, "/api/dpp/v1/dpps", key, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let place = made.header("location").expect("the new address");
    format!(
        "{}/elements/",
        place.strip_prefix(BASE).expect("an address of this site")
    )
}

#[tokio::test]
async fn an_element_of_an_item_is_changed_and_taken_away() {
    let mut case = Case::begin().await;
    let key = key(&mut case.shop.owner, "units").await;
    let elements = item(&case, &key).await;
    let health = format!("{elements}$.health");
    let patch = async |path: &str, body: Json| send(&case, Method::PATCH, path, &key, body).await;
    let changed = patch(&health, json!(98.5)).await;
    changed.assert_status(200);
    let mut told: Json = changed.json();
    assert_eq!(told["value"], 98.5);
    let read: Json = case.t.visitor().get_with(&health, &[]).await.json();
    assert_eq!(told, read);
    // As it was read, with another value.
    told["value"] = json!(97);
    assert_eq!(patch(&health, told.clone()).await.json::<Json>()["value"], 97);
    told["unitText"] = json!("kg");
    let wrong = [told, json!("much"), json!([1]), json!({}), json!({ "value": [] })];
    for wrong in wrong {
        assert_code(&patch(&health, wrong).await, 400, "ClientErrorBadRequest");
    }
    for path in ["$..health", "$.chemistry", "$.name", "$.dppSchemaVersion", "$"] {
        let reply = patch(&format!("{elements}{path}"), json!("x")).await;
        assert_code(&reply, 400, "ClientErrorBadRequest");
    }
    let full = format!("{elements}$['health'].value?representation=full");
    let element: Json = patch(&full, json!({ "value": "96" })).await.json();
    assert_eq!(element["elementId"], "health");
    let again: Json = patch(&full, element.clone()).await.json();
    assert_eq!(again, element);
    let gone = patch(&health, Json::Null).await;
    assert_eq!((gone.status, gone.bytes.len()), (204, 0));
    case.t.visitor().get_with(&health, &[]).await.assert_status(404);
    // Five versions: made, 98.5, 97, 96, without.
    let record: Json = case
        .t
        .visitor()
        .get(&format!("{}/21/7.json", case.model.path))
        .await
        .json();
    assert_eq!(record["version"], 5);
}

#[tokio::test]
async fn no_element_is_changed_without_the_right_or_of_a_model() {
    let mut case = Case::begin().await;
    let units = key(&mut case.shop.owner, "units").await;
    let status = key(&mut case.shop.owner, "status").await;
    let elements = item(&case, &units).await;
    let health = format!("{elements}$.health");
    for (key, code, word) in [
        ("Bearer tk_x", 401, "ClientNotAuthorized"),
        (status.as_str(), 403, "ClientForbidden"),
    ] {
        let reply = send(&case, Method::PATCH, &health, key, json!(1)).await;
        assert_code(&reply, code, word);
    }
    let model = format!("/api/dpp/v1/dpps/{}/elements/$.weight", case.model.id);
    let reply = send(&case, Method::PATCH, &model, &units, json!(1)).await;
    assert_code(&reply, 400, "ClientErrorBadRequest");
    let read: Json = case.t.visitor().get_with(&health, &[]).await.json();
    assert_eq!(read["value"], 100);
}
