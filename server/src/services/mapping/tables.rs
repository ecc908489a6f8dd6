//! Tables: cells become text, in the language of the page where a cell is an option of a list.

use super::{Source, names, units, values};
use domain::{
    Locale,
    record::{Localized, OptionValue, Value},
    text,
};
use pim::{Attribute, ScopedValue, TableColumn, ValueData};
use serde_json::Value as Json;
use std::collections::BTreeMap;

type Row = BTreeMap<String, Json>;

/// A table that is one for all languages of the PIM: still one per language of the page where its cells have labels.
pub(super) fn localized(
    source: &Source<'_>,
    attribute: &Attribute,
    value: &ScopedValue,
) -> Option<Localized<Value>> {
    let ValueData::Table(rows) = &value.data else {
        return None;
    };
    let tables: BTreeMap<Locale, Value> = source
        .design
        .locales
        .iter()
        .filter_map(|l| Some((l.clone(), table(source, attribute, (value, rows), l)?)))
        .collect();
    let first = tables.values().next()?.clone();
    if tables.values().all(|t| *t == first) {
        return Some(Localized::All(first));
    }
    Some(Localized::PerLocale { locales: tables })
}

/// A table in one language; columns and rows without any text are left out.
pub(super) fn table(
    source: &Source<'_>,
    attribute: &Attribute,
    (value, rows): (&ScopedValue, &[Row]),
    locale: &Locale,
) -> Option<Value> {
    let cell = |c: &Column<'_>, row: &Row| c.cell(source, value, row, locale);
    let columns: Vec<Column<'_>> = columns(attribute, rows)
        .into_iter()
        .filter(|c| rows.iter().any(|r| !cell(c, r).is_empty()))
        .collect();
    let cells = |row: &Row| -> Vec<String> { columns.iter().map(|c| cell(c, row)).collect() };
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(cells)
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    (!rows.is_empty()).then(|| Value::Table {
        columns: columns.iter().map(|c| c.heading(source)).collect(),
        rows,
    })
}

/// A column: as the attribute defines it, or one that only the rows know.
struct Column<'a> {
    code: &'a str,
    defined: Option<&'a TableColumn>,
}

/// The defined columns in their order, then those that only occur in the rows.
fn columns<'a>(attribute: &'a Attribute, rows: &'a [Row]) -> Vec<Column<'a>> {
    let mut columns: Vec<Column<'a>> = attribute
        .table_configuration
        .iter()
        .map(|c| Column {
            code: &c.code,
            defined: Some(c),
        })
        .collect();
    for code in rows.iter().flat_map(BTreeMap::keys) {
        if !columns.iter().any(|c| c.code == code) {
            columns.push(Column { code, defined: None });
        }
    }
    columns
}

impl Column<'_> {
    fn heading(&self, source: &Source<'_>) -> OptionValue {
        let labels = self
            .defined
            .map(|c| names::labels_of(&c.labels))
            .unwrap_or_default();
        OptionValue {
            code: self.code.to_owned(),
            labels: super::in_languages(source, &labels),
            media: None,
        }
    }

    fn cell(&self, source: &Source<'_>, value: &ScopedValue, row: &Row, locale: &Locale) -> String {
        let Some(data) = row.get(self.code) else {
            return String::new();
        };
        match data {
            Json::String(code) => self.text(source, code, locale),
            Json::Bool(true) => "\u{2713}".to_owned(),
            Json::Bool(false) => "\u{2717}".to_owned(),
            Json::Number(number) => number.to_string(),
            Json::Object(cell) => linked(source, value, cell, locale).unwrap_or_else(|| object(cell)),
            Json::Array(items) => items
                .iter()
                .filter_map(Json::as_str)
                .map(|code| self.text(source, code, locale))
                .collect::<Vec<_>>()
                .join(", "),
            Json::Null => String::new(),
        }
    }

    /// A text, a day, or the label of an option or a record.
    fn text(&self, source: &Source<'_>, code: &str, locale: &Locale) -> String {
        let kind = self.defined.and_then(|c| c.data_type.as_deref());
        self.option_label(source, code, locale)
            .or_else(|| (kind == Some("date")).then(|| values::day(code)).flatten())
            .unwrap_or_else(|| code.trim().to_owned())
    }

    fn option_label(&self, source: &Source<'_>, code: &str, locale: &Locale) -> Option<String> {
        let option = self.defined?.options.iter().find(|o| o.code == code)?;
        let labels = names::labels_of(&option.labels);
        text::pick(&labels, locale, &source.design.locales).map(|(_, label)| label.to_owned())
    }
}

/// The name of the product that a cell leads to; none where the PIM did not tell it.
fn linked(
    source: &Source<'_>,
    value: &ScopedValue,
    cell: &serde_json::Map<String, Json>,
    locale: &Locale,
) -> Option<String> {
    let keys = ["id", "identifier", "uuid", "code"].into_iter();
    let mut ids = keys.filter_map(|key| cell.get(key)?.as_str());
    let linked = ids.find_map(|id| value.linked.get(id))?;
    let labels = names::labels_of(&linked.labels);
    text::pick(&labels, locale, &source.design.locales).map(|(_, label)| label.to_owned())
}

/// A measurement or a link in a cell.
fn object(cell: &serde_json::Map<String, Json>) -> String {
    let text = |key: &str| match cell.get(key)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if let (Some(amount), Some(unit)) = (text("amount"), text("unit")) {
        let symbol = text("symbol").unwrap_or_else(|| units::symbol(&unit));
        return format!("{amount}\u{a0}{symbol}");
    }
    ["identifier", "code", "id", "uuid"]
        .iter()
        .find_map(|key| text(key))
        .unwrap_or_default()
}
