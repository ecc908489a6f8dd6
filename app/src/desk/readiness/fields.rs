//! A mapping as the fields of a form, and back. The fields are named like the places at which mistakes are told.

use domain::{
    Error, FieldError, Locale,
    profile::{DataPoint, Mapping, Source, Transform},
    record::Localized,
};
use std::collections::BTreeMap;

/// The field that says which kind of source it is.
pub(super) const SOURCE: &str = "source";
pub(super) const ATTRIBUTE: &str = "source.attribute";
pub(super) const VALUE: &str = "source.value";
pub(super) const REASON: &str = "source.reason";
pub(super) const TO: &str = "transform.to";
pub(super) const FROM: &str = "transform.from";
pub(super) const PATTERN: &str = "transform.pattern";
pub(super) const TABLE: &str = "transform.table";

/// What the form of a data point's source holds, as names and values.
pub fn source_fields(mapping: &Mapping) -> Vec<(String, String)> {
    let mut fields = vec![(SOURCE.to_owned(), word(&mapping.source).to_owned())];
    let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    match &mapping.source {
        Source::Attribute { attribute } => add(ATTRIBUTE, attribute),
        Source::Constant {
            value: Localized::All(value),
        } => add(VALUE, value),
        Source::Constant {
            value: Localized::PerLocale { locales },
        } => {
            for (locale, value) in locales {
                add(&per_locale(locale), value);
            }
        }
        Source::ByHand => {}
        Source::DoesNotApply { reason } => add(REASON, reason),
    }
    match &mapping.transform {
        None => {}
        Some(Transform::Unit { to, from }) => {
            add(TO, to);
            add(FROM, from.as_deref().unwrap_or_default());
        }
        Some(Transform::Date { pattern }) => add(PATTERN, pattern),
        Some(Transform::Options { table }) => {
            let lines: Vec<String> = table
                .iter()
                .map(|(option, code)| format!("{option} = {code}"))
                .collect();
            add(TABLE, &lines.join("\n"));
        }
    }
    fields
}

/// The field of a constant in one language.
pub(super) fn per_locale(locale: &Locale) -> String {
    format!("{VALUE}.{locale}")
}

pub(super) fn word(source: &Source) -> &'static str {
    match source {
        Source::Attribute { .. } => "attribute",
        Source::Constant { .. } => "constant",
        Source::ByHand => "by_hand",
        Source::DoesNotApply { .. } => "does_not_apply",
    }
}

/// The mapping that a form describes. Only its own shape is checked here: whether it fits the data point is told by the service.
pub fn read_source(point: &DataPoint, fields: &[(String, String)]) -> Result<Mapping, Error> {
    let form = Form(fields);
    let source = match form.text(SOURCE).as_str() {
        "attribute" => Source::Attribute {
            attribute: form.text(ATTRIBUTE),
        },
        "constant" => Source::Constant {
            value: form.constant()?,
        },
        "by_hand" => Source::ByHand,
        "does_not_apply" => Source::DoesNotApply {
            reason: form.text(REASON),
        },
        _ => return Err(Error::invalid(SOURCE, "Choose where the value comes from.")),
    };
    let transform = match &source {
        Source::Attribute { .. } => form.transform(point)?,
        _ => None,
    };
    Ok(Mapping {
        point: point.id.clone(),
        source,
        transform,
    })
}

struct Form<'a>(&'a [(String, String)]);

impl Form<'_> {
    /// What stands in a field, without blanks around it; several ticks are joined by commas.
    fn text(&self, name: &str) -> String {
        let all: Vec<&str> = self
            .0
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, value)| value.trim())
            .collect();
        all.join(", ")
    }

    fn constant(&self) -> Result<Localized<String>, Error> {
        let prefix = format!("{VALUE}.");
        let mut locales = BTreeMap::new();
        for (name, text) in self.0 {
            let Some(tag) = name.strip_prefix(&prefix).filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            let locale = Locale::parse(tag)
                .ok_or_else(|| Error::invalid(VALUE, format!("\u{201c}{tag}\u{201d} is no language.")))?;
            locales.insert(locale, text.trim().to_owned());
        }
        let text = self.text(VALUE);
        match (locales.is_empty(), text.is_empty()) {
            (true, _) => Ok(Localized::All(text)),
            (false, true) => Ok(Localized::PerLocale { locales }),
            (false, false) => Err(Error::invalid(
                VALUE,
                "Enter one text for all languages, or one for each, not both.",
            )),
        }
    }

    fn transform(&self, point: &DataPoint) -> Result<Option<Transform>, Error> {
        let (to, from) = (self.text(TO), self.text(FROM));
        if !to.is_empty() || !from.is_empty() {
            // The unit that is asked for goes without saying.
            let asked = point.kind.unit().map_or("", |unit| unit.sign);
            return Ok(Some(Transform::Unit {
                to: if to.is_empty() { asked.to_owned() } else { to },
                from: Some(from).filter(|from| !from.is_empty()),
            }));
        }
        let pattern = self.text(PATTERN);
        if !pattern.is_empty() {
            return Ok(Some(Transform::Date { pattern }));
        }
        let table = table(&self.text(TABLE))?;
        Ok((!table.is_empty()).then_some(Transform::Options { table }))
    }
}

/// Lines such as `li_ion = lithium-ion`; empty lines count for nothing.
fn table(text: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut table = BTreeMap::new();
    let mut errors = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = n + 1;
        match line.split_once('=').map(|(option, code)| (option.trim(), code.trim())) {
            Some((option, code)) if !option.is_empty() && !code.is_empty() => {
                if table.insert(option.to_owned(), code.to_owned()).is_some() {
                    errors.push(format!("Line {number} assigns \u{201c}{option}\u{201d} again."));
                }
            }
            _ => errors.push(format!(
                "Line {number} is not written as an option of the PIM, an equals sign, and a code of the list."
            )),
        }
    }
    if errors.is_empty() {
        return Ok(table);
    }
    Err(Error::Invalid(
        errors.into_iter().map(|e| FieldError::new(TABLE, e)).collect(),
    ))
}
