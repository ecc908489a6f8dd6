//! Products as the PIM has them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Attribute, AttributeType, Family, MeasurementFamily, ScopedValue, ValueData, Values};
use crate::tolerant::{code, code_list, object, truth};

/// How to ask for one product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKey {
    /// The PIM's uuid (Akeneo 7 and later, and in the cloud).
    Uuid(String),
    /// The value of the main identifier attribute.
    Identifier(String),
}

/// A product or variant, with the values inherited from its models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Uuid, where the PIM has them.
    pub uuid: Option<String>,
    /// Value of the main identifier attribute; products may have none.
    pub identifier: Option<String>,
    /// Whether the PIM calls the product enabled.
    pub enabled: bool,
    /// Family code.
    pub family: Option<String>,
    /// Category codes.
    pub categories: Vec<String>,
    /// Group codes.
    pub groups: Vec<String>,
    /// Code of the product model it is a variant of.
    pub parent: Option<String>,
    /// Code of the product model at the top, where the PIM tells it.
    #[serde(default)]
    pub root_parent: Option<String>,
    /// ISO 8601 with offset.
    pub created: Option<String>,
    /// ISO 8601 with offset.
    pub updated: Option<String>,
    /// Values by attribute code.
    pub values: Values,
    /// Completeness per channel and locale, where asked for and sent.
    pub completenesses: Vec<Completeness>,
}

/// How complete a product is for a channel and locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Channel code.
    pub scope: String,
    /// Locale code.
    pub locale: String,
    /// Percent.
    pub data: u8,
}

impl Product {
    /// Reads an item of the products endpoints; `None` when it names no product at all.
    /// On `products-uuid` the identifier is an ordinary value, found under `identifier_attribute` or by its type.
    pub(crate) fn from_wire(item: Value, identifier_attribute: Option<&str>) -> Option<Self> {
        let mut item = object(item);
        let mut take = |key: &str| item.remove(key).unwrap_or(Value::Null);
        let mut values = read_values(object(take("values")));
        let uuid = code(&take("uuid"));
        let identifier =
            code(&take("identifier")).or_else(|| identifier_value(&values, identifier_attribute));
        if uuid.is_none() && identifier.is_none() {
            return None;
        }
        file_identifier(&mut values, identifier.as_deref(), identifier_attribute);
        Some(Self {
            uuid,
            identifier,
            enabled: truth(&take("enabled")).unwrap_or(true),
            family: code(&take("family")),
            categories: code_list(&take("categories")),
            groups: code_list(&take("groups")),
            parent: code(&take("parent")),
            root_parent: code(&take("root_parent")),
            created: code(&take("created")),
            updated: code(&take("updated")),
            values,
            completenesses: object(take("completenesses"))
                .values()
                .filter_map(completeness)
                .collect(),
        })
    }

    /// Reads the values whose type the PIM did not state with the definitions given (older PIMs state none).
    #[must_use]
    pub fn typed(mut self, attributes: &[Attribute]) -> Self {
        retype(&mut self.values, attributes);
        self
    }

    /// Adds unit symbols to measurements that came without.
    #[must_use]
    pub fn with_symbols(mut self, families: &[MeasurementFamily]) -> Self {
        for entry in self.values.values_mut().flatten() {
            if let ValueData::Metric {
                unit,
                symbol: symbol @ None,
                ..
            } = &mut entry.data
            {
                let units = families.iter().find_map(|family| family.unit(unit));
                *symbol = units.and_then(|unit| unit.symbol.clone());
            }
        }
        self
    }

    /// The key to ask for this product again: the uuid where there is one.
    pub fn key(&self) -> ProductKey {
        match (&self.uuid, &self.identifier) {
            (Some(uuid), _) => ProductKey::Uuid(uuid.clone()),
            (None, identifier) => ProductKey::Identifier(identifier.clone().unwrap_or_default()),
        }
    }

    /// The value that fits a locale and channel: values that do not depend on them always fit.
    pub fn value(&self, attribute: &str, locale: Option<&str>, scope: Option<&str>) -> Option<&ScopedValue> {
        self.values
            .get(attribute)?
            .iter()
            .find(|value| value.fits(locale, scope))
    }

    /// The product's name: the value of its family's label attribute, or `None` where the PIM itself would show the
    /// identifier in brackets.
    pub fn label(&self, family: &Family, locale: &str, scope: Option<&str>) -> Option<&str> {
        let attribute = family.attribute_as_label.as_deref()?;
        self.value(attribute, Some(locale), scope)?
            .as_text()
            .filter(|text| !text.trim().is_empty())
    }
}

/// Reads the values without a stated type as the definitions say.
pub(super) fn retype(values: &mut Values, attributes: &[Attribute]) {
    for (code, entries) in values {
        let Some(attribute) = attributes.iter().find(|attribute| &attribute.code == code) else {
            continue;
        };
        for entry in entries.iter_mut().filter(|entry| entry.attribute_type.is_none()) {
            entry.retype(&attribute.attribute_type);
        }
    }
}

pub(super) fn read_values(values: Map<String, Value>) -> Values {
    let entries = |entries| match entries {
        Value::Array(entries) => entries.into_iter().map(ScopedValue::from_wire).collect(),
        _ => Vec::new(),
    };
    values
        .into_iter()
        .map(|(code, list)| (code, entries(list)))
        .collect()
}

fn identifier_value(values: &Values, attribute: Option<&str>) -> Option<String> {
    let stated = |value: &&ScopedValue| value.attribute_type == Some(AttributeType::Identifier);
    let named = attribute.and_then(|attribute| values.get(attribute)?.first());
    named
        .or_else(|| values.values().flatten().find(stated))
        .and_then(|value| code(&value.raw))
}

/// The list by identifier keeps the identifier out of the values; templates expect every attribute among them.
fn file_identifier(values: &mut Values, identifier: Option<&str>, attribute: Option<&str>) {
    let (Some(identifier), Some(attribute)) = (identifier, attribute) else {
        return;
    };
    values.entry(attribute.to_owned()).or_insert_with(|| {
        let kind = AttributeType::Identifier;
        vec![ScopedValue::from_wire(
            json!({ "data": identifier, "attribute_type": kind.code() }),
        )]
    });
}

fn completeness(entry: &Value) -> Option<Completeness> {
    let percent = entry.get("data")?.as_u64()?.min(100);
    Some(Completeness {
        scope: code(entry.get("scope")?)?,
        locale: code(entry.get("locale")?)?,
        data: u8::try_from(percent).unwrap_or(100),
    })
}

#[cfg(test)]
#[path = "product_tests.rs"]
mod tests;
