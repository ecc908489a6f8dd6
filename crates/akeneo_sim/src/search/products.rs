//! Searching products and product models.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::criteria::{Criteria, Criterion};
use super::{compare, completeness, values};
use crate::catalogue::{Model, Product, Values, World};
use crate::clock;
use crate::http::error::ApiError;

/// Where conditions on values apply unless they say it themselves: `search_locale` and `search_scope`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Defaults<'a> {
    pub(crate) locale: Option<&'a str>,
    pub(crate) scope: Option<&'a str>,
}

/// Whether a product meets all conditions.
pub(crate) fn matches(
    world: &World,
    product: &Product,
    criteria: &Criteria,
    defaults: Defaults<'_>,
) -> Result<bool, ApiError> {
    for criterion in &criteria.0 {
        if !meets(world, product, criterion, defaults)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn meets(
    world: &World,
    product: &Product,
    criterion: &Criterion,
    defaults: Defaults<'_>,
) -> Result<bool, ApiError> {
    match criterion.property.as_str() {
        "uuid" => one_of(criterion, &product.uuid.to_string()),
        "identifier" => compare::text(criterion, Some(&product.identifier)),
        "enabled" => enabled(criterion, product.enabled),
        "completeness" => complete(world, product, criterion),
        "groups" => compare::codes(criterion, &[]),
        "family" => family(world, criterion, product.kind.family()),
        "parent" => compare::text(criterion, product.parent.as_deref()),
        "categories" => categories(criterion, &product.categories),
        "created" => compare::time(criterion, product.created, clock::now()),
        "updated" | "updated_including_linked_entities" => {
            compare::time(criterion, product.updated, clock::now())
        }
        _ => value(
            world,
            &product.values,
            product.parent.as_deref(),
            criterion,
            defaults,
        ),
    }
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
            _ => value(world, &model.values, model.parent.as_deref(), criterion, defaults)?,
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
    let all = world.all_values(own, parent);
    let entries = all.get(attribute.code).copied().unwrap_or_default();
    let locale = criterion.locale.as_deref().or(defaults.locale);
    let scope = criterion.scope.as_deref().or(defaults.scope);
    values::matches(criterion, attribute, entries, locale, scope)
}

/// Used by the structure search for its own times.
pub(crate) fn time_of(shown: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(shown.as_str()?).ok().map(Into::into)
}
