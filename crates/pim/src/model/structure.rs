//! The catalogue's structure: channels, locales, families, attributes, options.
//!
//! These types read Akeneo's JSON and are cached as JSON themselves, so they read their own output too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::AttributeType;
use crate::tolerant;

/// Labels by locale code (`en_US`). Locales without a label are absent.
pub type Labels = BTreeMap<String, String>;

/// A channel, also called scope: an audience with its locales, currencies and category tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Locale codes activated for the channel.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub locales: Vec<String>,
    /// Currency codes activated for the channel.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub currencies: Vec<String>,
    /// Root category. Only products below it belong to the channel.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub category_tree: Option<String>,
    /// The units that measurements are shown in, by attribute.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub conversion_units: BTreeMap<String, String>,
}

/// A locale, by Akeneo's code (`en_US`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locale {
    /// Code.
    pub code: String,
    /// Whether any channel uses it.
    #[serde(default, alias = "enable", deserialize_with = "tolerant::flag")]
    pub enabled: bool,
}

/// A family: the kind of a product, with the attributes it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Codes of its attributes.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub attributes: Vec<String>,
    /// The attribute whose value names a product.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub attribute_as_label: Option<String>,
    /// The attribute whose value pictures a product.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub attribute_as_image: Option<String>,
    /// The family it inherits from, on PIMs that have it.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub parent: Option<String>,
    /// Attributes required for completeness, by channel.
    #[serde(default, deserialize_with = "tolerant::map_of_codes")]
    pub attribute_requirements: BTreeMap<String, Vec<String>>,
}

impl Family {
    /// True when a product of the family is incomplete for the channel without this attribute.
    pub fn requires(&self, channel: &str, attribute: &str) -> bool {
        let required = self.attribute_requirements.get(channel);
        required.is_some_and(|codes| codes.iter().any(|code| code == attribute))
    }
}

/// An attribute's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Code.
    pub code: String,
    /// Type.
    #[serde(rename = "type")]
    pub attribute_type: AttributeType,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Code of its attribute group.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub group: Option<String>,
    /// Labels of its group, where the PIM sends them.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub group_labels: Labels,
    /// Whether values differ by locale.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub localizable: bool,
    /// Whether values differ by channel.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub scopable: bool,
    /// The locales a locale-specific attribute is limited to; empty means all.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub available_locales: Vec<String>,
    /// Whether no two products share a value.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub unique: bool,
    /// Whether it is the one identifier a PIM with several treats as the main one. `None` on older PIMs.
    #[serde(default, deserialize_with = "tolerant::optional_flag")]
    pub is_main_identifier: Option<bool>,
    /// Measurement family of a metric.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub metric_family: Option<String>,
    /// Default unit of a metric.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub default_metric_unit: Option<String>,
    /// Reference entity, asset family or reference data the values point to.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub reference_data_name: Option<String>,
    /// Whether numbers may have decimals.
    #[serde(default, deserialize_with = "tolerant::optional_flag")]
    pub decimals_allowed: Option<bool>,
    /// Whether a text area holds HTML.
    #[serde(default, deserialize_with = "tolerant::optional_flag")]
    pub wysiwyg_enabled: Option<bool>,
    /// Position inside its group.
    #[serde(default, deserialize_with = "tolerant::optional_integer")]
    pub sort_order: Option<i64>,
    /// Columns of a table.
    #[serde(default, deserialize_with = "tolerant::records")]
    pub table_configuration: Vec<TableColumn>,
}

/// One column of a table attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Code, the key of its cells.
    pub code: String,
    /// `select`, `text`, `number`, `boolean`, `measurement`, `date`… as the PIM spells it.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub data_type: Option<String>,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Options of a select column, where the PIM sends them.
    #[serde(default, deserialize_with = "tolerant::records")]
    pub options: Vec<TableOption>,
    /// Measurement family of a measurement column.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub measurement_family_code: Option<String>,
    /// Reference entity of a column whose cells are records.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub reference_entity_identifier: Option<String>,
    /// Whether a row is incomplete without this cell.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub is_required_for_completeness: bool,
}

/// One option of a select column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOption {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
}

impl Attribute {
    /// The key that puts attributes in the order of the PIM's forms: by group, then by place in the group.
    pub fn place(&self, groups: &[AttributeGroup]) -> (i64, i64, String) {
        let of = |group: &&AttributeGroup| Some(&group.code) == self.group.as_ref();
        let group = groups.iter().find(of).and_then(|group| group.sort_order);
        let last = i64::MAX;
        (
            group.unwrap_or(last),
            self.sort_order.unwrap_or(last),
            self.code.clone(),
        )
    }
}

/// A group of attributes in the PIM's forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeGroup {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Codes of its attributes.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub attributes: Vec<String>,
    /// Position among the groups.
    #[serde(default, deserialize_with = "tolerant::optional_integer")]
    pub sort_order: Option<i64>,
}

/// One option of a select attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeOption {
    /// Code.
    pub code: String,
    /// Code of its attribute.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub attribute: Option<String>,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Position among the options.
    #[serde(default, deserialize_with = "tolerant::optional_integer")]
    pub sort_order: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn an_unknown_type_does_not_lose_the_attribute() {
        let attribute: Attribute = serde_json::from_value(json!({
            "code": "aura", "type": "acme_hologram", "labels": [], "group_labels": [], "available_locales": null,
            "localizable": true, "scopable": false, "decimals_allowed": null
        }))
        .unwrap();
        assert_eq!(
            attribute.attribute_type,
            AttributeType::Other("acme_hologram".into())
        );
        assert!(attribute.localizable);
        let again: Attribute = serde_json::from_str(&serde_json::to_string(&attribute).unwrap()).unwrap();
        assert_eq!(again, attribute);
    }

    proptest! {
        #[test]
        fn odd_fields_never_lose_a_record(a in tolerant::any_json(), b in tolerant::any_json()) {
            let family = json!({ "code": "f", "labels": a, "attributes": b, "attribute_requirements": a,
                "attribute_as_label": b, "parent": a });
            prop_assert!(serde_json::from_value::<Family>(family).is_ok());
            let attribute = json!({ "code": "x", "type": "t", "labels": b, "available_locales": a, "sort_order": a,
                "decimals_allowed": b, "table_configuration": a, "unique": b, "metric_family": a });
            prop_assert!(serde_json::from_value::<Attribute>(attribute).is_ok());
            let channel = json!({ "code": "c", "labels": a, "locales": b, "currencies": a, "category_tree": b });
            prop_assert!(serde_json::from_value::<Channel>(channel).is_ok());
        }
    }

    #[test]
    fn requirements_are_read_in_every_shape() {
        let family: Family = serde_json::from_value(json!({ "code": "f",
            "attribute_requirements": { "shop": ["sku", "name"], "print": { "0": "sku" }, "app": null } }))
        .unwrap();
        assert!(family.requires("shop", "name") && family.requires("print", "sku"));
        assert!(!family.requires("print", "name") && !family.requires("app", "sku"));
    }

    #[test]
    fn attributes_stand_in_the_order_of_the_forms() {
        let groups: Vec<AttributeGroup> = serde_json::from_value(
            json!([{ "code": "b", "sort_order": 1 }, { "code": "a", "sort_order": "2" }]),
        )
        .unwrap();
        let attribute = |code: &str, group: &str, order: i64| -> Attribute {
            serde_json::from_value(json!({ "code": code, "type": "t", "group": group, "sort_order": order }))
                .unwrap()
        };
        let mut all = [
            attribute("x", "a", 1),
            attribute("y", "b", 2),
            attribute("z", "b", 1),
            attribute("w", "?", 0),
        ];
        all.sort_by_key(|attribute| attribute.place(&groups));
        let codes: Vec<&str> = all.iter().map(|attribute| attribute.code.as_str()).collect();
        assert_eq!(codes, ["z", "y", "x", "w"]);
    }
}
