//! One value of the PIM as one value of the record. What is empty is left out, what is unknown is kept as it came.

use super::{MediaMap, Source, Stored, assets, html, names, tables, units};
use domain::{
    Locale,
    record::{Money, OptionValue, Value},
};
use pim::{Attribute, AttributeType, Price, ScopedValue, ValueData};

/// Maps a value; `locale` is the language that texts inside a table are shown in.
pub(super) fn value(
    source: &Source<'_>,
    media: &MediaMap,
    attribute: &Attribute,
    value: &ScopedValue,
    locale: &Locale,
) -> Option<Value> {
    let option = |code: &String| names::option(source, attribute, value, code);
    match &value.data {
        ValueData::Empty => None,
        ValueData::Text(text) if is_rich(attribute, text) => html::rich(text),
        ValueData::Text(text) => html::text(text),
        ValueData::Boolean(value) => Some(Value::Boolean { value: *value }),
        ValueData::Number(value) => Some(Value::Number { value: value.clone() }),
        ValueData::Metric { amount, unit, symbol } => Some(Value::Metric {
            amount: amount.clone(),
            unit: unit.clone(),
            symbol: symbol.clone().unwrap_or_else(|| units::symbol(unit)),
        }),
        ValueData::Prices(prices) => money(prices),
        ValueData::Date(text) => {
            day(text).map_or_else(|| html::text(text), |date| Some(Value::Date { date }))
        }
        ValueData::Option(code) => options(vec![option(code)]),
        ValueData::Options(codes) => options(codes.iter().map(option).collect()),
        ValueData::AssetCollection(codes) => {
            options(assets::options(source, media, (attribute, value), codes, locale))
        }
        ValueData::ProductLink { id, .. } => options(vec![option(id)]),
        ValueData::Media { code } => media.get(code).map(stored),
        ValueData::Table(rows) => tables::table(source, attribute, (value, rows), locale),
        ValueData::Raw(data) => (!is_empty(data)).then(|| Value::Raw {
            data: formats::exact_numbers(data.clone()),
        }),
    }
}

/// The day of an ISO 8601 time, as the PIM wrote it: a date has no time zone, whatever offset stands behind it.
pub(super) fn day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    Some(day.to_owned())
}

/// Rich text: what the attribute says, and where an older PIM says nothing, what the text looks like.
fn is_rich(attribute: &Attribute, text: &str) -> bool {
    attribute.attribute_type == AttributeType::Textarea
        && attribute
            .wysiwyg_enabled
            .unwrap_or_else(|| html::looks_rich(text))
}

fn options(options: Vec<OptionValue>) -> Option<Value> {
    let options: Vec<_> = options.into_iter().filter(|o| !o.code.is_empty()).collect();
    (!options.is_empty()).then_some(Value::Options { options })
}

fn money(prices: &[Price]) -> Option<Value> {
    let prices: Vec<_> = prices
        .iter()
        .filter_map(|p| {
            Some(Money {
                amount: p.amount.clone()?,
                currency: p.currency.clone(),
            })
        })
        .collect();
    (!prices.is_empty()).then_some(Value::Prices { prices })
}

fn stored(stored: &Stored) -> Value {
    match stored {
        Stored::Image(image) => Value::Image { image: image.clone() },
        Stored::File(file) => Value::File { file: file.clone() },
    }
}

fn is_empty(data: &serde_json::Value) -> bool {
    match data {
        serde_json::Value::Null => true,
        serde_json::Value::String(text) => text.trim().is_empty(),
        serde_json::Value::Array(items) => items.is_empty(),
        serde_json::Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
