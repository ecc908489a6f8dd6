//! Every value type of contracts.md 1.3.3, and any JSON at all.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::tolerant::any_json;

fn read(code: &str, raw: Value) -> ValueData {
    interpret(&AttributeType::parse(code), &raw)
}

fn text(value: &str) -> String {
    value.to_owned()
}

#[test]
fn scalars_keep_every_digit() {
    assert_eq!(read("pim_catalog_text", json!("a")), ValueData::Text(text("a")));
    assert_eq!(
        read("pim_catalog_textarea", json!("<p>a</p>")),
        ValueData::Text(text("<p>a</p>"))
    );
    assert_eq!(
        read("pim_catalog_boolean", json!(false)),
        ValueData::Boolean(false)
    );
    assert_eq!(
        read("pim_catalog_number", json!("12.5000")),
        ValueData::Number(text("12.5000"))
    );
    assert_eq!(
        read("pim_catalog_number", json!(89)),
        ValueData::Number(text("89"))
    );
    assert_eq!(
        read("pim_catalog_number", json!(1.5e-7)),
        ValueData::Number(text("0.00000015"))
    );
    assert_eq!(
        read("pim_catalog_number", json!(1e21)),
        ValueData::Number(text("1000000000000000000000"))
    );
    let long = "123456789012345678901234567890.000000000000000001";
    assert_eq!(
        read("pim_catalog_number", json!(long)),
        ValueData::Number(text(long))
    );
    let day = "2026-11-21T00:00:00+02:00";
    assert_eq!(read("pim_catalog_date", json!(day)), ValueData::Date(text(day)));
    assert_eq!(read("pim_catalog_text", Value::Null), ValueData::Empty);
}

#[test]
fn measurements_and_prices() {
    let metric = |amount: &str, symbol: Option<&str>| ValueData::Metric {
        amount: text(amount),
        unit: text("CENTIMETER"),
        symbol: symbol.map(text),
    };
    assert_eq!(
        read(
            "pim_catalog_metric",
            json!({ "amount": "25.4500", "unit": "CENTIMETER", "symbol": "cm" })
        ),
        metric("25.4500", Some("cm"))
    );
    assert_eq!(
        read(
            "pim_catalog_metric",
            json!({ "amount": 10, "unit": "CENTIMETER" })
        ),
        metric("10", None)
    );
    assert_eq!(
        read(
            "pim_catalog_price",
            json!([{ "amount": "15.50", "currency": "EUR" }, { "amount": 200, "currency": "USD" },
                   { "amount": null, "currency": "GBP" }])
        ),
        ValueData::Prices(vec![
            Price {
                amount: Some(text("15.50")),
                currency: text("EUR")
            },
            Price {
                amount: Some(text("200")),
                currency: text("USD")
            },
            Price {
                amount: None,
                currency: text("GBP")
            },
        ])
    );
}

#[test]
fn references_media_and_links() {
    assert_eq!(
        read("pim_catalog_simpleselect", json!("red")),
        ValueData::Option(text("red"))
    );
    assert_eq!(
        read("pim_catalog_multiselect", json!(["a", 7])),
        ValueData::Options(vec![text("a"), text("7")])
    );
    assert_eq!(
        read("akeneo_reference_entity", json!("starck")),
        ValueData::Option(text("starck"))
    );
    assert_eq!(
        read("pim_catalog_asset_collection", json!(["a"])),
        ValueData::AssetCollection(vec![text("a")])
    );
    assert_eq!(
        read("pim_catalog_image", json!("f/2/x.jpg")),
        ValueData::Media {
            code: text("f/2/x.jpg")
        }
    );
    assert_eq!(
        read(
            "pim_catalog_product_link",
            json!({ "type": "product", "id": "5d1e" })
        ),
        ValueData::ProductLink {
            target: text("product"),
            id: text("5d1e")
        }
    );
}

#[test]
fn tables_keep_their_cells() {
    let raw =
        json!([{ "part": "frame", "kg": "1.5", "ok": true, "size": { "amount": 1, "unit": "METER" } }, []]);
    let ValueData::Table(rows) = read("pim_catalog_table", raw) else {
        panic!("not a table")
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["size"], json!({ "amount": 1, "unit": "METER" }));
    assert!(rows[1].is_empty());
}

#[test]
fn cells_are_read_by_their_column() {
    let read = |kind: &str, cell: Value| {
        let column = json!({ "code": "c", "data_type": kind, "options": [{ "code": "a", "labels": { "en_US": "A" } }] });
        let column: crate::TableColumn = serde_json::from_value(column).unwrap();
        assert_eq!(
            (column.label_of("a", "en_US"), column.label_of("b", "en_US")),
            (Some("A"), None)
        );
        assert_eq!(column.interpret(None), ValueData::Empty);
        column.interpret(Some(&cell))
    };
    assert_eq!(read("number", json!("1.50")), ValueData::Number(text("1.50")));
    assert_eq!(read("incremental_number", json!(3)), ValueData::Number(text("3")));
    assert_eq!(read("select", json!("a")), ValueData::Option(text("a")));
    assert_eq!(
        read("reference_entity", json!(["a"])),
        ValueData::Options(vec![text("a")])
    );
    let weight = ValueData::Metric {
        amount: text("5"),
        unit: text("GRAM"),
        symbol: None,
    };
    assert_eq!(
        read("measurement", json!({ "amount": 5, "unit": "GRAM" })),
        weight
    );
    let link = ValueData::ProductLink {
        target: text("product"),
        id: text("x"),
    };
    assert_eq!(
        read("product_link", json!({ "type": "product", "identifier": "x" })),
        link
    );
    assert_eq!(read("boolean", json!("maybe")), ValueData::Raw(json!("maybe")));
    assert_eq!(read("hologram", json!(1)), ValueData::Raw(json!(1)));
}

#[test]
fn what_does_not_fit_stays_raw() {
    for (code, raw) in [
        ("pim_catalog_boolean", json!("yes")),
        ("pim_catalog_number", json!("many")),
        ("pim_catalog_metric", json!({ "amount": "wide" })),
        ("pim_catalog_price", json!({ "EUR": 1 })),
        ("pim_catalog_multiselect", json!("red")),
        ("pim_catalog_table", json!([1])),
        ("acme_hologram", json!({ "depth": 3 })),
    ] {
        assert_eq!(read(code, raw.clone()), ValueData::Raw(raw), "{code}");
    }
}

#[test]
fn linked_labels_of_simple_and_multi_selects() {
    let simple = ScopedValue::from_wire(json!({ "data": "red", "locale": null, "scope": null,
        "attribute_type": "pim_catalog_simpleselect",
        "linked_data": { "attribute": "color", "code": "red", "labels": { "en_US": "Red" } } }));
    assert_eq!(simple.label_of("red", "en_US"), Some("Red"));
    let multi = ScopedValue::from_wire(json!({ "data": ["a", "b"], "locale": "en_US", "channel": "shop",
        "linked_data": { "a": { "attribute": "x", "code": "a", "labels": { "en_US": "A" } },
                         "b": { "attribute": "x", "code": "b", "labels": [] } } }));
    assert_eq!(multi.scope.as_deref(), Some("shop"));
    assert_eq!(
        (multi.label_of("a", "en_US"), multi.label_of("b", "en_US")),
        (Some("A"), None)
    );
    let asset = json!({ "packshot": { "share_links": [] } });
    let value = ScopedValue::from_wire(json!({ "data": ["packshot"], "linked_data": asset }));
    assert_eq!(value.linked_raw, Some(asset));
}

proptest! {
    #[test]
    fn interpret_never_panics_and_loses_nothing_unknown(raw in any_json(), which in 0..AttributeType::KNOWN.len()) {
        interpret(&AttributeType::KNOWN[which], &raw);
        let other = interpret(&AttributeType::Other("x".into()), &raw);
        prop_assert_eq!(other, if raw.is_null() { ValueData::Empty } else { ValueData::Raw(raw) });
    }

    #[test]
    fn decimal_text_is_kept_exactly(number in "-?[0-9]{1,30}(\\.[0-9]{1,20})?") {
        prop_assert_eq!(read("pim_catalog_number", json!(number.clone())), ValueData::Number(number));
    }

    #[test]
    fn cached_values_read_back(entry in any_json()) {
        let value = ScopedValue::from_wire(entry);
        let text = serde_json::to_string(&value).unwrap();
        let again: ScopedValue = serde_json::from_str(&text).unwrap();
        // Compared as text: parsing a float back may differ in its last bit.
        prop_assert_eq!(again.attribute_type, value.attribute_type);
        prop_assert_eq!(again.locale, value.locale);
    }
}
