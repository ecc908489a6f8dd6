//! Products from both endpoints, PHP's shapes, and any JSON at all.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::MeasurementUnit;
use crate::tolerant::any_json;

fn family() -> Family {
    serde_json::from_value(json!({ "code": "chair", "attribute_as_label": "name" })).unwrap()
}

fn by_uuid() -> Value {
    json!({ "uuid": "25566245-55c3-42ce-86d9-8610ac459fa8", "enabled": true, "family": "chair",
        "categories": ["chairs"], "groups": [], "parent": null, "root_parent": null,
        "updated": "2026-10-01T12:00:00+00:00", "associations": [], "quantified_associations": [],
        "completenesses": [{ "scope": "shop", "locale": "en_US", "data": 80 }],
        "values": {
            "sku": [{ "locale": null, "scope": null, "data": "CH-1" }],
            "name": [{ "locale": "en_US", "scope": null, "data": "Desk chair" },
                     { "locale": "fr_FR", "scope": null, "data": "Chaise" }],
            "weight": [{ "locale": null, "scope": "shop", "data": { "amount": "7.50", "unit": "KILOGRAM" } }] } })
}

fn attribute(code: &str, kind: &str) -> Attribute {
    serde_json::from_value(json!({ "code": code, "type": kind })).unwrap()
}

#[test]
fn a_product_by_uuid_finds_its_identifier_among_the_values() {
    let product = Product::from_wire(by_uuid(), Some("sku")).unwrap();
    assert_eq!(product.identifier.as_deref(), Some("CH-1"));
    assert_eq!(product.label(&family(), "fr_FR", None), Some("Chaise"));
    assert_eq!(product.label(&family(), "de_DE", None), None);
    assert_eq!(product.completenesses[0].data, 80);
    assert!(product.value("weight", None, Some("print")).is_none());
}

#[test]
fn definitions_give_old_pims_their_types() {
    let product = Product::from_wire(by_uuid(), None).unwrap();
    assert!(matches!(product.values["weight"][0].data, ValueData::Raw(_)));
    let units = BTreeMap::from([(
        "KILOGRAM".to_owned(),
        MeasurementUnit {
            symbol: Some("kg".to_owned()),
            ..MeasurementUnit::default()
        },
    )]);
    let weights = MeasurementFamily {
        code: "Weight".into(),
        labels: BTreeMap::new(),
        standard_unit_code: None,
        units,
    };
    let product = product
        .typed(&[attribute("weight", "pim_catalog_metric")])
        .with_symbols(&[weights]);
    assert_eq!(
        product.values["weight"][0].data,
        ValueData::Metric {
            amount: "7.50".into(),
            unit: "KILOGRAM".into(),
            symbol: Some("kg".into())
        }
    );
}

#[test]
fn an_empty_product_of_php_is_a_product() {
    let product =
        Product::from_wire(json!({ "identifier": 12, "values": [], "categories": [] }), None).unwrap();
    assert_eq!(product.key(), ProductKey::Identifier("12".into()));
    assert!(product.values.is_empty() && product.enabled);
    let product = Product::from_wire(json!({ "identifier": "a", "values": [] }), Some("sku")).unwrap();
    assert_eq!(product.values["sku"][0].data, ValueData::Text("a".into()));
    assert_eq!(Product::from_wire(json!({ "values": [] }), None), None);
}

proptest! {
    #[test]
    fn any_json_is_survived(item in any_json(), values in any_json()) {
        Product::from_wire(item, Some("sku"));
        let product = Product::from_wire(json!({ "uuid": "u", "values": values }), Some("sku"));
        let typed = product.unwrap().typed(&[attribute("sku", "pim_catalog_metric")]);
        let text = serde_json::to_string(&typed).unwrap();
        prop_assert!(serde_json::from_str::<Product>(&text).is_ok());
    }
}
