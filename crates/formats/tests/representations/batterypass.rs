//! A battery in the aspects of the Battery Pass data model.

use crate::sample::{document, field, option, options, with_fields};
use domain::{
    record::{Localized, Value},
    text::Labels,
};
use formats::batterypass;
use serde_json::json;

fn point(id: &str, value: Value) -> domain::record::RecordField {
    field("", Some(id), Labels::new(), Localized::All(value))
}

fn metric(id: &str, amount: &str, symbol: &str) -> domain::record::RecordField {
    let value = Value::Metric {
        amount: amount.into(),
        unit: String::new(),
        symbol: symbol.into(),
    };
    point(id, value)
}

fn text(id: &str, text: &str) -> domain::record::RecordField {
    point(id, Value::Text { text: text.into() })
}

#[test]
fn what_the_data_points_carry_stands_in_the_models_words_and_the_rest_is_named() {
    let codes = |id: &str, codes: &[&str]| {
        let all = codes
            .iter()
            .map(|code| option(code, Labels::new(), None))
            .collect();
        field("", Some(id), Labels::new(), options(all))
    };
    let battery = with_fields(vec![
        codes("battery-category", &["lmt"]),
        codes("status", &["re-used"]),
        codes("critical-raw-materials", &["Cobalt"]),
        text("material-composition", "Cobalt; Nickel\nGraphite"),
        text("manufacturer-name", "Nordwind GmbH"),
        text("manufacturer-web", "https://nordwind.example"),
        text("manufacturer-address", "Weg 1, 53111 Bonn"),
        metric("weight", "4.5", "kg"),
        metric("rated-capacity", "20", "Ah"),
        metric("nominal-voltage", "48000", "mV"),
        point("cycle-count", Value::Number { value: "312".into() }),
        metric("capacity-fade", "3.5", "%"),
        point(
            "manufacturing-date",
            Value::Date {
                date: "2026-05-15".into(),
            },
        ),
    ]);
    assert!(batterypass::is_battery(&battery) && !batterypass::is_battery(&with_fields(Vec::new())));
    let pass = batterypass::passport(&battery, "urn:uuid:1", "did:web:nordwind.example");
    let general = &pass["generalProductInformation"];
    assert_eq!(
        *general,
        json!({
            "productIdentifier": battery.identifier,
            "batteryPassportIdentifier": "urn:uuid:1",
            "batteryCategory": "lmt",
            "batteryStatus": "Reused",
            "batteryMass": 4.5,
            "manufacturingDate": "2026-05-15T00:00:00Z",
            "manufacturerInformation": {
                "contactName": "Nordwind GmbH",
                "webAddress": "https://nordwind.example",
                "postalAddress": { "streetAddress": "Weg 1, 53111 Bonn" }
            }
        })
    );
    assert_eq!(
        pass["materialComposition"]["batteryMaterials"],
        json!([
            { "batteryMaterialName": "Cobalt", "isCriticalRawMaterial": true },
            { "batteryMaterialName": "Nickel", "isCriticalRawMaterial": false },
            { "batteryMaterialName": "Graphite", "isCriticalRawMaterial": false },
        ])
    );
    let technical = &pass["performanceAndDurability"]["batteryTechicalProperties"];
    assert_eq!(
        *technical,
        json!({ "ratedCapacity": 20 }),
        "millivolts are not volts"
    );
    let condition = &pass["performanceAndDurability"]["batteryCondition"];
    let told = &battery.published_at;
    assert_eq!(
        *condition,
        json!({
            "numberOfFullCycles": { "numberOfFullCyclesValue": 312, "lastUpdate": told },
            "capacityFade": { "capacityFadeValue": 3.5, "lastUpdate": told },
        })
    );
    let missing = pass["missing"].as_array().unwrap();
    assert!(missing.contains(&json!("generalProductInformation.warrentyPeriod")));
    assert!(missing.contains(&json!("carbonFootprint.carbonFootprintStudy")));
    assert!(!missing.contains(&json!("generalProductInformation.batteryMass")));
    assert!(
        pass.get("carbonFootprint").is_none(),
        "an aspect of which nothing is known"
    );
}

#[test]
fn any_document_has_its_aspects() {
    let pass = batterypass::passport(&document(), "urn:uuid:1", "did:web:nordwind.example");
    assert_eq!(pass["dataModel"], "io.BatteryPass 1.2.0");
    assert!(formats::canonical_value(&pass).is_ok());
}
