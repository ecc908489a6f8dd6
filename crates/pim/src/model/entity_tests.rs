//! Records, assets and their files.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn attribute(code: &str, more: Value) -> EntityAttribute {
    let mut attribute = object(more);
    attribute.insert("code".into(), json!(code));
    serde_json::from_value(attribute.into()).unwrap()
}

#[test]
fn records_name_themselves_in_both_ages() {
    let new = json!({ "code": "kartell", "values": {
        "label": [{ "locale": "en_US", "channel": null, "data": "Kartell" }, { "locale": "fr_FR", "data": " " }],
        "country": [{ "locale": null, "channel": "shop", "data": "it" }] } });
    let record = Record::from_wire(new).unwrap();
    assert_eq!(record.labels, Labels::from([("en_US".into(), "Kartell".into())]));
    let typed = record.typed(&[attribute("country", json!({ "type": "single_option" }))]);
    assert_eq!(
        typed.value("country", None, Some("shop")).unwrap().data,
        ValueData::Option("it".into())
    );
    assert!(typed.value("country", None, Some("print")).is_none());
    let old = json!({ "code": 7, "labels": { "en_US": "Seven" }, "values": [] });
    let record = Record::from_wire(old).unwrap();
    assert_eq!(
        (record.code.as_str(), record.labels["en_US"].as_str()),
        ("7", "Seven")
    );
    assert!(Record::from_wire(json!({ "values": {} })).is_none());
}

#[test]
fn assets_know_their_file_or_link() {
    let family: AssetFamily =
        serde_json::from_value(json!({ "code": "f", "attribute_as_main_media": "media" })).unwrap();
    let asset = Record::from_wire(json!({ "code": "a", "values": { "media": [
        { "locale": "de_DE", "channel": null, "data": "x/y.pdf" }, { "locale": "en_US", "data": "x/z.pdf" }] } }));
    let asset = asset.unwrap();
    let file = attribute("media", json!({ "type": "media_file", "media_type": "pdf" }));
    let code = |text: &str| Some(MainMedia::File { code: text.into() });
    assert_eq!(
        asset.main_media(&family, std::slice::from_ref(&file), Some("en_US"), None),
        code("x/z.pdf")
    );
    assert_eq!(
        asset.main_media(&family, &[file], Some("it_IT"), None),
        code("x/y.pdf")
    );
    let link = attribute(
        "media",
        json!({ "type": "media_link", "prefix": "https://cdn.example/", "suffix": null }),
    );
    let url = "https://cdn.example/x/y.pdf".to_owned();
    assert_eq!(
        asset.main_media(&family, &[link], None, None),
        Some(MainMedia::Link { url })
    );
}

#[test]
fn share_links_are_found() {
    let value = ScopedValue::from_wire(
        json!({ "data": ["a"], "attribute_type": "pim_catalog_asset_collection",
        "linked_data": { "a": { "share_links": [
            { "attribute": "media", "scope": null, "locale": "en_US", "_links": { "self": { "href": "https://x/y" } } },
            { "attribute": "broken" }] } } }),
    );
    assert_eq!(value.assets(), ["a"]);
    let links = value.share_links("a");
    assert_eq!((links.len(), links[0].href.as_str()), (1, "https://x/y"));
    assert!(value.share_links("b").is_empty());
}

proptest! {
    #[test]
    fn any_record_is_survived(item in tolerant::any_json(), values in tolerant::any_json()) {
        Record::from_wire(item);
        let record = Record::from_wire(json!({ "code": "c", "values": values, "labels": values })).unwrap();
        let text = serde_json::to_string(&record).unwrap();
        prop_assert!(serde_json::from_str::<Record>(&text).is_ok());
    }
}
