//! Searching products and product models.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::criteria::{Criteria, Criterion};
use super::{compare, completeness, values};
use crate::catalogue::{Model, Product, Values, World, identifies};
use crate::clock;
use crate::http::error::ApiError;

/// Where conditions on values apply unless they say it themselves: `search_locale` and `search_scope`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Defaults<'a> {
    pub(crate) locale: Option<&'a str>,
    pub(crate) scope: Option<&'a str>,
}

/// A product as far as it is needed: its values are made when a condition asks for them.
pub(crate) struct Candidate<'w> {
    world: &'w World,
    head: Product,
    whole: OnceCell<Product>,
}

impl<'w> Candidate<'w> {
    pub(crate) fn new(world: &'w World, index: usize) -> Self {
        Self {
            world,
            head: world.stock.head(index),
            whole: OnceCell::new(),
        }
    }

    pub(crate) fn head(&self) -> &Product {
        &self.head
    }

    fn whole(&self) -> &Product {
        self.whole
            .get_or_init(|| self.world.stock.product(self.head.index))
    }

    /// Whether it meets all conditions.
    pub(crate) fn matches(&self, criteria: &Criteria, defaults: Defaults<'_>) -> Result<bool, ApiError> {
        for criterion in &criteria.0 {
            if !self.meets(criterion, defaults)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn meets(&self, criterion: &Criterion, defaults: Defaults<'_>) -> Result<bool, ApiError> {
        let product = &self.head;
        match criterion.property.as_str() {
            "uuid" => one_of(criterion, &product.uuid.to_string()),
            "identifier" => compare::text(criterion, Some(&product.identifier)),
            "enabled" => enabled(criterion, product.enabled),
            "completeness" => complete(self.world, self.whole(), criterion),
            "groups" => compare::codes(criterion, &[]),
            "family" => family(self.world, criterion, product.kind.family()),
            "parent" => compare::text(criterion, product.parent.as_deref()),
            "categories" => categories(criterion, &product.categories),
            "created" => compare::time(criterion, product.created, clock::now()),
            "updated" => compare::time(criterion, product.updated, clock::now()),
            "updated_including_linked_entities" => {
                let updated = self.world.updated_with_linked(product.index);
                compare::time(criterion, updated, clock::now())
            }
            own if identifies(own) => value(self.world, &product.values, None, criterion, defaults),
            _ => {
                let whole = self.whole();
                value(
                    self.world,
                    &whole.values,
                    whole.parent.as_deref(),
                    criterion,
                    defaults,
                )
            }
        }
    }
}

/// The products that can meet the conditions at all, where these name them: a hundred keys need no search.
pub(crate) fn named(world: &World, criteria: &Criteria) -> Option<Vec<usize>> {
    let stock = &world.stock;
    let found = criteria.0.iter().find_map(|criterion| {
        let codes = criterion.one_of()?;
        let indexes: Vec<usize> = match criterion.property.as_str() {
            "uuid" => {
                let uuids = codes.iter().filter_map(|code| Uuid::parse_str(code).ok());
                uuids.filter_map(|uuid| stock.index_of_uuid(uuid)).collect()
            }
            "identifier" | "sku" => codes
                .iter()
                .filter_map(|code| stock.index_of_identifier(code))
                .collect(),
            _ => return None,
        };
        Some(indexes)
    });
    found.map(|mut indexes| {
        indexes.sort_unstable();
        indexes.dedup();
        indexes
    })
}

/// Whether a product model meets all conditions.
pub(crate) fn model_matches(
    world: &World,
    model: &Model,
    criteria: &Criteria,
    defaults: Defaults<'_>,
) -> Result<bool, ApiError> {
    for criterion in &criteria.0 {
        let met = match criterion.property.as_str() {
            "identifier" | "code" => compare::text(criterion, Some(&model.code))?,
            "family" => family(world, criterion, model.kind.family())?,
            "parent" => compare::text(criterion, model.parent.as_deref())?,
            "categories" => categories(criterion, &model.categories)?,
            "created" => compare::time(criterion, model.created, clock::now())?,
            "updated" => compare::time(criterion, model.updated, clock::now())?,
            _ => {
                let whole = world.stock.model(&model.code);
                let values = whole.as_ref().map_or(&model.values, |whole| &whole.values);
                value(world, values, model.parent.as_deref(), criterion, defaults)?
            }
        };
        if !met {
            return Ok(false);
        }
    }
    Ok(true)
}

fn one_of(criterion: &Criterion, actual: &str) -> Result<bool, ApiError> {
    match criterion.operator.as_str() {
        "IN" | "NOT IN" => compare::text(criterion, Some(actual)),
        _ => Err(criterion.unsupported()),
    }
}

fn enabled(criterion: &Criterion, actual: bool) -> Result<bool, ApiError> {
    let wanted = criterion
        .value
        .as_bool()
        .ok_or_else(|| criterion.expects("a boolean"))?;
    match criterion.operator.as_str() {
        "=" => Ok(actual == wanted),
        "!=" => Ok(actual != wanted),
        _ => Err(criterion.unsupported()),
    }
}

fn family(world: &World, criterion: &Criterion, actual: &str) -> Result<bool, ApiError> {
    if matches!(criterion.operator.as_str(), "IN" | "NOT IN") {
        let known = |code: &&str| world.families.iter().any(|family| family["code"] == **code);
        if let Some(code) = criterion.texts()?.into_iter().find(|code| !known(code)) {
            return Err(ApiError::unprocessable(format!(
                "Property \"family\" expects a valid family code. The family does not exist, \"{code}\" given."
            )));
        }
    }
    compare::codes(criterion, &[actual])
}

fn categories(criterion: &Criterion, actual: &[&str]) -> Result<bool, ApiError> {
    if criterion.operator == "UNCLASSIFIED" {
        return Ok(actual.is_empty());
    }
    let wanted = criterion.texts()?;
    if let Some(code) = wanted.iter().find(|code| !World::category_exists(code)) {
        return Err(ApiError::unprocessable(format!(
            "Property \"categories\" expects a valid category code. The category does not exist, \"{code}\" given."
        )));
    }
    let within = || {
        actual
            .iter()
            .any(|here| wanted.iter().any(|root| World::is_within(here, root)))
    };
    match criterion.operator.as_str() {
        "IN CHILDREN" => Ok(within()),
        "NOT IN CHILDREN" => Ok(!within()),
        _ => compare::codes(criterion, actual),
    }
}

fn complete(world: &World, product: &Product, criterion: &Criterion) -> Result<bool, ApiError> {
    let Some(scope) = criterion.scope.as_deref() else {
        return Err(ApiError::unprocessable(
            "Property \"completeness\" expects a valid scope.",
        ));
    };
    let wanted = |locale: &str| match (&criterion.locale, &criterion.locales) {
        (Some(one), _) => one == locale,
        (None, Some(many)) => many.iter().any(|one| one == locale),
        (None, None) => true,
    };
    for (locale, percent) in completeness::of_channel(world, product, scope) {
        if wanted(locale) && compare::number(criterion, Some(f64::from(percent)))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn value(
    world: &World,
    own: &Values,
    parent: Option<&str>,
    criterion: &Criterion,
    defaults: Defaults<'_>,
) -> Result<bool, ApiError> {
    let attribute = world
        .attributes
        .get(criterion.property.as_str())
        .ok_or_else(|| criterion.unsupported())?;
    let line = world.line(parent, false);
    let all = line.values(world, own);
    let entries = all.get(attribute.code).copied().unwrap_or_default();
    let locale = criterion.locale.as_deref().or(defaults.locale);
    let scope = criterion.scope.as_deref().or(defaults.scope);
    values::matches(criterion, attribute, entries, locale, scope)
}

/// Used by the structure search for its own times.
pub(crate) fn time_of(shown: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(shown.as_str()?).ok().map(Into::into)
}
