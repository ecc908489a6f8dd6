//! Channels, locales, families, attributes, options, groups and units.

use pim::{AttributeType, Connector};

use crate::support::Bench;

#[tokio::test]
async fn the_whole_structure_is_read() {
    let bench = Bench::start().await;
    let channels = bench.akeneo.channels().await.unwrap();
    assert_eq!(
        channels
            .iter()
            .map(|channel| channel.code.as_str())
            .collect::<Vec<_>>(),
        ["ecommerce", "print"]
    );
    assert_eq!(channels[0].locales, ["de_DE", "en_US", "fr_FR"]);
    let locales = bench.akeneo.locales().await.unwrap();
    assert_eq!(
        locales
            .iter()
            .map(|locale| locale.code.as_str())
            .collect::<Vec<_>>(),
        ["de_DE", "en_US", "fr_FR"]
    );
    let families = bench.akeneo.families().await.unwrap();
    assert_eq!(families.len(), 4);
    assert!(
        families
            .iter()
            .all(|family| family.attribute_as_label.as_deref() == Some("name"))
    );
    let groups = bench.akeneo.attribute_groups().await.unwrap();
    assert!(
        groups
            .iter()
            .any(|group| group.code == "sustainability" && !group.attributes.is_empty())
    );
    let units = bench.akeneo.measurement_families().await.unwrap();
    let weight = units.iter().find(|family| family.code == "Weight").unwrap();
    assert_eq!(weight.units["KILOGRAM"].symbol.as_deref(), Some("kg"));
}

#[tokio::test]
async fn attributes_come_a_hundred_per_request_with_every_type() {
    let bench = Bench::start().await;
    let families = bench.akeneo.families().await.unwrap();
    let codes: Vec<String> = families
        .iter()
        .flat_map(|family| family.attributes.clone())
        .collect();
    let attributes = bench.akeneo.attributes(&codes).await.unwrap();
    assert_eq!(bench.calls("/attributes"), 1, "about fifty distinct codes");
    let table = attributes
        .iter()
        .find(|attribute| attribute.attribute_type == AttributeType::Table)
        .unwrap();
    assert!(!table.table_configuration.is_empty());
    assert!(
        table
            .table_configuration
            .iter()
            .any(|column| !column.options.is_empty())
    );
    let custom = attributes
        .iter()
        .find(|attribute| attribute.code == "acme_passport_badge")
        .unwrap();
    assert!(matches!(custom.attribute_type, AttributeType::Other(_)));
    let unknown = bench
        .akeneo
        .attributes(&["no_such_attribute".to_owned()])
        .await
        .unwrap();
    assert!(unknown.is_empty());
    let many: Vec<String> = (0..250).map(|index| format!("unknown_{index}")).collect();
    bench.sim.clear_requests();
    bench.akeneo.attributes(&many).await.unwrap();
    assert_eq!(bench.calls("/attributes"), 3);
}

#[tokio::test]
async fn options_have_labels() {
    let bench = Bench::start().await;
    let options = bench.akeneo.options("colour").await.unwrap();
    assert!(options.iter().any(|option| option.labels.contains_key("fr_FR")));
    let missing = bench.akeneo.options("no_such_attribute").await.unwrap_err();
    assert_eq!(missing.code(), "not_found");
}
