//! What needs a label, and where labels go.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::tolerant::any_json;

fn attribute(code: &str, kind: &str, reference: Option<&str>) -> Attribute {
    serde_json::from_value(json!({ "code": code, "type": kind, "reference_data_name": reference })).unwrap()
}

fn attributes() -> Vec<Attribute> {
    let columns = json!([
        { "code": "part", "data_type": "select" },
        { "code": "maker", "data_type": "reference_entity", "reference_entity_identifier": "supplier" },
        { "code": "fits", "data_type": "product_link" }]);
    let table = json!({ "code": "parts", "type": "pim_catalog_table", "table_configuration": columns });
    vec![
        attribute("colour", "pim_catalog_simpleselect", None),
        attribute("materials", "pim_catalog_multiselect", None),
        attribute("supplier", "akeneo_reference_entity", Some("supplier")),
        attribute("documents", "pim_catalog_asset_collection", Some("papers")),
        attribute("surface", "pim_reference_data_simpleselect", Some("surfaces")),
        attribute("goes_with", "pim_catalog_product_link", None),
        serde_json::from_value(table).unwrap(),
    ]
}

fn product() -> Product {
    let uuid = "25566245-55c3-42ce-86d9-8610ac459fa8";
    let values = json!({
        "colour": [{ "data": "red", "linked_data": { "attribute": "colour", "code": "red", "labels": [] } }],
        "materials": [{ "data": ["wool", "linen"] }],
        "supplier": [{ "data": "acme" }],
        "documents": [{ "data": ["manual"] }],
        "surface": [{ "data": "matt" }],
        "goes_with": [{ "data": { "type": "product", "id": uuid } }],
        "parts": [{ "data": [
            { "part": "lock", "maker": "bolt", "fits": { "type": "product_model", "identifier": "m-1" } }, []] }],
    });
    let product = json!({ "uuid": "u", "values": values });
    Product::from_wire(product, None).unwrap().typed(&attributes())
}

fn codes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn labels(text: &str) -> Labels {
    Labels::from([("en_US".to_owned(), text.to_owned())])
}

#[test]
fn everything_without_a_label_is_needed() {
    let needs = Needs::of([&product()], &attributes());
    let materials = ("materials".to_owned(), codes(&["linen", "wool"]));
    assert_eq!(
        needs.options,
        BTreeMap::from([materials]),
        "the colour came with its (missing) labels"
    );
    assert_eq!(needs.records["supplier"], codes(&["acme", "bolt"]));
    assert_eq!(needs.assets["papers"], codes(&["manual"]));
    let uuid = "25566245-55c3-42ce-86d9-8610ac459fa8".to_owned();
    assert_eq!(needs.products, BTreeSet::from([ProductKey::Uuid(uuid)]));
    assert_eq!(needs.models, codes(&["m-1"]));
}

#[test]
fn labels_go_beside_the_values() {
    let mut book = LabelBook::default();
    let by_code = |code: &str, text: &str| BTreeMap::from([(code.to_owned(), labels(text))]);
    book.options.insert("materials".into(), by_code("wool", "Wool"));
    book.records
        .insert("supplier".into(), by_code("acme", "Acme Ltd"));
    book.assets.insert("papers".into(), by_code("manual", "Manual"));
    book.products = by_code("25566245-55c3-42ce-86d9-8610ac459fa8", "Desk");
    book.models = by_code("m-1", "Chairs");
    let named = book.name_values(product(), &attributes());
    let label = |attribute: &str, code: &str| named.values[attribute][0].label_of(code, "en_US");
    assert_eq!(label("materials", "wool"), Some("Wool"));
    assert_eq!(label("materials", "linen"), None);
    assert_eq!(label("supplier", "acme"), Some("Acme Ltd"));
    assert_eq!(label("documents", "manual"), Some("Manual"));
    assert_eq!(
        label("goes_with", "25566245-55c3-42ce-86d9-8610ac459fa8"),
        Some("Desk")
    );
    assert_eq!(label("parts", "m-1"), Some("Chairs"));
    let table = book.name_columns(attributes().remove(6));
    assert_eq!(table.table_configuration[1].options[0].code, "acme");
    assert!(table.table_configuration[0].options.is_empty());
}

#[test]
fn needs_are_met_once() {
    let mut book = LabelBook::default();
    for code in ["acme", "bolt"] {
        let records = book.records.entry("supplier".into()).or_default();
        records.insert(code.into(), labels(code));
    }
    let named = book.name_values(product(), &attributes());
    assert!(Needs::of([&named], &attributes()[2..3]).is_empty());
}

#[test]
fn codes_become_readable_where_they_are_plain() {
    assert_eq!(readable("cobalt_compounds"), "Cobalt compounds");
    assert_eq!(readable("lead"), "Lead");
    for own in ["RoHS", "1_phase", "Déjà", "", "a b"] {
        assert_eq!(readable(own), own);
    }
}

proptest! {
    #[test]
    fn any_values_are_survived(values in any_json(), configuration in any_json()) {
        let table = json!({ "code": "data", "type": "pim_catalog_table", "table_configuration": configuration });
        let attributes = vec![
            serde_json::from_value(table).unwrap(),
            attribute("values", "akeneo_reference_entity", Some("x")),
            attribute("items", "pim_catalog_product_link", None),
        ];
        let product = Product::from_wire(json!({ "uuid": "u", "values": values }), None).unwrap().typed(&attributes);
        Needs::of([&product], &attributes);
        let _ = LabelBook::default().name_values(product, &attributes);
    }
}
