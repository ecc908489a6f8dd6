//! Everything the simulated PIM knows, and the changes a test may make to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::assets::{self, AssetFamily};
use super::attributes::{self, Attribute};
use super::kinds::ProductKind;
use super::media_library::{MediaFile, MediaLibrary};
use super::records::{self, ReferenceEntity};
use super::stock::Stock;
use super::values::{Entry, Values};
use super::{categories, families, groups, options, settings};
use crate::clock;

/// A product, alone or a variant of a model.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    /// Place in the catalogue's order, from which all content follows.
    pub(crate) index: usize,
    pub(crate) uuid: Uuid,
    pub(crate) identifier: String,
    pub(crate) kind: ProductKind,
    pub(crate) parent: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) categories: Vec<&'static str>,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    /// Its own values, without the inherited ones.
    pub(crate) values: Values,
    /// Association type and the indexes of the products it leads to.
    pub(crate) associations: Vec<(&'static str, Vec<usize>)>,
}

/// A product model.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) code: String,
    pub(crate) kind: ProductKind,
    pub(crate) family_variant: &'static str,
    pub(crate) parent: Option<String>,
    pub(crate) categories: Vec<&'static str>,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    pub(crate) values: Values,
}

/// The whole catalogue.
pub(crate) struct World {
    pub(crate) attributes: BTreeMap<&'static str, Attribute>,
    pub(crate) channels: Vec<Value>,
    pub(crate) locales: Vec<Value>,
    pub(crate) families: Vec<Value>,
    pub(crate) stock: Stock,
    pub(crate) reference_entities: Vec<ReferenceEntity>,
    pub(crate) asset_families: Vec<AssetFamily>,
    media: MediaLibrary,
    last_change: DateTime<Utc>,
    /// When records were changed, by reference entity and code.
    changed_records: BTreeMap<(String, String), DateTime<Utc>>,
}

impl World {
    /// Builds the catalogue with this many products.
    pub(crate) fn build(count: usize) -> Self {
        let mut media = MediaLibrary::default();
        let reference_entities = records::build(&mut media);
        let asset_families = assets::build(&mut media);
        let stock = Stock::of(count);
        Self {
            attributes: attributes::ALL
                .iter()
                .map(|attribute| (attribute.code, *attribute))
                .collect(),
            channels: settings::channels(),
            locales: settings::locales(),
            families: families::families(),
            last_change: stock.last_update(),
            stock,
            reference_entities,
            asset_families,
            media,
            changed_records: BTreeMap::new(),
        }
    }

    /// A file of a product, model, record or asset.
    pub(crate) fn media(&self, code: &str) -> Option<MediaFile> {
        self.media.get(code).cloned().or_else(|| self.stock.media(code))
    }

    /// The models above a product or model, nearest first; with heads only they come without values.
    pub(crate) fn line(&self, parent: Option<&str>, heads: bool) -> Line {
        let above = |code: Option<&str>| {
            let code = code?;
            if heads {
                self.stock.model_head(code).map(Arc::new)
            } else {
                self.stock.model(code)
            }
        };
        let line = std::iter::successors(above(parent), |model| above(model.parent.as_deref()));
        Line(line.collect())
    }

    /// The attribute groups with the attributes that still exist.
    pub(crate) fn attribute_groups(&self) -> Vec<Value> {
        let attributes: Vec<Attribute> = self.attributes.values().copied().collect();
        let mut shown = groups::attribute_groups(&attributes);
        shown.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
        shown
    }

    /// An attribute as the API shows it.
    pub(crate) fn attribute_json(attribute: &Attribute, table_options: bool) -> Value {
        attribute.json(groups::group_label(attribute.group), table_options)
    }

    /// Changes one value of a product or model; variants of a model change with it.
    pub(crate) fn set_value(
        &mut self,
        identifier: &str,
        attribute: &str,
        locale: Option<&str>,
        scope: Option<&str>,
        data: Value,
    ) -> bool {
        let now = self.tick();
        self.stock.change(identifier, now, |values| {
            values.put(attribute, locale, scope, data);
        })
    }

    /// The uuid of a product; none for anything else.
    pub(crate) fn uuid_of(&self, identifier: &str) -> Option<Uuid> {
        let index = self.stock.index_of_identifier(identifier)?;
        self.stock.name(index).map(|(uuid, _)| uuid)
    }

    /// Enables or disables a product.
    pub(crate) fn set_enabled(&mut self, identifier: &str, enabled: bool) -> bool {
        let now = self.tick();
        self.stock.set_enabled(identifier, enabled, now)
    }

    /// Deletes a product; nothing tells of it but its absence.
    pub(crate) fn delete_product(&mut self, identifier: &str) -> bool {
        self.stock.delete(identifier)
    }

    /// Renames a record in one locale.
    pub(crate) fn set_record_label(&mut self, entity: &str, code: &str, locale: &str, label: &str) -> bool {
        let now = self.tick();
        let entity_found = self.reference_entities.iter_mut().find(|one| one.code == entity);
        let records = entity_found.into_iter().flat_map(|one| &mut one.records);
        let Some(record) = records.into_iter().find(|record| record["code"] == code) else {
            return false;
        };
        let labels = record.pointer_mut("/values/label").and_then(Value::as_array_mut);
        let named = labels
            .into_iter()
            .flatten()
            .find(|entry| entry["locale"] == locale);
        let Some(entry) = named else { return false };
        entry["data"] = Value::from(label);
        record["updated"] = Value::from(now.to_rfc3339());
        self.changed_records
            .insert((entity.to_owned(), code.to_owned()), now);
        true
    }

    /// When a product last changed, or a record it refers to.
    pub(crate) fn updated_with_linked(&self, index: usize) -> DateTime<Utc> {
        let own = self.stock.head(index).updated;
        if self.changed_records.is_empty() {
            return own;
        }
        let product = self.stock.product(index);
        let line = self.line(product.parent.as_deref(), false);
        let values = line.values(self, &product.values);
        let refers = |entity: &str, code: &str| {
            values.iter().any(|(attribute, entries)| {
                let to = self.attributes.get(attribute).and_then(|one| one.reference);
                to == Some(entity) && entries.iter().any(|entry| names(&entry.data, code))
            })
        };
        let linked = self
            .changed_records
            .iter()
            .filter(|((entity, code), _)| refers(entity, code));
        linked.map(|(_, changed)| *changed).fold(own, DateTime::max)
    }

    /// Removes an attribute from the catalogue and from every family.
    pub(crate) fn delete_attribute(&mut self, code: &str) {
        self.attributes.remove(code);
        for family in &mut self.families {
            if let Some(attributes) = family["attributes"].as_array_mut() {
                attributes.retain(|attribute| attribute != code);
            }
            for channel in ["ecommerce", "print"] {
                if let Some(required) = family["attribute_requirements"][channel].as_array_mut() {
                    required.retain(|attribute| attribute != code);
                }
            }
        }
    }

    /// The time of a change: now, and always later than the change before, which seconds alone would not give.
    fn tick(&mut self) -> DateTime<Utc> {
        let now = clock::now().trunc_subsecs(0);
        self.last_change = now.max(self.last_change + TimeDelta::seconds(1));
        self.last_change
    }
}

/// Whether a value is a code, or has it among its codes.
fn names(data: &Value, code: &str) -> bool {
    data == code
        || data
            .as_array()
            .is_some_and(|codes| codes.iter().any(|one| one == code))
}

/// The models above a product or model, nearest first.
pub(crate) struct Line(Vec<Arc<Model>>);

impl Line {
    /// Own and inherited values; its own win.
    pub(crate) fn values<'a>(&'a self, world: &World, own: &'a Values) -> BTreeMap<&'a str, &'a [Entry]> {
        let inherited = self.0.iter().rev().flat_map(|model| &model.values.0);
        inherited
            .chain(&own.0)
            .filter(|(code, _)| world.attributes.contains_key(code.as_str()))
            .map(|(code, entries)| (code.as_str(), entries.as_slice()))
            .collect()
    }

    /// The code of the model at the top.
    pub(crate) fn root(&self) -> Option<&str> {
        self.0.last().map(|model| model.code.as_str())
    }
}

// Settings that never change are read where they are defined.

impl World {
    pub(crate) fn currencies() -> Vec<Value> {
        settings::currencies()
    }

    pub(crate) fn association_types() -> Vec<Value> {
        settings::association_types()
    }

    pub(crate) fn measurement_families() -> Vec<Value> {
        settings::measurement_families()
    }

    pub(crate) fn categories() -> Vec<Value> {
        categories::categories()
    }

    pub(crate) fn category_exists(code: &str) -> bool {
        categories::exists(code)
    }

    pub(crate) fn is_within(category: &str, root: &str) -> bool {
        categories::is_within(category, root)
    }

    pub(crate) fn family_variants(family: &str) -> Vec<Value> {
        families::family_variants().remove(family).unwrap_or_default()
    }

    pub(crate) fn linked_option(attribute: &str, code: &str) -> Option<Value> {
        options::linked_option(attribute, code)
    }
}
