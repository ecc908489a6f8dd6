//! One API call: its query, where it came to, and how its answer is written.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::ApiError;
use crate::state::Shared;

/// What a handler answers.
pub(crate) type Answer = Result<Json<Value>, ApiError>;

/// Maps that PHP writes as `[]` when they are empty.
const PHP_MAPS: [&str; 11] = [
    "values",
    "labels",
    "associations",
    "quantified_associations",
    "group_labels",
    "conversion_units",
    "attribute_requirements",
    "guidelines",
    "validations",
    "linked_data",
    "options",
];

/// The call a handler answers.
pub(crate) struct Call {
    pub(crate) shared: Arc<Shared>,
    /// Origin the caller used.
    pub(crate) base: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
}

impl Call {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Whether a flag like `with_count` is on.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.param(name) == Some("true")
    }

    /// A comma-separated parameter.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.param(name).map(|text| {
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect()
        })
    }

    /// An absolute link into the API.
    pub(crate) fn api(&self, path: &str) -> String {
        format!("{}/api/rest/v1/{path}", self.base)
    }

    /// A time as the server writes it: in its own time zone.
    pub(crate) fn time(&self, time: DateTime<Utc>) -> String {
        let minutes = self.shared.faults().time_zone_minutes;
        let zone = FixedOffset::east_opt(minutes * 60);
        zone.map_or_else(
            || time.to_rfc3339(),
            |zone| time.with_timezone(&zone).to_rfc3339(),
        )
    }

    /// This call's address with other query parameters.
    pub(crate) fn again(&self, changes: &[(&str, Option<String>)]) -> String {
        let mut query = self.query.clone();
        for (name, value) in changes {
            match value {
                Some(value) => query.insert((*name).to_owned(), value.clone()),
                None => query.remove(*name),
            };
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&query)
            .finish();
        format!("{}{}?{query}", self.base, self.path)
    }

    /// Writes the answer the way PHP would.
    #[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
    pub(crate) fn answer(&self, mut body: Value) -> Answer {
        let faults = self.shared.faults();
        if faults.empty_maps_as_arrays {
            empty_maps_to_arrays(&mut body);
        }
        if faults.foreign_next_link
            && let Some(next) = body.pointer_mut("/_links/next/href")
        {
            let href = next
                .as_str()
                .unwrap_or_default()
                .replace(&self.base, "http://pim.internal.example");
            *next = Value::String(href);
        }
        if faults.numbers_as_strings {
            numbers_to_strings(&mut body);
        }
        if faults.underscore_items
            && let Some(embedded) = body.get_mut("_embedded").and_then(Value::as_object_mut)
            && let Some(items) = embedded.remove("items")
        {
            embedded.insert("_items".to_owned(), items);
        }
        Ok(Json(body))
    }
}

impl FromRequestParts<Arc<Shared>> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Self::Rejection> {
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| parts.uri.authority().map(Authority::as_str));
        // Nested routes only see the rest of their path.
        let path = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(parts.uri.path(), |uri| uri.path())
            .to_owned();
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            shared: Arc::clone(shared),
            base: format!("http://{}", host.unwrap_or("localhost")),
            path,
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        })
    }
}

fn numbers_to_strings(body: &mut Value) {
    match body {
        Value::Object(fields) => fields.values_mut().for_each(numbers_to_strings),
        Value::Array(items) => items.iter_mut().for_each(numbers_to_strings),
        Value::Number(number) => *body = Value::String(number.to_string()),
        _ => {}
    }
}

fn empty_maps_to_arrays(body: &mut Value) {
    match body {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| {
            if PHP_MAPS.contains(&name.as_str()) && field.as_object().is_some_and(Map::is_empty) {
                *field = Value::Array(Vec::new());
            }
            empty_maps_to_arrays(field);
        }),
        Value::Array(items) => items.iter_mut().for_each(empty_maps_to_arrays),
        _ => {}
    }
}
