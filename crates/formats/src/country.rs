//! The country that a product comes from, where the PIM says it in a way that can be told without guessing.

use crate::plain;
use domain::{
    Locale,
    record::{Document, Localized, Value},
};

/// Attribute codes without separators. Under Article 60 of the Union Customs Code the origin is where a product was last
/// substantially worked on, so origin and production are one question.
const ATTRIBUTES: &[&str] = &[
    "countryofmanufacture",
    "countryoforigin",
    "countryofproduction",
    "herkunftsland",
    "madein",
    "manufacturingcountry",
    "origincountry",
    "paysdorigine",
    "productioncountry",
    "ursprungsland",
];

/// A country as one language calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2, where the PIM holds a code.
    pub(crate) code: Option<String>,
    /// Its name, where the PIM has one.
    pub(crate) name: Option<String>,
}

/// The country of origin; nothing where no attribute is about it, or it names several.
pub(crate) fn origin(document: &Document, locale: &Locale) -> Option<Country> {
    let content = &document.content;
    let fields = content.sections.iter().flat_map(|s| &s.fields);
    let mut found = fields.filter(|f| {
        ATTRIBUTES
            .iter()
            .any(|letters| plain::is_spelt(&f.attribute, letters))
    });
    found.find_map(|field| read(&field.value, locale, &content.locales))
}

/// The same by its code, where the passport has one: also the place of manufacture that batteries tell, where that is a country.
pub(crate) fn made_in(document: &Document, locale: &Locale) -> Option<Country> {
    if let Some(found) = origin(document, locale).filter(|country| country.code.is_some()) {
        return Some(found);
    }
    let mut fields = document.content.sections.iter().flat_map(|s| &s.fields);
    let place = fields.find(|field| field.point.as_deref() == Some("manufacturing-place"))?;
    read(&place.value, locale, &document.content.locales).filter(|country| country.code.is_some())
}

fn read(value: &Localized<Value>, locale: &Locale, locales: &[Locale]) -> Option<Country> {
    match value.pick(locale, locales)?.1 {
        Value::Text { text } if !text.trim().is_empty() => {
            let code = code(text);
            let name = code.is_none().then(|| text.trim().to_owned());
            Some(Country { code, name })
        }
        Value::Options { options } => {
            let [option] = options.as_slice() else { return None };
            let name = plain::option(option, locale, locales);
            Some(Country {
                code: code(&option.code),
                name: (name != option.code).then(|| name.to_owned()),
            })
            .filter(|c| c.code.is_some() || c.name.is_some())
        }
        _ => None,
    }
}

/// GS1's AI 4307 takes exactly the codes of ISO 3166-1.
fn code(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let ai = gs1::Ai::parse("4307")?;
    (code.len() == 2 && gs1::check_value(ai, &code).is_ok()).then_some(code)
}
