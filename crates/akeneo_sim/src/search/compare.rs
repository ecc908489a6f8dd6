//! Operators on texts, dates and numbers.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::Value;

use super::criteria::Criterion;
use crate::http::error::ApiError;

/// Compares a text that may be missing. Like Elasticsearch's keywords, case does not matter.
pub(crate) fn text(criterion: &Criterion, actual: Option<&str>) -> Result<bool, ApiError> {
    let lower = |text: &str| text.to_lowercase();
    let here = actual.map(lower);
    let is = |test: &dyn Fn(&str, &str) -> bool| -> Result<bool, ApiError> {
        let wanted = lower(criterion.text()?);
        Ok(here.as_deref().is_some_and(|here| test(here, &wanted)))
    };
    match criterion.operator.as_str() {
        "=" => is(&|here, wanted| here == wanted),
        "!=" => is(&|here, wanted| here != wanted),
        "CONTAINS" => is(&|here, wanted| here.contains(wanted)),
        "DOES NOT CONTAIN" => is(&|here, wanted| !here.contains(wanted)),
        "STARTS WITH" => is(&|here, wanted| here.starts_with(wanted)),
        "IN" => Ok(here.is_some_and(|here| {
            criterion
                .texts()
                .is_ok_and(|all| all.iter().any(|one| lower(one) == here))
        })),
        "NOT IN" => {
            let all = criterion.texts()?;
            Ok(here.is_none_or(|here| !all.iter().any(|one| lower(one) == here)))
        }
        "EMPTY" => Ok(actual.is_none()),
        "NOT EMPTY" => Ok(actual.is_some()),
        _ => Err(criterion.unsupported()),
    }
}

/// Compares codes of which an item may have several.
pub(crate) fn codes(criterion: &Criterion, actual: &[&str]) -> Result<bool, ApiError> {
    match criterion.operator.as_str() {
        "IN" => Ok(criterion.texts()?.iter().any(|code| actual.contains(code))),
        "NOT IN" => Ok(!criterion.texts()?.iter().any(|code| actual.contains(code))),
        "EMPTY" => Ok(actual.is_empty()),
        "NOT EMPTY" => Ok(!actual.is_empty()),
        _ => Err(criterion.unsupported()),
    }
}

/// Compares a number.
pub(crate) fn number(criterion: &Criterion, actual: Option<f64>) -> Result<bool, ApiError> {
    match criterion.operator.as_str() {
        "EMPTY" => return Ok(actual.is_none()),
        "NOT EMPTY" => return Ok(actual.is_some()),
        _ => {}
    }
    let wanted = amount(&criterion.value).ok_or_else(|| criterion.expects("a numeric"))?;
    let Some(actual) = actual else { return Ok(false) };
    match criterion.operator.as_str() {
        "=" => Ok((actual - wanted).abs() < 1e-9),
        "!=" => Ok((actual - wanted).abs() >= 1e-9),
        ">" => Ok(actual > wanted),
        ">=" => Ok(actual >= wanted),
        "<" => Ok(actual < wanted),
        "<=" => Ok(actual <= wanted),
        _ => Err(criterion.unsupported()),
    }
}

/// A number, written as one, as a string, or with a unit.
pub(crate) fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        Value::Object(fields) => fields.get("amount").and_then(amount),
        _ => None,
    }
}

/// Compares a time, given as `YYYY-MM-DD HH:MM:SS` in the server's time zone. `now` is for `SINCE LAST N DAYS`.
pub(crate) fn time(
    criterion: &Criterion,
    actual: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let one = || moment(criterion, &criterion.value);
    match criterion.operator.as_str() {
        ">" => Ok(actual > one()?),
        "<" => Ok(actual < one()?),
        "=" => Ok(actual == one()?),
        "!=" => Ok(actual != one()?),
        "BETWEEN" | "NOT BETWEEN" => {
            let Some([from, to]) = criterion.value.as_array().map(Vec::as_slice) else {
                return Err(criterion.expects("an array with two dates"));
            };
            let within = actual >= moment(criterion, from)? && actual <= moment(criterion, to)?;
            Ok(within == (criterion.operator == "BETWEEN"))
        }
        "SINCE LAST N DAYS" => {
            let days = criterion
                .value
                .as_i64()
                .ok_or_else(|| criterion.expects("a numeric"))?;
            Ok(TimeDelta::try_days(days).is_some_and(|span| actual >= now - span))
        }
        _ => Err(criterion.unsupported()),
    }
}

fn moment(criterion: &Criterion, value: &Value) -> Result<DateTime<Utc>, ApiError> {
    let text = value.as_str().unwrap_or_default();
    let parsed = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S");
    let zone = TimeDelta::minutes(criterion.zone_minutes.into());
    parsed.map(|time| time.and_utc() - zone).map_err(|_| {
        ApiError::unprocessable(format!(
            "Property \"{}\" expects a string with the format \"yyyy-mm-dd H:i:s\" as data, \"{text}\" given.",
            criterion.property
        ))
    })
}
