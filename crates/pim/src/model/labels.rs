//! Names for the codes that a product's values consist of.
//!
//! Newer PIMs send the labels of options beside the values; records, assets, linked products and cells of tables never
//! come with theirs. [`Needs`] finds out what is missing, [`crate::Connector::labels`] reads it, and
//! [`LabelBook`] puts it where labels already are: into [`ScopedValue::linked`] and into the options of table columns.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Attribute, AttributeType, Labels, LinkedOption, Product, ProductKey, ScopedValue, TableOption, ValueData,
    Values,
};
use crate::tolerant::code;

/// Codes without a label, by what they are codes of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Option codes by attribute.
    pub options: BTreeMap<String, BTreeSet<String>>,
    /// Record codes by reference entity.
    pub records: BTreeMap<String, BTreeSet<String>>,
    /// Asset codes by asset family.
    pub assets: BTreeMap<String, BTreeSet<String>>,
    /// Linked products.
    pub products: BTreeSet<ProductKey>,
    /// Linked product models.
    pub models: BTreeSet<String>,
}

impl Needs {
    /// What these products' values need, for the attributes given only.
    pub fn of<'p>(products: impl IntoIterator<Item = &'p Product>, attributes: &[Attribute]) -> Self {
        let mut needs = Self::default();
        for product in products {
            needs.add(&product.values, attributes);
        }
        needs
    }

    /// Adds what these values need: a product model's, for instance.
    pub fn add(&mut self, values: &Values, attributes: &[Attribute]) {
        for attribute in attributes {
            for value in values.get(&attribute.code).into_iter().flatten() {
                self.add_value(attribute, value);
            }
        }
    }

    /// True when every code has its label already.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add_value(&mut self, attribute: &Attribute, value: &ScopedValue) {
        let codes: &[String] = match &value.data {
            ValueData::Option(code) => std::slice::from_ref(code),
            ValueData::Options(codes) | ValueData::AssetCollection(codes) => codes,
            ValueData::ProductLink { target, id } if !value.linked.contains_key(id) => {
                return self.add_link(target, id);
            }
            ValueData::Table(rows) => return rows.iter().for_each(|row| self.add_row(attribute, value, row)),
            _ => return,
        };
        let mut unnamed = codes
            .iter()
            .filter(|code| !value.linked.contains_key(*code))
            .peekable();
        if unnamed.peek().is_some()
            && let Some(group) = self.group(attribute)
        {
            group.extend(unnamed.cloned());
        }
    }

    /// Where the codes of an attribute belong. Reference data has no labels that the API would tell.
    fn group(&mut self, attribute: &Attribute) -> Option<&mut BTreeSet<String>> {
        use AttributeType as T;
        let reference = || attribute.reference_data_name.clone();
        let (groups, name) = match attribute.attribute_type {
            T::SimpleSelect | T::MultiSelect => (&mut self.options, attribute.code.clone()),
            T::ReferenceEntity | T::ReferenceEntityCollection => (&mut self.records, reference()?),
            T::AssetCollection => (&mut self.assets, reference()?),
            _ => return None,
        };
        Some(groups.entry(name).or_default())
    }

    fn add_link(&mut self, target: &str, id: &str) {
        if target == "product_model" {
            self.models.insert(id.to_owned());
        } else {
            self.products.insert(link_key(id));
        }
    }

    fn add_row(&mut self, attribute: &Attribute, value: &ScopedValue, row: &BTreeMap<String, Value>) {
        for column in &attribute.table_configuration {
            let Some(cell) = row.get(&column.code) else {
                continue;
            };
            match (column.data_type.as_deref(), &column.reference_entity_identifier) {
                (Some("reference_entity"), Some(entity)) => {
                    let named = |code: &String| column.options.iter().any(|option| &option.code == code);
                    let mut unnamed = cell_codes(cell)
                        .into_iter()
                        .filter(|code| !named(code))
                        .peekable();
                    if unnamed.peek().is_some() {
                        self.records.entry(entity.clone()).or_default().extend(unnamed);
                    }
                }
                (Some("product_link"), _) => {
                    let link = cell_link(cell).filter(|(_, id)| !value.linked.contains_key(id));
                    if let Some((target, id)) = link {
                        self.add_link(&target, &id);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Products are linked by uuid where the PIM has them, by identifier elsewhere.
fn link_key(id: &str) -> ProductKey {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    let hex = id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if hex && groups == [8, 4, 4, 4, 12] {
        ProductKey::Uuid(id.to_owned())
    } else {
        ProductKey::Identifier(id.to_owned())
    }
}

fn cell_codes(cell: &Value) -> Vec<String> {
    match cell {
        Value::Array(cells) => cells.iter().filter_map(code).collect(),
        cell => code(cell).into_iter().collect(),
    }
}

fn cell_link(cell: &Value) -> Option<(String, String)> {
    match super::interpret(&AttributeType::ProductLink, cell) {
        ValueData::ProductLink { target, id } => Some((target, id)),
        _ => None,
    }
}

/// Labels by what they name. Cached as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelBook {
    /// By attribute and option.
    #[serde(default)]
    pub options: BTreeMap<String, BTreeMap<String, Labels>>,
    /// By reference entity and record.
    #[serde(default)]
    pub records: BTreeMap<String, BTreeMap<String, Labels>>,
    /// By asset family and asset.
    #[serde(default)]
    pub assets: BTreeMap<String, BTreeMap<String, Labels>>,
    /// By uuid or identifier.
    #[serde(default)]
    pub products: BTreeMap<String, Labels>,
    /// By product model code.
    #[serde(default)]
    pub models: BTreeMap<String, Labels>,
    /// What the connection may not read or the PIM does not have, in plain words: its codes stay codes.
    #[serde(default)]
    pub unavailable: BTreeSet<String>,
}

impl LabelBook {
    /// Writes the labels beside the product's values.
    #[must_use]
    pub fn name_values(&self, mut product: Product, attributes: &[Attribute]) -> Product {
        for attribute in attributes {
            for value in product.values.get_mut(&attribute.code).into_iter().flatten() {
                self.name_value(attribute, value);
            }
        }
        product
    }

    /// Gives the columns of a table that hold records the records' labels, as if they were options.
    #[must_use]
    pub fn name_columns(&self, mut attribute: Attribute) -> Attribute {
        for column in &mut attribute.table_configuration {
            let entity = column.reference_entity_identifier.as_ref();
            let Some(records) = entity.and_then(|entity| self.records.get(entity)) else {
                continue;
            };
            for (code, labels) in records {
                if !column.options.iter().any(|option| &option.code == code) {
                    column.options.push(TableOption {
                        code: code.clone(),
                        labels: labels.clone(),
                    });
                }
            }
        }
        attribute
    }

    /// Adds another book's labels; its own stay.
    pub fn extend(&mut self, other: Self) {
        let merge = |into: &mut BTreeMap<String, BTreeMap<String, Labels>>,
                     from: BTreeMap<_, BTreeMap<_, _>>| {
            for (name, labels) in from {
                let known = into.entry(name).or_default();
                for (code, labels) in labels {
                    known.entry(code).or_insert(labels);
                }
            }
        };
        merge(&mut self.options, other.options);
        merge(&mut self.records, other.records);
        merge(&mut self.assets, other.assets);
        self.products.extend(other.products);
        self.models.extend(other.models);
        self.unavailable.extend(other.unavailable);
    }

    /// The labels of a linked product or product model.
    pub fn link(&self, target: &str, id: &str) -> Option<&Labels> {
        if target == "product_model" {
            self.models.get(id)
        } else {
            self.products.get(id)
        }
    }

    fn name_value(&self, attribute: &Attribute, value: &mut ScopedValue) {
        let found: Vec<(String, &Labels)> = match &value.data {
            ValueData::Option(code) => self.found(attribute, std::slice::from_ref(code)),
            ValueData::Options(codes) | ValueData::AssetCollection(codes) => self.found(attribute, codes),
            ValueData::ProductLink { target, id } => {
                let link = self.link(target, id);
                link.map(|labels| (id.clone(), labels)).into_iter().collect()
            }
            ValueData::Table(rows) => self.found_in_rows(attribute, rows),
            _ => return,
        };
        for (code, labels) in found {
            let known = value.linked.entry(code);
            known.or_insert_with(|| LinkedOption {
                labels: labels.clone(),
            });
        }
    }

    fn found(&self, attribute: &Attribute, codes: &[String]) -> Vec<(String, &Labels)> {
        use AttributeType as T;
        let reference = attribute.reference_data_name.as_ref();
        let group = match attribute.attribute_type {
            T::SimpleSelect | T::MultiSelect => self.options.get(&attribute.code),
            T::ReferenceEntity | T::ReferenceEntityCollection => {
                reference.and_then(|name| self.records.get(name))
            }
            T::AssetCollection => reference.and_then(|name| self.assets.get(name)),
            _ => None,
        };
        let labels = |code: &String| Some((code.clone(), group?.get(code)?));
        codes.iter().filter_map(labels).collect()
    }

    /// Of links in cells; records in cells are named by their column.
    fn found_in_rows(
        &self,
        attribute: &Attribute,
        rows: &[BTreeMap<String, Value>],
    ) -> Vec<(String, &Labels)> {
        let links = attribute.table_configuration.iter();
        let links = links.filter(|column| column.data_type.as_deref() == Some("product_link"));
        let cells = links.flat_map(|column| rows.iter().filter_map(|row| row.get(&column.code)));
        cells
            .filter_map(|cell| {
                let (target, id) = cell_link(cell)?;
                self.link(&target, &id).map(|labels| (id, labels))
            })
            .collect()
    }
}

/// A code as a person would write it, for the page of a brand that has no label: `cobalt_compounds` becomes
/// `Cobalt compounds`. Codes with capitals or digits first are somebody's own spelling and stay.
pub fn readable(code: &str) -> String {
    let mut letters = code.chars();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() && code.chars().all(plain) => {
            let rest = letters.as_str().replace('_', " ");
            format!("{}{}", first.to_ascii_uppercase(), rest.trim_end())
        }
        _ => code.to_owned(),
    }
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
