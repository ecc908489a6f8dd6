//! Values of a product: an attribute has one entry per locale and channel.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::text::LOCALES;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) locale: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) data: Value,
}

/// Entries by attribute code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(pub(crate) BTreeMap<String, Vec<Entry>>);

impl Values {
    /// Sets a value that neither depends on the locale nor on the channel.
    pub(crate) fn set(&mut self, attribute: &str, data: impl Into<Value>) -> &mut Self {
        self.put(attribute, None, None, data.into());
        self
    }

    /// Sets a value per locale.
    pub(crate) fn translate<T: AsRef<str>>(&mut self, attribute: &str, texts: &[T; 3]) -> &mut Self {
        for (locale, text) in LOCALES.iter().zip(texts) {
            self.put(attribute, Some(locale), None, json!(text.as_ref()));
        }
        self
    }

    /// Sets or replaces one entry; `null` removes it.
    pub(crate) fn put(&mut self, attribute: &str, locale: Option<&str>, scope: Option<&str>, data: Value) {
        let entries = self.0.entry(attribute.to_owned()).or_default();
        entries.retain(|entry| entry.locale.as_deref() != locale || entry.scope.as_deref() != scope);
        if !data.is_null() {
            entries.push(Entry {
                locale: locale.map(Into::into),
                scope: scope.map(Into::into),
                data,
            });
        }
        if entries.is_empty() {
            self.0.remove(attribute);
        }
    }
}

/// A measurement, the amount as Akeneo writes decimals.
pub(crate) fn metric(amount: &str, unit: &str, symbol: &str) -> Value {
    json!({"amount": amount, "unit": unit, "symbol": symbol})
}
