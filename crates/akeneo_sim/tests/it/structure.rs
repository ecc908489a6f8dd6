//! Channels, locales, families, attributes and the rest of the structure.

use std::collections::BTreeSet;

use serde_json::json;

use crate::helpers::{items, session};

#[tokio::test]
async fn lists_have_what_a_reader_needs() {
    let session = session().await;
    for (path, count) in [
        ("channels", 2),
        ("locales", 4),
        ("currencies", 3),
        ("families", 4),
        ("families/outdoor_jacket/variants", 1),
        ("attributes?limit=50", 47),
        ("attributes/colour/options?limit=3", 8),
        ("attribute-groups", 9),
        ("categories", 11),
        ("association-types", 4),
        ("product-models", 45),
    ] {
        assert_eq!(session.all(path).await.len(), count, "{path}");
    }
    let measurements = session.get("measurement-families").await;
    assert_eq!(measurements.as_array().unwrap().len(), 5, "a plain array");
}

#[tokio::test]
async fn structure_can_be_searched() {
    let session = session().await;
    let enabled = json!({"enabled": [{"operator": "=", "value": true}]});
    assert_eq!(items(&session.search("locales", enabled).await).len(), 3);
    let codes = json!({"code": [{"operator": "IN", "value": ["name", "gtin", "none"]}]});
    assert_eq!(items(&session.search("attributes", codes).await).len(), 2);
    let types = json!({"type": [{"operator": "IN", "value": ["pim_catalog_table", "acme_custom_widget"]}]});
    assert_eq!(items(&session.search("attributes", types).await).len(), 3);
    let roots = json!({"is_root": [{"operator": "=", "value": true}]});
    assert_eq!(items(&session.search("categories", roots).await).len(), 2);
    let below = json!({"parent": [{"operator": "=", "value": "master"}]});
    assert_eq!(items(&session.search("categories", below).await).len(), 4);
}

#[tokio::test]
async fn single_resources_and_their_absence() {
    let session = session().await;
    for path in [
        "channels/print",
        "locales/de_DE",
        "families/desk_chair",
        "families/headphones/variants/headphones_by_colour",
        "attributes/name",
        "attributes/size/options/xl",
        "attribute-groups/technical",
        "categories/jackets",
        "product-models/jk_001_fgr",
        "reference-entities/supplier/records/ampelo_energy",
        "asset-families/product_documents/assets/headphones_repair_guide",
    ] {
        let code = path.rsplit('/').next().unwrap();
        assert_eq!(session.get(path).await["code"], code);
    }
    for (path, message) in [
        ("categories/x", "Category 'x' does not exist."),
        ("families/x", "Family 'x' does not exist."),
        (
            "products-uuid/x",
            "Product \"x\" does not exist or you do not have permission to access it.",
        ),
        ("nonsense", "No route found for \"GET /api/rest/v1/nonsense\""),
    ] {
        assert_eq!(session.error(path).await, (404, message.to_owned()));
    }
}

#[tokio::test]
async fn families_name_only_attributes_that_exist_and_together_all_of_them() {
    let session = session().await;
    let known: BTreeSet<String> = session
        .all("attributes?limit=100")
        .await
        .iter()
        .map(|one| one["code"].to_string())
        .collect();
    let families = session.all("families").await;
    let used: BTreeSet<String> = families
        .iter()
        .flat_map(|family| family["attributes"].as_array().unwrap())
        .map(ToString::to_string)
        .collect();
    assert_eq!(used, known);
}

#[tokio::test]
async fn tables_show_their_options_on_demand() {
    let session = session().await;
    let plain = session.get("attributes/composition").await;
    assert!(plain["table_configuration"][0].get("options").is_none());
    let full = session
        .get("attributes/composition?with_table_select_options=true")
        .await;
    assert_eq!(
        full["table_configuration"][0]["options"][0]["labels"]["de_DE"],
        "Zellen"
    );
}

#[tokio::test]
async fn records_say_channel_and_have_plain_attributes() {
    let session = session().await;
    let records = session
        .all("reference-entities/facility/records?locales=de_DE")
        .await;
    let labels = records[0]["values"]["label"].as_array().unwrap();
    assert_eq!(
        labels,
        &[json!({"locale": "de_DE", "channel": null, "data": "Audiowerk Brünn"})]
    );
    assert!(
        session
            .get("reference-entities/facility/attributes")
            .await
            .is_array()
    );
    assert!(
        session
            .get("reference-entities/supplier/attributes/country/options")
            .await
            .is_array()
    );
    assert!(
        session
            .get("asset-families/product_documents/attributes")
            .await
            .is_array()
    );
}
