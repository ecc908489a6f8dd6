//! From a template's mappings and a product's values to what the product says, point by point.

use crate::transform;
use domain::{
    profile::{
        DataPoint, Inputs, Mapping, PointId, PointKind, Profile, ProfileChoice, Source, Supply, Transform,
        enter, fit, is_empty,
    },
    record::{Localized, OptionValue, Value},
};
use std::collections::BTreeMap;

/// What Tessera knows of a passport by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The passport's address, which it has or will have.
    pub address: Option<&'a str>,
    /// The product's GTIN.
    pub gtin: Option<&'a str>,
}

/// Collects the values of the points that a passport of this choice has a place for.
///
/// `attribute` answers a product's value of an attribute in the template's channel and locales. `by_hand` holds what was entered in
/// Tessera for this product (its own entry before the family's before the default), as it was typed; it also stands in for an
/// attribute that is empty.
pub fn resolve(
    profile: &Profile,
    choice: &ProfileChoice,
    mappings: &[Mapping],
    known: &Known<'_>,
    attribute: impl Fn(&str) -> Option<Localized<Value>>,
    by_hand: &BTreeMap<PointId, Localized<String>>,
) -> Inputs {
    let mut inputs = Inputs::default();
    for (point, _) in profile.applicable(choice) {
        let mapping = mappings.iter().find(|m| m.point == point.id);
        let typed = || by_hand.get(&point.id).map(|value| typed(point, value));
        let found = match mapping.map(|m| &m.source) {
            Some(Source::Attribute { attribute: code }) => attribute(code)
                .map(|value| {
                    each(value, |v| {
                        converted(point, v, mapping.and_then(|m| m.transform.as_ref()))
                    })
                })
                .filter(|found| !says_nothing(found))
                .or_else(typed),
            Some(Source::Constant { value }) => Some(self::typed(point, value)),
            Some(Source::ByHand) | None => typed().or_else(|| supplied(point, choice, known).map(Ok)),
            Some(Source::DoesNotApply { .. }) => {
                inputs.waived.insert(point.id.clone());
                None
            }
        };
        match found {
            Some(Ok(value)) if !nothing(&value) => drop(inputs.values.insert(point.id.clone(), value)),
            Some(Err(why)) => drop(inputs.problems.insert(point.id.clone(), why)),
            Some(Ok(_)) | None => {}
        }
    }
    inputs
}

type Found = Result<Localized<Value>, String>;

fn typed(point: &DataPoint, value: &Localized<String>) -> Found {
    each(value.clone(), |text| {
        if text.trim().is_empty() {
            Ok(None)
        } else {
            enter(point, &text).map(Some)
        }
    })
}

/// The value as the point wants it; none where it is empty.
fn converted(point: &DataPoint, value: Value, how: Option<&Transform>) -> Result<Option<Value>, String> {
    if is_empty(&value) {
        return Ok(None);
    }
    let Some(how) = how else {
        return fit(point, &value).map(Some);
    };
    if let (PointKind::Range { .. }, Transform::Unit { from, .. }) = (&point.kind, how) {
        return fit(point, &named(value, from.as_deref())).map(Some);
    }
    let value = transform(&value, how)?;
    let fitted = fit(point, &value)?;
    // A unit that was chosen on purpose stays.
    Ok(Some(if matches!(how, Transform::Unit { .. }) {
        value
    } else {
        fitted
    }))
}

/// A range that names no unit, with the one that it is meant in.
fn named(value: Value, unit: Option<&str>) -> Value {
    match (value, unit) {
        (Value::Text { text }, Some(unit)) if text.trim_end().ends_with(|c: char| c.is_ascii_digit()) => {
            Value::Text {
                text: format!("{} {unit}", text.trim_end()),
            }
        }
        (value, _) => value,
    }
}

/// Applies `f` to the value of each language, leaving out those without any; a mistake names its language.
fn each<T>(value: Localized<T>, f: impl Fn(T) -> Result<Option<Value>, String>) -> Found {
    match value {
        Localized::All(value) => Ok(f(value)?.map_or_else(none, Localized::All)),
        Localized::PerLocale { locales } => {
            let mut values = BTreeMap::new();
            for (locale, value) in locales {
                if let Some(value) = f(value).map_err(|why| format!("{}: {why}", locale.tag()))? {
                    values.insert(locale, value);
                }
            }
            Ok(Localized::PerLocale { locales: values })
        }
    }
}

fn none() -> Localized<Value> {
    Localized::PerLocale {
        locales: BTreeMap::new(),
    }
}

fn nothing(value: &Localized<Value>) -> bool {
    matches!(value, Localized::PerLocale { locales } if locales.is_empty())
}

fn says_nothing(found: &Found) -> bool {
    found.as_ref().is_ok_and(nothing)
}

fn supplied(point: &DataPoint, choice: &ProfileChoice, known: &Known<'_>) -> Option<Localized<Value>> {
    let text = |text: &str| Value::Text {
        text: text.to_owned(),
    };
    let value = match point.supplied_by? {
        Supply::Address => text(known.address?),
        Supply::Gtin => text(known.gtin?),
        Supply::Category => Value::Options {
            options: vec![OptionValue {
                code: choice.category.to_string(),
                ..OptionValue::default()
            }],
        },
    };
    Some(Localized::All(fit(point, &value).unwrap_or(value)))
}
