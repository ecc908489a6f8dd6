//! Product values without loss: typed where the type is known and the data fits it, raw otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decimal::Exact;
use super::{AttributeType, Labels};
use crate::tolerant::{code, map_of, object};

/// Decimals kept of a number in scientific notation.
const SMALLEST: u32 = 60;

/// All values of a product: attribute code to its values per locale and channel.
pub type Values = BTreeMap<String, Vec<ScopedValue>>;

/// One value for one locale and channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScopedValue {
    /// Locale code, or `None` when the attribute is not localizable.
    pub locale: Option<String>,
    /// Channel code, or `None` when the attribute is not scopable.
    pub scope: Option<String>,
    /// The type the PIM stated beside the value, or the one given to [`super::Product::typed`].
    pub attribute_type: Option<AttributeType>,
    /// The value itself. Raw while the type is unknown.
    pub data: ValueData,
    /// The data exactly as the PIM sent it.
    pub raw: Value,
    /// Labels of the options in `data`, by option code, where the PIM sent them.
    #[serde(default)]
    pub linked: BTreeMap<String, LinkedOption>,
    /// What the PIM sent as `linked_data`, when it is something else than option labels (assets, for instance).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_raw: Option<Value>,
}

/// The labels of one option.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedOption {
    /// Labels by locale.
    #[serde(default)]
    pub labels: Labels,
}

/// The data of one value, by kind. Numbers and amounts are decimal text, as exact as the PIM sent them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum ValueData {
    /// No data (`null`).
    Empty,
    /// Text, possibly HTML where the attribute allows it: sanitise before showing.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// Decimal text such as `12.5000`.
    Number(String),
    /// A measurement.
    Metric {
        /// Decimal text.
        amount: String,
        /// Unit code, such as `CENTIMETER`.
        unit: String,
        /// Unit symbol, where the PIM sent it or [`super::Product::with_symbols`] found it.
        symbol: Option<String>,
    },
    /// Amounts in several currencies.
    Prices(Vec<Price>),
    /// ISO 8601 text with offset, as the PIM sent it.
    Date(String),
    /// One option, record or reference data code.
    Option(String),
    /// Several option, record or reference data codes, in the PIM's order.
    Options(Vec<String>),
    /// A file in the PIM's media store, to be fetched with [`crate::Connector::media`].
    Media {
        /// Media file code; contains slashes.
        code: String,
    },
    /// Asset codes of an asset family.
    AssetCollection(Vec<String>),
    /// A link to another product or product model.
    ProductLink {
        /// `product` or `product_model`.
        target: String,
        /// Its uuid, identifier or code.
        id: String,
    },
    /// Rows of a table: column code to cell. Cells may be missing.
    Table(Vec<BTreeMap<String, Value>>),
    /// Anything else, as it came.
    Raw(Value),
}

/// An amount in a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Decimal text; `None` when the PIM has the currency without an amount.
    pub amount: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
}

impl ScopedValue {
    /// Reads one entry of `values`. Reference entities and assets say `channel` where products say `scope`.
    pub(crate) fn from_wire(entry: Value) -> Self {
        let mut entry = object(entry);
        let mut take = |key: &str| entry.remove(key).unwrap_or(Value::Null);
        let raw = take("data");
        let attribute_type = take("attribute_type").as_str().map(AttributeType::parse);
        let data = match &attribute_type {
            Some(kind) => interpret(kind, &raw),
            None if raw.is_null() => ValueData::Empty,
            None => ValueData::Raw(raw.clone()),
        };
        let scope = code(&take("scope"));
        let scope = scope.or_else(|| code(&take("channel")));
        let (linked, linked_raw) = read_linked(take("linked_data"));
        Self {
            locale: code(&take("locale")),
            scope,
            attribute_type,
            data,
            raw,
            linked,
            linked_raw,
        }
    }

    /// Reads the raw data again as `kind`, keeping a symbol that the PIM sent.
    pub(crate) fn retype(&mut self, kind: &AttributeType) {
        self.data = interpret(kind, &self.raw);
        self.attribute_type = Some(kind.clone());
    }

    /// True when the value holds in a locale and channel: what does not depend on them always does.
    pub fn fits(&self, locale: Option<&str>, scope: Option<&str>) -> bool {
        let fits = |have: &Option<String>, want: Option<&str>| have.is_none() || have.as_deref() == want;
        fits(&self.locale, locale) && fits(&self.scope, scope)
    }

    /// The label of an option in this value, or `None` where the caller should show `[code]`.
    pub fn label_of(&self, option: &str, locale: &str) -> Option<&str> {
        self.linked.get(option)?.labels.get(locale).map(String::as_str)
    }

    /// The value as one line of plain text, where that makes sense.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            ValueData::Text(text)
            | ValueData::Number(text)
            | ValueData::Date(text)
            | ValueData::Option(text)
            | ValueData::Raw(Value::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// Reads raw data as a given type. Never fails: what does not fit stays [`ValueData::Raw`].
pub fn interpret(attribute_type: &AttributeType, raw: &Value) -> ValueData {
    use AttributeType as T;
    if raw.is_null() {
        return ValueData::Empty;
    }
    let read = match attribute_type {
        T::Identifier | T::Text | T::Textarea => code(raw).map(ValueData::Text),
        T::Boolean => raw.as_bool().map(ValueData::Boolean),
        T::Date => raw.as_str().map(|text| ValueData::Date(text.to_owned())),
        T::Number => decimal(raw).map(ValueData::Number),
        T::Metric => metric(raw),
        T::Price => prices(raw),
        T::SimpleSelect | T::ReferenceDataSimple | T::ReferenceEntity => code(raw).map(ValueData::Option),
        T::MultiSelect | T::ReferenceDataMulti | T::ReferenceEntityCollection => {
            code_seq(raw).map(ValueData::Options)
        }
        T::AssetCollection => code_seq(raw).map(ValueData::AssetCollection),
        T::Image | T::File => raw.as_str().map(|text| ValueData::Media {
            code: text.to_owned(),
        }),
        T::ProductLink => product_link(raw),
        T::Table => table(raw),
        T::Other(_) => None,
    };
    read.unwrap_or_else(|| ValueData::Raw(raw.clone()))
}

impl super::TableColumn {
    /// Reads a cell of this column, as exactly as a value of an attribute. A missing cell is [`ValueData::Empty`].
    pub fn interpret(&self, cell: Option<&Value>) -> ValueData {
        use AttributeType as T;
        let kind = match self.data_type.as_deref().unwrap_or_default() {
            "text" => T::Text,
            "boolean" => T::Boolean,
            "number" | "incremental_number" => T::Number,
            "date" => T::Date,
            "measurement" => T::Metric,
            "select" => T::SimpleSelect,
            "reference_entity" if cell.is_some_and(Value::is_array) => T::ReferenceEntityCollection,
            "reference_entity" => T::ReferenceEntity,
            "product_link" => T::ProductLink,
            other => T::Other(other.to_owned()),
        };
        interpret(&kind, cell.unwrap_or(&Value::Null))
    }

    /// The label of an option of this column, or of a record once [`super::LabelBook::name_columns`] has named them.
    pub fn label_of(&self, code: &str, locale: &str) -> Option<&str> {
        let option = self.options.iter().find(|option| option.code == code)?;
        option.labels.get(locale).map(String::as_str)
    }
}

/// Decimal text from a number or a numeric string; `None` for anything that is no number.
fn decimal(raw: &Value) -> Option<String> {
    match raw {
        Value::Number(number) => plain(&number.to_string()),
        Value::String(text) => is_decimal(text).then(|| text.clone()),
        _ => None,
    }
}

/// Number text without an exponent: JSON may say `1e-7`, a page may not.
fn plain(number: &str) -> Option<String> {
    if number.contains(['e', 'E']) {
        return Some(Exact::parse(number)?.text(SMALLEST));
    }
    Some(number.to_owned())
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn metric(raw: &Value) -> Option<ValueData> {
    let unit = raw.get("unit")?.as_str()?.to_owned();
    let amount = decimal(raw.get("amount")?)?;
    let symbol = raw
        .get("symbol")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    Some(ValueData::Metric {
        amount,
        unit,
        symbol: symbol.map(str::to_owned),
    })
}

fn prices(raw: &Value) -> Option<ValueData> {
    let price = |entry: &Value| {
        let amount = match entry.get("amount") {
            None | Some(Value::Null) => None,
            Some(amount) => Some(decimal(amount)?),
        };
        Some(Price {
            amount,
            currency: entry.get("currency")?.as_str()?.to_owned(),
        })
    };
    raw.as_array()?
        .iter()
        .map(price)
        .collect::<Option<Vec<_>>>()
        .map(ValueData::Prices)
}

fn code_seq(raw: &Value) -> Option<Vec<String>> {
    raw.as_array()?.iter().map(code).collect()
}

fn product_link(raw: &Value) -> Option<ValueData> {
    let target = raw.get("type")?.as_str()?.to_owned();
    let id = ["id", "uuid", "identifier", "code"]
        .iter()
        .find_map(|key| raw.get(key).and_then(code))?;
    Some(ValueData::ProductLink { target, id })
}

fn table(raw: &Value) -> Option<ValueData> {
    let row = |entry: &Value| match entry {
        Value::Object(cells) => Some(cells.clone().into_iter().collect()),
        Value::Array(cells) if cells.is_empty() => Some(BTreeMap::new()),
        _ => None,
    };
    raw.as_array()?
        .iter()
        .map(row)
        .collect::<Option<Vec<_>>>()
        .map(ValueData::Table)
}

/// A simple select has `{attribute, code, labels}`, a multi select `{code: {…}}`; assets have something else.
fn read_linked(linked: Value) -> (BTreeMap<String, LinkedOption>, Option<Value>) {
    let labels = |entry: &Value| {
        entry.get("labels").map(|labels| LinkedOption {
            labels: map_of(labels.clone()),
        })
    };
    if let Some(simple) = linked.get("code").and_then(Value::as_str) {
        let option = labels(&linked).unwrap_or_default();
        return (BTreeMap::from([(simple.to_owned(), option)]), None);
    }
    let options: BTreeMap<_, _> = object(linked.clone())
        .into_iter()
        .filter_map(|(key, entry)| {
            let option = labels(&entry)?;
            // A list instead of a map: PHP did that to the keys 0, 1, 2…; the entry knows its own code.
            Some((entry.get("code").and_then(code).unwrap_or(key), option))
        })
        .collect();
    let nothing = matches!(&linked, Value::Null) || linked.as_array().is_some_and(Vec::is_empty);
    let rest = (options.is_empty() && !nothing).then_some(linked);
    (options, rest)
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
