//! Searching families, attributes, categories and the other lists that are plain JSON here.

use serde_json::Value;

use super::compare;
use super::criteria::{Criteria, Criterion};
use super::products::time_of;
use crate::clock;
use crate::http::error::ApiError;

/// Keeps the items that meet all conditions. Only the named properties can be searched.
pub(crate) fn filter(
    items: Vec<Value>,
    criteria: &Criteria,
    searchable: &[&str],
) -> Result<Vec<Value>, ApiError> {
    if let Some(criterion) = criteria
        .0
        .iter()
        .find(|one| !searchable.contains(&one.property.as_str()))
    {
        return Err(criterion.unsupported());
    }
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        let mut met = true;
        for criterion in &criteria.0 {
            met = met && meets(criterion, &item)?;
        }
        if met {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn meets(criterion: &Criterion, item: &Value) -> Result<bool, ApiError> {
    let actual = match criterion.property.as_str() {
        "is_root" => &Value::Bool(item["parent"].is_null()),
        "identifiers" => &item["code"],
        property => &item[property],
    };
    match (criterion.property.as_str(), actual) {
        // What was never changed counts as changed with the catalogue's start.
        ("updated", Value::Null) => Ok(criterion.operator == "<"),
        ("updated", actual) => {
            let time = time_of(actual).ok_or_else(|| criterion.unsupported())?;
            compare::time(criterion, time, clock::now())
        }
        (_, Value::Bool(actual)) if criterion.operator == "=" => criterion
            .value
            .as_bool()
            .map(|wanted| wanted == *actual)
            .ok_or_else(|| criterion.expects("a boolean")),
        (_, actual) => compare::text(criterion, actual.as_str()),
    }
}
