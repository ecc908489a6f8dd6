//! Searching by the values of an attribute.

use serde_json::Value;

use super::compare;
use super::criteria::Criterion;
use crate::catalogue::{Attribute, Entry};
use crate::http::error::ApiError;

/// Whether an attribute's entries meet a condition in one locale and channel.
pub(crate) fn matches(
    criterion: &Criterion,
    attribute: &Attribute,
    entries: &[Entry],
    locale: Option<&str>,
    scope: Option<&str>,
) -> Result<bool, ApiError> {
    let given = |what: &str| {
        ApiError::unprocessable(format!(
            "Attribute \"{}\" expects a {what}, none given.",
            attribute.code
        ))
    };
    let locale = if attribute.localizable {
        Some(locale.ok_or_else(|| given("locale"))?)
    } else {
        None
    };
    let scope = if attribute.scopable {
        Some(scope.ok_or_else(|| given("scope"))?)
    } else {
        None
    };
    let entry = entries
        .iter()
        .find(|entry| entry.locale.as_deref() == locale && entry.scope.as_deref() == scope);
    let data = entry.map(|entry| &entry.data);
    match attribute.kind {
        "pim_catalog_identifier"
        | "pim_catalog_text"
        | "pim_catalog_textarea"
        | "pim_catalog_simpleselect"
        | "akeneo_reference_entity"
        | "pim_catalog_date"
        | "pim_catalog_image"
        | "pim_catalog_file" => compare::text(criterion, data.and_then(Value::as_str)),
        "pim_catalog_number" | "pim_catalog_metric" => {
            compare::number(criterion, data.and_then(compare::amount))
        }
        "pim_catalog_boolean" => boolean(criterion, data),
        "pim_catalog_multiselect" | "akeneo_reference_entity_collection" | "pim_catalog_asset_collection" => {
            let codes: Vec<&str> = data
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            compare::codes(criterion, &codes)
        }
        _ => match criterion.operator.as_str() {
            "EMPTY" => Ok(data.is_none()),
            "NOT EMPTY" => Ok(data.is_some()),
            _ => Err(criterion.unsupported()),
        },
    }
}

fn boolean(criterion: &Criterion, data: Option<&Value>) -> Result<bool, ApiError> {
    let wanted = criterion
        .value
        .as_bool()
        .ok_or_else(|| criterion.expects("a boolean"))?;
    let actual = data.and_then(Value::as_bool);
    match criterion.operator.as_str() {
        "=" => Ok(actual == Some(wanted)),
        "!=" => Ok(actual != Some(wanted)),
        _ => Err(criterion.unsupported()),
    }
}
