//! Texts in the three languages of the catalogue.

use serde_json::{Value, json};

/// The active locales, in the order of every [`Texts`].
pub(crate) const LOCALES: [&str; 3] = ["en_US", "de_DE", "fr_FR"];

/// English, German and French.
pub(crate) type Texts = [&'static str; 3];

/// A label map as the API shows it.
pub(crate) fn labels(texts: &Texts) -> Value {
    let [en, de, fr] = texts;
    json!({"en_US": en, "de_DE": de, "fr_FR": fr})
}
