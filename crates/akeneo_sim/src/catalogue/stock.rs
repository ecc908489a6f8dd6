//! The products and models that exist, and what was changed about them. Everything unchanged is made when it is asked
//! for: fifty thousand products take a few megabytes instead of a few gigabytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ids::product_uuid;
use super::media_library::{MediaFile, MediaLibrary};
use super::products::{self, Seed};
use super::values::Values;
use super::world::{Model, Product};

/// Models kept ready: a page of variants asks for the same ones again and again.
const READY_MODELS: usize = 500;

/// The order of a product list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    Uuid,
    Identifier,
}

/// All products and product models.
pub(crate) struct Stock {
    /// Sorted.
    by_uuid: Vec<(Uuid, usize)>,
    /// Sorted, in lower case.
    by_identifier: Vec<(Box<str>, usize)>,
    seeds: BTreeMap<String, Seed>,
    changed: BTreeMap<usize, Product>,
    /// Products whose model changed.
    touched: BTreeMap<usize, DateTime<Utc>>,
    changed_models: BTreeMap<String, Arc<Model>>,
    touched_models: BTreeMap<String, DateTime<Utc>>,
    deleted: BTreeSet<usize>,
    ready: Mutex<HashMap<String, Arc<Model>>>,
}

impl Stock {
    pub(crate) fn of(count: usize) -> Self {
        let mut by_uuid: Vec<_> = (0..count).map(|index| (product_uuid(index), index)).collect();
        by_uuid.sort_unstable();
        let lower = |index| products::identifier(index).to_lowercase().into_boxed_str();
        let mut by_identifier: Vec<_> = (0..count).map(|index| (lower(index), index)).collect();
        by_identifier.sort_unstable();
        let seeds = (0..count).flat_map(products::seeds);
        Self {
            by_uuid,
            by_identifier,
            seeds: seeds.map(|seed| (seed.code.clone(), seed)).collect(),
            changed: BTreeMap::new(),
            touched: BTreeMap::new(),
            changed_models: BTreeMap::new(),
            touched_models: BTreeMap::new(),
            deleted: BTreeSet::new(),
            ready: Mutex::default(),
        }
    }

    /// How many products there are.
    pub(crate) fn count(&self) -> usize {
        self.by_uuid.len() - self.deleted.len()
    }

    pub(crate) fn last_update(&self) -> DateTime<Utc> {
        let updates = self.by_uuid.iter().map(|(_, index)| products::updated(*index));
        updates.max().unwrap_or_default()
    }

    /// Indexes of the products behind a place in a list.
    pub(crate) fn after(&self, order: Order, cursor: Option<&str>) -> impl Iterator<Item = usize> + '_ {
        let start = cursor.map_or(0, |cursor| match order {
            Order::Uuid => self
                .by_uuid
                .partition_point(|(uuid, _)| uuid.to_string().as_str() <= cursor),
            Order::Identifier => self.by_identifier.partition_point(|(name, _)| &**name <= cursor),
        });
        let (uuids, names) = match order {
            Order::Uuid => (&self.by_uuid[start..], &self.by_identifier[..0]),
            Order::Identifier => (&self.by_uuid[..0], &self.by_identifier[start..]),
        };
        let indexes = uuids.iter().map(|(_, index)| *index);
        indexes
            .chain(names.iter().map(|(_, index)| *index))
            .filter(|index| !self.deleted.contains(index))
    }

    /// A product without the values that follow from its index. Changed ones come whole.
    pub(crate) fn head(&self, index: usize) -> Product {
        self.current(index, products::head)
    }

    /// A product with all its own values.
    pub(crate) fn product(&self, index: usize) -> Product {
        self.current(index, |index| {
            products::product(index, &mut MediaLibrary::default())
        })
    }

    fn current(&self, index: usize, make: impl Fn(usize) -> Product) -> Product {
        let mut product = self.changed.get(&index).cloned().unwrap_or_else(|| make(index));
        if let Some(touched) = self.touched.get(&index) {
            product.updated = product.updated.max(*touched);
        }
        product
    }

    pub(crate) fn index_of_uuid(&self, uuid: Uuid) -> Option<usize> {
        let place = self.by_uuid.binary_search_by_key(&uuid, |(uuid, _)| *uuid).ok()?;
        self.existing(self.by_uuid.get(place)?.1)
    }

    pub(crate) fn index_of_identifier(&self, identifier: &str) -> Option<usize> {
        let wanted = identifier.to_lowercase();
        let place = self
            .by_identifier
            .binary_search_by(|(name, _)| (**name).cmp(&wanted))
            .ok()?;
        self.existing(self.by_identifier.get(place)?.1)
    }

    fn existing(&self, index: usize) -> Option<usize> {
        (!self.deleted.contains(&index)).then_some(index)
    }

    /// The uuid and identifier of a product, whether it was changed or not.
    pub(crate) fn name(&self, index: usize) -> Option<(Uuid, String)> {
        let exists = index < self.by_uuid.len() && !self.deleted.contains(&index);
        exists.then(|| (product_uuid(index), products::identifier(index)))
    }

    /// Codes of all models in order.
    pub(crate) fn model_codes(&self) -> impl Iterator<Item = &str> {
        self.seeds.keys().map(String::as_str)
    }

    /// A model without the values that follow from its code.
    pub(crate) fn model_head(&self, code: &str) -> Option<Model> {
        if let Some(model) = self.changed_models.get(code) {
            return Some(Model::clone(model));
        }
        let mut model = self.seeds.get(code)?.head();
        self.touch_model(&mut model);
        Some(model)
    }

    /// A model with its own values.
    pub(crate) fn model(&self, code: &str) -> Option<Arc<Model>> {
        if let Some(model) = self.changed_models.get(code).or(self.ready().get(code)) {
            return Some(Arc::clone(model));
        }
        let mut model = self.seeds.get(code)?.model(&mut MediaLibrary::default());
        self.touch_model(&mut model);
        let model = Arc::new(model);
        let mut ready = self.ready();
        if ready.len() >= READY_MODELS {
            ready.clear();
        }
        ready.insert(code.to_owned(), Arc::clone(&model));
        Some(model)
    }

    fn touch_model(&self, model: &mut Model) {
        if let Some(touched) = self.touched_models.get(&model.code) {
            model.updated = model.updated.max(*touched);
        }
    }

    /// A file of a product or model. Its name tells whose it may be; making those again shows whether it is.
    pub(crate) fn media(&self, code: &str) -> Option<MediaFile> {
        let (_, file) = code.rsplit('/').next()?.split_once('_')?;
        let owner = products::owner(file)?;
        let mut media = MediaLibrary::default();
        for index in owner.indexes().filter(|index| *index < self.by_uuid.len()) {
            products::product(index, &mut media);
            for seed in products::seeds(index) {
                seed.model(&mut media);
            }
            if let Some(file) = media.get(code) {
                return Some(file.clone());
            }
        }
        None
    }

    /// Changes the values of a product or model, and the time of everything below it.
    pub(crate) fn change(
        &mut self,
        identifier: &str,
        now: DateTime<Utc>,
        change: impl FnOnce(&mut Values),
    ) -> bool {
        if let Some(index) = self.index_of_identifier(identifier) {
            let mut product = self.product(index);
            change(&mut product.values);
            product.updated = now;
            self.changed.insert(index, product);
            return true;
        }
        let Some(mut model) = self.model(identifier).map(Arc::unwrap_or_clone) else {
            return false;
        };
        change(&mut model.values);
        model.updated = now;
        self.changed_models.insert(identifier.to_owned(), Arc::new(model));
        self.touch_below(identifier, now);
        true
    }

    pub(crate) fn set_enabled(&mut self, identifier: &str, enabled: bool, now: DateTime<Utc>) -> bool {
        let Some(index) = self.index_of_identifier(identifier) else {
            return false;
        };
        let mut product = self.product(index);
        product.enabled = enabled;
        product.updated = now;
        self.changed.insert(index, product);
        true
    }

    pub(crate) fn delete(&mut self, identifier: &str) -> bool {
        let index = self.index_of_identifier(identifier);
        index.is_some_and(|index| self.deleted.insert(index))
    }

    fn touch_below(&mut self, code: &str, now: DateTime<Utc>) {
        let Some(seed) = self.seeds.get(code) else { return };
        self.touched.extend(seed.below().map(|index| (index, now)));
        let below = self
            .seeds
            .values()
            .filter(|seed| seed.parent.as_deref() == Some(code));
        let codes: Vec<String> = below.map(|seed| seed.code.clone()).collect();
        for code in codes {
            self.ready().remove(&code);
            if let Some(model) = self.changed_models.get_mut(&code) {
                Arc::make_mut(model).updated = now;
            }
            self.touched_models.insert(code, now);
        }
    }

    fn ready(&self) -> MutexGuard<'_, HashMap<String, Arc<Model>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
