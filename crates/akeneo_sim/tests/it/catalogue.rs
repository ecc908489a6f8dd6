//! What is in the catalogue.

use std::collections::BTreeSet;

use akeneo_sim::SimConfig;
use serde_json::{Value, json};

use crate::helpers::{session, session_with};

fn datum<'a>(product: &'a Value, attribute: &str) -> &'a Value {
    &product["values"][attribute][0]["data"]
}

fn is_valid_gtin(gtin: &str) -> bool {
    let sum: u32 = gtin
        .chars()
        .rev()
        .enumerate()
        .map(|(place, digit)| digit.to_digit(10).unwrap() * if place.is_multiple_of(2) { 1 } else { 3 })
        .sum();
    gtin.len() == 13 && gtin.starts_with("952") && sum.is_multiple_of(10)
}

#[tokio::test]
async fn gtins_are_valid_but_for_the_intended_ones() {
    let session = session().await;
    let products = session.all_products().await;
    let gtins: Vec<&str> = products
        .iter()
        .filter_map(|product| datum(product, "gtin").as_str())
        .collect();
    assert_eq!(products.len() - gtins.len(), 36, "about every ninth has none");
    assert_eq!(
        gtins.iter().collect::<BTreeSet<_>>().len(),
        gtins.len(),
        "all differ"
    );
    let wrong: Vec<_> = gtins.iter().filter(|gtin| !is_valid_gtin(gtin)).collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}

#[tokio::test]
async fn every_attribute_type_occurs_in_values() {
    let session = session().await;
    let mut kinds = BTreeSet::new();
    for product in session.all_products().await {
        for entries in product["values"].as_object().unwrap().values() {
            kinds.extend(
                entries
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|entry| entry["attribute_type"].as_str().unwrap().to_owned()),
            );
        }
    }
    let declared: BTreeSet<String> = session
        .all("attributes?limit=100")
        .await
        .iter()
        .map(|one| one["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, declared);
    assert_eq!(kinds.len(), 20);
}

#[tokio::test]
async fn values_have_their_documented_shapes() {
    let session = session().await;
    let battery = session.get("products/EB-0001?with_attribute_options=true").await;
    assert_eq!(
        datum(&battery, "capacity"),
        &json!({"amount": "0.4180", "unit": "KILOWATTHOUR", "symbol": "kWh"})
    );
    assert_eq!(datum(&battery, "voltage")["amount"], 36);
    assert_eq!(datum(&battery, "charge_cycles"), &json!(2000));
    assert_eq!(datum(&battery, "recycled_content"), &json!("28.5000"));
    assert_eq!(
        datum(&battery, "release_date"),
        &json!("2026-01-15T00:00:00+00:00")
    );
    assert_eq!(datum(&battery, "price")[0]["currency"], "EUR");
    assert_eq!(datum(&battery, "composition")[0]["component"], "cells");
    assert!(
        datum(&battery, "composition")[5].get("origin").is_none(),
        "an empty cell is missing"
    );
    assert_eq!(
        battery["values"]["country_of_origin"][0]["linked_data"]["labels"]["fr_FR"],
        "Allemagne"
    );
    assert_eq!(
        battery["values"]["materials"][0]["linked_data"]["copper"]["labels"]["de_DE"],
        "Kupfer"
    );
    assert_eq!(
        battery["associations"],
        json!([]),
        "PHP writes an empty map as a list"
    );
    let chair = session.get("products/DC-0002").await;
    assert_eq!(datum(&chair, "recommended_accessory")["type"], "product");
    let share = "/values/documents/0/linked_data/ebike_battery_declaration/share_links/0/_links/self/href";
    let href = battery.pointer(share).and_then(Value::as_str).unwrap();
    let file = session.client.get(href).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "application/pdf");
}

#[tokio::test]
async fn variants_inherit_from_both_levels() {
    let session = session().await;
    let jacket = session.get("products/JK-001-FGR-M").await;
    assert_eq!(
        (&jacket["parent"], &jacket["root_parent"]),
        (&json!("jk_001_fgr"), &json!("jk_001"))
    );
    assert_eq!(datum(&jacket, "brand"), "Fjellmark");
    assert_eq!(datum(&jacket, "colour"), "forest_green");
    assert_eq!(datum(&jacket, "size"), "m");
    session
        .sim
        .set_value("jk_001", "brand", None, None, json!("Terne"));
    assert_eq!(
        datum(&session.get("products/JK-001-FGR-M").await, "brand"),
        "Terne"
    );
    session
        .sim
        .set_value("JK-001-FGR-M", "brand", None, None, json!("Own"));
    assert_eq!(datum(&session.get("products/JK-001-FGR-M").await, "brand"), "Own");
    session
        .sim
        .set_value("JK-001-FGR-M", "brand", None, None, Value::Null);
    assert_eq!(
        datum(&session.get("products/JK-001-FGR-M").await, "brand"),
        "Terne"
    );
}

#[tokio::test]
async fn two_descriptions_are_hostile() {
    let session = session().await;
    let products = session.all_products().await;
    let hostile: BTreeSet<&str> = products
        .iter()
        .filter(|product| product["values"]["description"].to_string().contains("<script>"))
        .map(|product| datum(product, "sku").as_str().unwrap())
        .collect();
    assert_eq!(hostile, BTreeSet::from(["DC-0006", "EB-0004"]));
}

#[tokio::test]
async fn an_identifier_may_have_a_slash() {
    let session = session().await;
    assert_eq!(session.get("products/DC-0008/B").await["identifier"], "DC-0008/B");
}

#[tokio::test]
async fn the_catalogue_is_the_same_every_time_and_can_be_larger() {
    let small = session().await.all_products().await;
    let large = session_with(SimConfig {
        products: 500,
        ..SimConfig::default()
    })
    .await
    .all_products()
    .await;
    assert_eq!((small.len(), large.len()), (320, 500));
    let links = |product: &Value| {
        let mut product = product.clone();
        product.as_object_mut().unwrap().remove("_links");
        for image in ["main_image", "gallery_2", "manual"] {
            product["values"].as_object_mut().unwrap().remove(image);
        }
        product
    };
    let large: Vec<Value> = large.iter().map(links).collect();
    assert!(small.iter().map(links).all(|product| large.contains(&product)));
}
