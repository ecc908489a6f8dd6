//! Readers for JSON written by PHP, where an empty map is `[]`, a code may be a number and a label may be null.
//!
//! Every reader takes anything and gives the best it can: one odd field must never hide a whole product. The property
//! tests below and in [`crate::model`] hold them to it.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Reads a map that may arrive as `[]`, `null` or, when its keys are 0, 1, 2…, as a JSON list.
/// Entries that do not fit the value type are left out.
pub fn map_or_empty_seq<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(map_of(Value::deserialize(deserializer)?))
}

/// Reads a list of codes; `null` and anything else that is no list is empty, a map gives its values.
pub fn codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(code_list(&Value::deserialize(deserializer)?))
}

/// Reads a list of records, leaving out those that cannot be read.
pub fn records<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items
            .into_iter()
            .filter_map(|item| serde_json::from_value(item).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// Reads a text that may be a number, missing or null.
pub fn optional_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(code(&Value::deserialize(deserializer)?))
}

/// Reads a boolean that may be missing, null, 0/1 or a text.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(truth(&Value::deserialize(deserializer)?).unwrap_or(false))
}

/// Reads a boolean, keeping "not said" apart from "no".
pub fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(truth(&Value::deserialize(deserializer)?))
}

/// Reads a code that should be there; anything else is empty.
pub fn code_or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(code(&Value::deserialize(deserializer)?).unwrap_or_default())
}

/// Reads a map of lists of codes, each of which may be a map or missing.
pub fn map_of_codes<'de, D>(deserializer: D) -> Result<BTreeMap<String, Vec<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    let lists = object(Value::deserialize(deserializer)?);
    Ok(lists
        .into_iter()
        .map(|(key, list)| (key, code_list(&list)))
        .collect())
}

/// Reads a number of levels or the like, 0 to 100; anything else is 0.
pub fn small_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let number = optional_integer(deserializer)?.filter(|number| (0..=100).contains(number));
    Ok(number.and_then(|number| number.try_into().ok()).unwrap_or(0))
}

/// Reads a whole number that may be missing, null or a text.
pub fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_i64().or_else(|| value.as_str()?.parse().ok()))
}

/// A code or other short text: a string as it is, a number as its digits.
pub(crate) fn code(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn code_list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(code).collect(),
        Value::Object(map) => map.values().filter_map(code).collect(),
        _ => Vec::new(),
    }
}

/// The object inside `value`; a list becomes an object with its indexes as keys.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), item))
            .collect(),
        _ => Map::new(),
    }
}

pub(crate) fn map_of<T: DeserializeOwned>(value: Value) -> BTreeMap<String, T> {
    let readable = |(key, item)| serde_json::from_value(item).ok().map(|item| (key, item));
    object(value).into_iter().filter_map(readable).collect()
}

pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        Value::String(text) => match text.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Any JSON value, for property tests.
#[cfg(test)]
pub(crate) fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let keys = prop_oneof![
        Just("data"),
        Just("locale"),
        Just("scope"),
        Just("values"),
        Just("amount"),
        Just("unit"),
        Just("code"),
        Just("labels"),
        Just("attribute_type"),
        Just("linked_data"),
        Just("uuid"),
        Just("identifier"),
        Just("type"),
        Just("sku"),
        Just("currency"),
        Just("_embedded"),
        Just("items"),
        Just("units"),
    ];
    let types = prop_oneof![
        Just("pim_catalog_metric"),
        Just("pim_catalog_table"),
        Just("pim_catalog_boolean"),
        Just("pim_catalog_price"),
        Just("pim_catalog_product_link"),
        Just("pim_catalog_multiselect"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        types.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(keys.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Labelled {
        #[serde(default, deserialize_with = "map_or_empty_seq")]
        labels: BTreeMap<String, String>,
        #[serde(default, deserialize_with = "codes")]
        locales: Vec<String>,
        #[serde(default, deserialize_with = "flag")]
        enabled: bool,
    }

    fn read(value: Value) -> Labelled {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn php_shapes_are_read() {
        assert_eq!(read(json!({ "labels": [], "locales": null })), read(json!({})));
        let labels = read(json!({ "labels": { "en_US": "Chair", "fr_FR": null } })).labels;
        assert_eq!(labels, BTreeMap::from([("en_US".to_owned(), "Chair".to_owned())]));
        assert_eq!(read(json!({ "labels": ["zero", "one"] })).labels["1"], "one");
        assert_eq!(read(json!({ "locales": { "2": "de_DE" } })).locales, ["de_DE"]);
        assert_eq!(read(json!({ "locales": [12, "a"] })).locales, ["12", "a"]);
        assert!(read(json!({ "enabled": 1 })).enabled && read(json!({ "enabled": "1" })).enabled);
    }

    proptest! {
        #[test]
        fn any_json_is_survived(labels in any_json(), locales in any_json(), enabled in any_json()) {
            let read: Result<Labelled, _> =
                serde_json::from_value(json!({ "labels": labels, "locales": locales, "enabled": enabled }));
            prop_assert!(read.is_ok());
        }
    }
}
