//! What the registry wants to know of a passport, read from its document.

use crate::record::{Content, Document, Granularity, Localized, RecordField, Value};

/// The data points that hold each fact, in the profiles that Tessera knows.
const COMMODITY: &[&str] = &["commodity-code"];
const OPERATOR: &[&str] = &["manufacturer-identifier", "operator-identifier", "importer-eori"];
const FACILITY: &[&str] = &["facilities", "facility-identifiers"];
const BACK_UP: &[&str] = &["backup-provider"];

/// What the registry wants to know of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The unique product identifier: the passport's own address.
    pub identifier: String,
    /// The level that it describes.
    pub granularity: Granularity,
    /// The identifier of its model, where it is of a finer level.
    pub model: Option<String>,
    /// The identifier of its batch, where it is an item.
    pub batch: Option<String>,
    /// Commodity codes, as written.
    pub commodity_codes: Vec<String>,
    /// Identifiers of the operator who answers for the product.
    pub operators: Vec<String>,
    /// Identifiers of facilities.
    pub facilities: Vec<String>,
    /// Where the copy at a service provider is.
    pub back_up: Vec<String>,
    /// The number of the version.
    pub version: u32,
    /// When it was published: RFC 3339.
    pub published_at: String,
}

impl Facts {
    /// What a document says. It names the passport directly above; what is above that follows from a GS1 Digital Link, or a
    /// caller who knows the passports sets it.
    pub fn of(document: &Document) -> Self {
        let content = &document.content;
        let (mut model, mut batch) = above(&document.identifier, content.granularity);
        match &content.parent {
            Some(parent) if parent.granularity == Granularity::Model => {
                model = Some(parent.identifier.clone());
            }
            Some(parent) => batch = Some(parent.identifier.clone()),
            None => {}
        }
        Self {
            identifier: document.identifier.clone(),
            granularity: content.granularity,
            model,
            batch,
            commodity_codes: texts(content, COMMODITY),
            operators: texts(content, OPERATOR),
            facilities: texts(content, FACILITY),
            back_up: texts(content, BACK_UP),
            version: document.version,
            published_at: document.published_at.clone(),
        }
    }
}

/// The model and the batch of a finer address: `…/01/{gtin}/10/{lot}/21/{serial}`.
fn above(identifier: &str, level: Granularity) -> (Option<String>, Option<String>) {
    if level == Granularity::Model || !identifier.contains("/01/") {
        return (None, None);
    }
    let at = |part: &str| identifier.find(part).map(|end| identifier[..end].to_owned());
    let (lot, serial) = (at("/10/"), at("/21/"));
    let model = lot.clone().or_else(|| serial.clone());
    let batch = lot.and(serial).filter(|_| level == Granularity::Item);
    (model, batch)
}

fn texts(content: &Content, points: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let fields = content.sections.iter().flat_map(|section| &section.fields);
    for field in fields.filter(|field| is_one_of(field, points)) {
        let values: Vec<&Value> = match &field.value {
            Localized::All(value) => vec![value],
            Localized::PerLocale { locales } => locales.values().collect(),
        };
        for text in values.into_iter().flat_map(words) {
            let text = text.trim().to_owned();
            if !text.is_empty() && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

fn is_one_of(field: &RecordField, points: &[&str]) -> bool {
    field
        .point
        .as_deref()
        .is_some_and(|point| points.contains(&point))
}

/// Each identifier of a value by itself: lists are written one to a line or as options.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Text { text } => text.lines().map(str::to_owned).collect(),
        Value::Number { value } => vec![value.clone()],
        Value::Options { options } => options.iter().map(|option| option.code.clone()).collect(),
        Value::Table { rows, .. } => rows.iter().filter_map(|row| row.first().cloned()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_above_follow_from_a_digital_link() {
        let batch = "https://id.example.eu/01/09520123456788/10/L%2F1";
        let model = Some("https://id.example.eu/01/09520123456788".to_owned());
        assert_eq!(above(batch, Granularity::Batch), (model.clone(), None));
        let item = format!("{batch}/21/7");
        assert_eq!(
            above(&item, Granularity::Item),
            (model.clone(), Some(batch.to_owned()))
        );
        let item = "https://id.example.eu/01/09520123456788/21/7";
        assert_eq!(above(item, Granularity::Item), (model, None));
        assert_eq!(
            above("https://id.example.eu/p/aaaaaaaaaaaaaaaa", Granularity::Item),
            (None, None)
        );
    }
}
