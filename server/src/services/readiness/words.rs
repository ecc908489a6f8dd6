//! Values and sources in words, for the pages of readiness.

use domain::{
    Locale,
    profile::{Mapping, Source, Supply},
    readiness::{Entry, Scope},
    record::{Localized, OptionValue, Value},
};

/// What a data point says, one line per language where it differs.
pub(super) fn lines(value: &Localized<Value>) -> Vec<String> {
    match value {
        Localized::All(value) => vec![line(value)],
        Localized::PerLocale { locales } => {
            let tagged = |(locale, value): (&Locale, &Value)| format!("{}: {}", locale.tag(), line(value));
            locales.iter().map(tagged).collect()
        }
    }
}

fn line(value: &Value) -> String {
    match value {
        Value::Text { text } => text.clone(),
        Value::Html { html } => html.replace("</p>", " ").split('<').filter_map(plain).collect(),
        Value::Boolean { value: true } => "Yes".to_owned(),
        Value::Boolean { value: false } => "No".to_owned(),
        Value::Number { value } => value.clone(),
        Value::Metric { amount, symbol, .. } => format!("{amount} {symbol}"),
        Value::Prices { prices } => {
            let each = prices.iter().map(|p| format!("{} {}", p.amount, p.currency));
            each.collect::<Vec<_>>().join(", ")
        }
        Value::Date { date } => date.clone(),
        Value::Options { options } => options.iter().map(option).collect::<Vec<_>>().join(", "),
        Value::Image { .. } => "A picture".to_owned(),
        Value::File { file } => format!("Document {}", file.name),
        Value::Table { rows, .. } => format!("A table with {} rows", rows.len()),
        Value::Raw { data } => data.to_string().chars().take(200).collect(),
    }
}

/// What stands behind a tag, or all of it where there is none.
fn plain(part: &str) -> Option<&str> {
    Some(part.split_once('>').map_or(part, |(_, text)| text)).filter(|text| !text.is_empty())
}

fn option(option: &OptionValue) -> String {
    option.labels.values().next().unwrap_or(&option.code).clone()
}

/// Where a data point's value comes from.
pub(super) fn origin(mapping: Option<&Mapping>, supply: Option<Supply>, entry: Option<&Entry>) -> String {
    match (mapping.map(|mapping| &mapping.source), supply, entry) {
        (Some(Source::Attribute { attribute }), _, _) => format!("Attribute {attribute}"),
        (Some(Source::Constant { .. }), _, _) => "The same for all products".to_owned(),
        (Some(Source::DoesNotApply { reason }), _, _) => format!("Does not apply: {reason}"),
        (_, _, Some(entry)) => entered(entry.scope),
        (_, Some(_), None) => "Tessera fills it".to_owned(),
        (Some(Source::ByHand), None, None) => "Entered by hand".to_owned(),
        (None, None, None) => "No source yet".to_owned(),
    }
}

fn entered(scope: Scope) -> String {
    match scope {
        Scope::Product => "Entered by hand for this product",
        Scope::Family => "Entered by hand for the family",
        Scope::Default => "Entered by hand for all products",
    }
    .to_owned()
}
