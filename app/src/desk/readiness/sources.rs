//! Sources of data points in words.

use crate::admin::named;
use domain::{
    catalog::AttributeView,
    profile::{Mapping, Source, Supply, Transform},
    record::Localized,
};

/// The most characters of a constant that a list shows.
const SHOWN: usize = 60;

/// An attribute by its name, with its code where that says something else.
pub(super) fn attribute_words(code: &str, attributes: &[AttributeView]) -> String {
    let found = attributes.iter().find(|a| a.code == code);
    let name = found.map_or_else(|| code.to_owned(), |a| named(&a.labels, code));
    if name == code {
        name
    } else {
        format!("{name} ({code})")
    }
}

/// Where a data point comes from.
pub(super) fn source_words(mapping: &Mapping, attributes: &[AttributeView]) -> String {
    let source = match &mapping.source {
        Source::Attribute { attribute } => {
            format!("Attribute {}", attribute_words(attribute, attributes))
        }
        Source::Constant {
            value: Localized::All(value),
        } => format!("The same for all products: {}", cut(value)),
        Source::Constant {
            value: Localized::PerLocale { locales },
        } => {
            let tags: Vec<String> = locales.keys().map(domain::Locale::tag).collect();
            format!("The same for all products, in {}", tags.join(", "))
        }
        Source::ByHand => "Entered by hand".to_owned(),
        Source::DoesNotApply { reason } => format!("Does not apply: {}", cut(reason)),
    };
    mapping
        .transform
        .as_ref()
        .map_or_else(|| source.clone(), |t| format!("{source}, {}", transform_words(t)))
}

fn transform_words(transform: &Transform) -> String {
    match transform {
        Transform::Unit { to, from: Some(from) } => format!("converted from {from} to {to}"),
        Transform::Unit { to, from: None } => format!("converted to {to}"),
        Transform::Date { pattern } => format!("read as {pattern}"),
        Transform::Options { table } if table.len() == 1 => "with 1 option assigned".to_owned(),
        Transform::Options { table } => format!("with {} options assigned", table.len()),
    }
}

/// What Tessera knows by itself.
pub(super) fn supply_words(supply: Supply) -> &'static str {
    match supply {
        Supply::Address => "Tessera fills it: the passport's address",
        Supply::Gtin => "Tessera fills it: the GTIN of the template",
        Supply::Category => "Tessera fills it: the category chosen above",
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{}\u{2026}", start.trim_end())
}
