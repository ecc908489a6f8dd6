//! Where and when a product was made: the facility and the country, which UNTP's schema demands, the day and the measures.
//!
//! Each is read from fields that say it, by the data point of the profile or by the PIM's own name for it. Where the passport of
//! a batch or an item does not say it, what it belongs to does.

use super::Terms;
use crate::{country, plain, units};
use domain::{
    Locale,
    profile::Scheme,
    record::{Document, RecordField, Value},
};
use serde_json::{Map, Value as Json, json};
use std::fmt::Write;

/// Data points and attribute codes (letters and digits alone) that name the facility.
const FACILITIES: &[&str] = &[
    "facilities",
    "facility",
    "facilitygln",
    "facilityid",
    "facilityidentifier",
    "facilityidentifiers",
    "manufacturingfacility",
    "manufacturingsite",
    "productionfacility",
    "productionplant",
    "productionsite",
    "productionsites",
];

/// Those of the day on which it was made.
const DAYS: &[&str] = &["dateofmanufacture", "manufacturingdate", "productiondate"];

/// The dimensions that UNTP knows; fields are known by the same names.
const SIZES: &[&str] = &["weight", "length", "width", "height", "volume"];

/// What UNTP's schema demands and a passport may not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The facility that made it.
    Facility,
    /// The country in which it was made.
    Country,
}

impl Missing {
    /// What to add, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Facility => {
                "the facility that made the product (a field such as \"facilities\", with a GLN or a name)"
            }
            Self::Country => {
                "the country in which it was made (a field such as \"country_of_origin\", with its two-letter code)"
            }
        }
    }
}

/// What a passport and those above it do not say.
pub fn missing(document: &Document, above: &[&Document]) -> Vec<Missing> {
    let Some(locale) = document.content.locales.first() else {
        return vec![Missing::Facility, Missing::Country];
    };
    let facility = first(document, above, |one| facilities(one, locale));
    let country = first(document, above, |one| country::made_in(one, locale));
    let absent = [
        (Missing::Facility, facility.is_none()),
        (Missing::Country, country.is_none()),
    ];
    absent
        .into_iter()
        .filter_map(|(what, is)| is.then_some(what))
        .collect()
}

/// What the narrowest of the passports says.
pub(super) fn first<T>(
    document: &Document,
    above: &[&Document],
    read: impl Fn(&Document) -> Option<T>,
) -> Option<T> {
    std::iter::once(document)
        .chain(above.iter().copied())
        .find_map(read)
}

/// The country of production.
pub(super) fn country(document: &Document, terms: &Terms<'_>) -> Option<Json> {
    let found = first(document, terms.above, |one| country::made_in(one, terms.locale))?;
    let mut json = json!({ "countryCode": found.code? });
    if let Some(name) = found.name {
        json["countryName"] = name.into();
    }
    Some(json)
}

/// The facility. UNTP takes one; of several it is the one that the brand names first.
pub(super) fn facility(document: &Document, terms: &Terms<'_>) -> Option<Json> {
    let found = first(document, terms.above, |one| facilities(one, terms.locale))?;
    let (code, name) = found.into_iter().next()?;
    let id = address(&code, &terms.issuer.to_string());
    Some(json!({ "type": ["Facility"], "id": id, "name": name }))
}

/// An identifier of the facility, where there is exactly one; one that is only named is known by its owner, whose address is given.
pub fn facility_id(document: &Document, above: &[&Document], owner: &str) -> Option<String> {
    let locale = document.content.locales.first()?;
    match first(document, above, |one| facilities(one, locale))?.as_slice() {
        [(code, _)] => Some(address(code, owner)),
        _ => None,
    }
}

/// The day on which it was made, where it is told to the day.
pub(super) fn production_date(document: &Document, terms: &Terms<'_>) -> Option<Json> {
    let day = |field: &RecordField, locales: &[Locale]| match field.value.pick(terms.locale, locales)?.1 {
        Value::Date { date } if date.len() == 10 => Some(Json::from(date.as_str())),
        _ => None,
    };
    first(document, terms.above, |one| {
        let mut found = fields(one).filter(|field| DAYS.iter().any(|letters| is_of(field, letters)));
        found.find_map(|field| day(field, &one.content.locales))
    })
}

/// Weight and measures, as far as their units have a code of UN/CEFACT's Recommendation 20.
pub(super) fn dimensions(document: &Document, terms: &Terms<'_>) -> Option<Json> {
    let size = |name: &str| {
        first(document, terms.above, |one| {
            let mut found = fields(one).filter(|field| is_of(field, name));
            found.find_map(|field| measure(field.value.pick(terms.locale, &one.content.locales)?.1))
        })
    };
    let found = SIZES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), size(name)?)));
    let found: Map<String, Json> = found.collect();
    (!found.is_empty()).then(|| found.into())
}

fn measure(value: &Value) -> Option<Json> {
    let Value::Metric { amount, unit, symbol } = value else {
        return None;
    };
    let (amount, unit) = (plain::number(amount), units::common_code(unit, symbol)?);
    amount
        .is_number()
        .then(|| json!({ "value": amount, "unit": unit }))
}

/// The codes of the facilities and their names, in the order in which the brand names them.
fn facilities(document: &Document, locale: &Locale) -> Option<Vec<(String, String)>> {
    let mut found = fields(document).filter(|field| FACILITIES.iter().any(|letters| is_of(field, letters)));
    found.find_map(|field| {
        let values = values(document, field, locale);
        (!values.is_empty()).then_some(values)
    })
}

/// An address that names the facility: its own, GS1's of its GLN, or one that its owner gives it.
fn address(code: &str, owner: &str) -> String {
    if let Ok(link) = Scheme::Link.read(code) {
        return link;
    }
    match Scheme::Gln.read(code) {
        Ok(gln) => format!("https://id.gs1.org/414/{gln}"),
        Err(_) => format!("{owner}/facility/{}", in_address(code)),
    }
}

pub(super) fn fields(document: &Document) -> impl Iterator<Item = &RecordField> {
    document
        .content
        .sections
        .iter()
        .flat_map(|section| &section.fields)
}

/// Whether a field is known by a name: its data point's, or its own.
pub(super) fn is_of(field: &RecordField, letters: &str) -> bool {
    let point = field.point.as_deref();
    point.is_some_and(|point| plain::is_spelt(point, letters)) || plain::is_spelt(&field.attribute, letters)
}

/// Codes with their names, one to each line or option; a code without a name is its own.
pub(super) fn values(document: &Document, field: &RecordField, locale: &Locale) -> Vec<(String, String)> {
    let locales = &document.content.locales;
    let Some((_, value)) = field.value.pick(locale, locales) else {
        return Vec::new();
    };
    let same = |text: &str| {
        let text = text.trim().to_owned();
        (!text.is_empty()).then(|| (text.clone(), text))
    };
    match value {
        Value::Text { text } => text.lines().filter_map(same).collect(),
        Value::Number { value } => same(value).into_iter().collect(),
        Value::Options { options } => options
            .iter()
            .map(|option| {
                (
                    option.code.clone(),
                    plain::option(option, locale, locales).to_owned(),
                )
            })
            .collect(),
        Value::Table { rows, .. } => rows.iter().filter_map(|row| same(row.first()?)).collect(),
        _ => Vec::new(),
    }
}

/// A code as part of an address.
fn in_address(code: &str) -> String {
    code.bytes()
        .fold(String::with_capacity(code.len()), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a text never fails.
                _ = write!(text, "%{byte:02X}");
            }
            text
        })
}
