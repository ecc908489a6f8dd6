//! Everything the simulated PIM knows, and the changes a test may make to it.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::assets::{self, AssetFamily};
use super::attributes::{self, Attribute};
use super::kinds::ProductKind;
use super::media_library::MediaLibrary;
use super::products;
use super::records::{self, ReferenceEntity};
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
    pub(crate) models: BTreeMap<String, Model>,
    /// Sorted by uuid, the order of the product list.
    pub(crate) products: Vec<Product>,
    pub(crate) reference_entities: Vec<ReferenceEntity>,
    pub(crate) asset_families: Vec<AssetFamily>,
    pub(crate) media: MediaLibrary,
    last_change: DateTime<Utc>,
}

impl World {
    /// Builds the catalogue with this many products.
    pub(crate) fn build(count: usize) -> Self {
        let mut media = MediaLibrary::default();
        let stock = products::build(count, &mut media);
        let reference_entities = records::build(&mut media);
        let asset_families = assets::build(&mut media);
        let mut products = stock.products;
        products.sort_by_key(|product| product.uuid);
        let last_change = products
            .iter()
            .map(|product| product.updated)
            .max()
            .unwrap_or_default();
        Self {
            attributes: attributes::ALL
                .iter()
                .map(|attribute| (attribute.code, *attribute))
                .collect(),
            channels: settings::channels(),
            locales: settings::locales(),
            families: families::families(),
            models: stock.models,
            products,
            reference_entities,
            asset_families,
            media,
            last_change,
        }
    }

    pub(crate) fn product_by_uuid(&self, uuid: Uuid) -> Option<&Product> {
        let place = self
            .products
            .binary_search_by_key(&uuid, |product| product.uuid)
            .ok()?;
        self.products.get(place)
    }

    pub(crate) fn product_by_identifier(&self, identifier: &str) -> Option<&Product> {
        self.products
            .iter()
            .find(|product| product.identifier.eq_ignore_ascii_case(identifier))
    }

    pub(crate) fn product_by_index(&self, index: usize) -> Option<&Product> {
        self.products.iter().find(|product| product.index == index)
    }

    /// Own and inherited values of a product or model; its own win.
    pub(crate) fn all_values<'a>(
        &'a self,
        own: &'a Values,
        parent: Option<&str>,
    ) -> BTreeMap<&'a str, &'a [Entry]> {
        let mut line = vec![own];
        let mut above = parent.and_then(|code| self.models.get(code));
        while let Some(model) = above {
            line.push(&model.values);
            above = model.parent.as_deref().and_then(|code| self.models.get(code));
        }
        let entries = line.iter().rev().flat_map(|values| &values.0);
        entries
            .filter(|(code, _)| self.attributes.contains_key(code.as_str()))
            .map(|(code, entries)| (code.as_str(), entries.as_slice()))
            .collect()
    }

    /// The model at the top of a product's or model's line.
    pub(crate) fn root_of<'a>(&'a self, parent: Option<&'a str>) -> Option<&'a str> {
        let mut here = parent?;
        while let Some(above) = self.models.get(here).and_then(|model| model.parent.as_deref()) {
            here = above;
        }
        Some(here)
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
        if let Some(product) = self
            .products
            .iter_mut()
            .find(|product| product.identifier == identifier)
        {
            product.values.put(attribute, locale, scope, data);
            product.updated = now;
            return true;
        }
        let Some(model) = self.models.get_mut(identifier) else {
            return false;
        };
        model.values.put(attribute, locale, scope, data);
        model.updated = now;
        self.touch_below(identifier, now);
        true
    }

    /// Removes a product; nothing tells of it but its absence.
    pub(crate) fn delete_product(&mut self, identifier: &str) -> bool {
        let before = self.products.len();
        self.products.retain(|product| product.identifier != identifier);
        self.products.len() < before
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

    fn touch_below(&mut self, model: &str, now: DateTime<Utc>) {
        let mut line = vec![model.to_owned()];
        for below in self.models.values_mut() {
            if below.parent.as_deref() == Some(model) {
                below.updated = now;
                line.push(below.code.clone());
            }
        }
        for product in &mut self.products {
            if product
                .parent
                .as_ref()
                .is_some_and(|parent| line.contains(parent))
            {
                product.updated = now;
            }
        }
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
