//! Reading the `search` JSON.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::call::Call;
use crate::http::error::ApiError;

/// One condition.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Criterion {
    #[serde(skip)]
    pub(crate) property: String,
    pub(crate) operator: String,
    #[serde(default)]
    pub(crate) value: Value,
    pub(crate) scope: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) locales: Option<Vec<String>>,
    /// The server's time zone, in minutes east of UTC: times are asked for in it.
    #[serde(skip)]
    pub(crate) zone_minutes: i32,
}

impl Criterion {
    /// The answer to a property or operator that cannot be searched.
    pub(crate) fn unsupported(&self) -> ApiError {
        ApiError::unprocessable(format!(
            "Filter on property \"{}\" is not supported or does not support operator \"{}\".",
            self.property, self.operator
        ))
    }

    /// The answer to a value of the wrong type.
    pub(crate) fn expects(&self, what: &str) -> ApiError {
        ApiError::unprocessable(format!("Property \"{}\" expects {what} as data.", self.property))
    }

    /// The strings of an `IN`.
    pub(crate) fn texts(&self) -> Result<Vec<&str>, ApiError> {
        let items = self.value.as_array().ok_or_else(|| self.expects("an array"))?;
        items
            .iter()
            .map(|item| item.as_str().ok_or_else(|| self.expects("an array of strings")))
            .collect()
    }

    pub(crate) fn text(&self) -> Result<&str, ApiError> {
        self.value.as_str().ok_or_else(|| self.expects("a string"))
    }
}

impl Criterion {
    /// The codes an item must be one of, where the condition says so.
    pub(crate) fn one_of(&self) -> Option<Vec<&str>> {
        match self.operator.as_str() {
            "IN" => self.texts().ok(),
            "=" => self.text().ok().map(|text| vec![text]),
            _ => None,
        }
    }
}

/// All conditions of a search; an item must meet each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Criteria(pub(crate) Vec<Criterion>);

impl Criteria {
    /// Reads the parameter; without one, everything matches.
    pub(crate) fn parse(call: &Call) -> Result<Self, ApiError> {
        let (zone_minutes, community) = {
            let faults = call.shared.faults();
            (faults.time_zone_minutes, faults.community_edition)
        };
        let mut criteria = Self::read(call.param("search"))?;
        for criterion in &mut criteria.0 {
            criterion.zone_minutes = zone_minutes;
            if community && criterion.property == "updated_including_linked_entities" {
                return Err(criterion.unsupported());
            }
        }
        Ok(criteria)
    }

    fn read(search: Option<&str>) -> Result<Self, ApiError> {
        let Some(search) = search.filter(|search| !search.is_empty()) else {
            return Ok(Self::default());
        };
        let invalid = || ApiError::bad_request("Search query parameter should be valid JSON.");
        let parsed: Value = serde_json::from_str(search).map_err(|_| invalid())?;
        let properties = match parsed {
            Value::Object(properties) => properties,
            Value::Array(items) if items.is_empty() => Map::new(),
            _ => return Err(invalid()),
        };
        let mut all = Vec::new();
        for (property, conditions) in properties {
            let Value::Array(conditions) = conditions else {
                return Err(structure(&property));
            };
            for condition in conditions {
                let mut criterion: Criterion =
                    serde_json::from_value(condition).map_err(|_| structure(&property))?;
                criterion.property.clone_from(&property);
                all.push(criterion);
            }
        }
        Ok(Self(all))
    }
}

fn structure(property: &str) -> ApiError {
    ApiError::unprocessable(format!(
        "Structure of filter \"{property}\" should respect this structure: \
         {{\"{property}\":[{{\"operator\": \"my_operator\", \"value\": \"my_value\"}}]}}"
    ))
}
