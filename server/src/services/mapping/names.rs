//! Names: of the product, of its fields, of options.

use super::{Source, html, identifier, in_languages, in_scope};
use domain::{Locale, record::OptionValue, text::Labels};
use pim::{Attribute, AttributeType, ScopedValue, ValueData};

/// The most characters of the line of description.
const DESCRIPTION_MAX: usize = 300;

/// The product's name per language; its identifier where the PIM has no name.
pub(super) fn name(source: &Source<'_>) -> Labels {
    let chosen = source.design.name_attribute.as_deref();
    let attribute = chosen.or(source.family.attribute_as_label.as_deref());
    let found = attribute.map(|a| lines(source, a)).unwrap_or_default();
    if found.is_empty() {
        let first = source.design.locales.first().cloned();
        return first
            .map(|l| (l, identifier(source.product)))
            .into_iter()
            .collect();
    }
    found
}

/// One line of description per language, from plain or rich text.
pub(super) fn description(source: &Source<'_>) -> Labels {
    let attribute = source.design.description_attribute.as_deref();
    let found = attribute.map(|a| lines(source, a)).unwrap_or_default();
    found.into_iter().map(|(l, t)| (l, shortened(&t))).collect()
}

/// The name of a field: the template's, else the PIM's, else the attribute's code.
pub(super) fn field_label(source: &Source<'_>, attribute: &Attribute, chosen: &Labels) -> Labels {
    let mut labels = in_languages(source, &labels_of(&attribute.labels));
    labels.extend(in_languages(source, chosen));
    if labels.is_empty() {
        let first = source.design.locales.first().cloned();
        labels.extend(first.map(|l| (l, attribute.code.clone())));
    }
    labels
}

/// An option, a record, an asset or a linked product with its labels. Custom reference data has none that a PIM would
/// tell, so its codes are made readable.
pub(super) fn option(
    source: &Source<'_>,
    attribute: &Attribute,
    value: &ScopedValue,
    code: &str,
) -> OptionValue {
    use AttributeType::{ReferenceDataMulti, ReferenceDataSimple};
    let linked = value.linked.get(code);
    let mut labels = linked.map(|l| labels_of(&l.labels)).unwrap_or_default();
    let is_reference = matches!(attribute.attribute_type, ReferenceDataSimple | ReferenceDataMulti);
    if labels.is_empty() && is_reference {
        let first = source.design.locales.first().cloned();
        labels.extend(first.map(|l| (l, pim::readable(code))));
    }
    OptionValue {
        code: code.to_owned(),
        labels: in_languages(source, &labels),
        media: None,
    }
}

/// The PIM's labels under our locales; empty ones and those of unreadable locales are left out.
pub(super) fn labels_of(labels: &pim::Labels) -> Labels {
    labels
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .filter_map(|(code, text)| Some((Locale::parse(code)?, text.clone())))
        .collect()
}

/// An attribute's value as one line per language of the template. What is the same in all languages stands in each.
fn lines(source: &Source<'_>, attribute: &str) -> Labels {
    let defined = source.attributes.get(attribute);
    let line = |locale: &Locale| {
        let own = in_scope(source, attribute).filter(|v| v.locale.as_deref() == Some(locale.as_str()));
        let all = in_scope(source, attribute).filter(|v| v.locale.is_none());
        own.chain(all).find_map(|v| as_line(source, defined, v, locale))
    };
    let locales = source.design.locales.iter();
    locales.filter_map(|l| Some((l.clone(), line(l)?))).collect()
}

fn as_line(
    source: &Source<'_>,
    attribute: Option<&Attribute>,
    value: &ScopedValue,
    locale: &Locale,
) -> Option<String> {
    let text = match &value.data {
        ValueData::Option(code) => {
            let option = attribute.map(|a| option(source, a, value, code));
            let label = option.and_then(|mut option| option.labels.remove(locale));
            label.unwrap_or_else(|| code.clone())
        }
        ValueData::Text(text) if value.attribute_type == Some(AttributeType::Textarea) => html::plain(text),
        _ => value.as_text()?.to_owned(),
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Cut at the end of a word, with an ellipsis.
fn shortened(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(DESCRIPTION_MAX) else {
        return text.to_owned();
    };
    let head = &text[..cut];
    let end = head.rfind(' ').unwrap_or(cut);
    format!(
        "{}\u{2026}",
        head[..end].trim_end_matches([',', ';', ':', '.', ' '])
    )
}
