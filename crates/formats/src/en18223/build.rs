//! The data elements of a document.

use super::element::{Body, Element, Resource};
use crate::{
    facts::{Fact, facts, key},
    plain,
    state::RECALL,
    units,
};
use domain::{
    Locale,
    record::{Document, Localized, Media, Money, OptionValue, Value},
    state::Recall,
    text::Labels,
};
use serde_json::Value as Json;

const SCHEMA_ORG: &str = "https://schema.org/";
const GS1: &str = "https://ref.gs1.org/voc/";

/// All elements: what every passport says, then the facts in their order.
pub(super) fn elements(document: &Document, dictionary: &str) -> Vec<Element> {
    let content = &document.content;
    let mut elements = vec![
        element("name", SCHEMA_ORG, Body::Languages(texts(&content.name))),
        element("brand", SCHEMA_ORG, string(&content.brand)),
        element("productID", SCHEMA_ORG, string(&content.product_identifier)),
    ];
    if !content.description.is_empty() {
        elements.push(element(
            "description",
            SCHEMA_ORG,
            Body::Languages(texts(&content.description)),
        ));
    }
    if let Some(gtin) = &content.gtin {
        elements.push(element("gtin", GS1, string(gtin)));
    }
    if let Some(image) = &content.image {
        let resource = media(document, &Media::Image(image.clone()));
        elements.push(element("image", SCHEMA_ORG, Body::Resource(resource)));
    }
    if let Some(parent) = &content.parent {
        let above = Resource {
            url: parent.identifier.clone(),
            content_type: "text/html".to_owned(),
            ..Resource::default()
        };
        elements.push(element("isVariantOf", SCHEMA_ORG, Body::Resource(above)));
    }
    let own = format!("{dictionary}#");
    let of_fact = |fact: &Fact<'_>| {
        Some(element(
            &fact.id,
            &own,
            localized(document, &own, &fact.field.value)?,
        ))
    };
    elements.extend(facts(document).iter().filter_map(of_fact));
    elements
}

/// A notice that the product is recalled.
pub(super) fn recall(notice: &Recall, dictionary: &str) -> Element {
    let own = format!("{dictionary}#");
    let since = Body::Single("xsd:date", notice.since.to_string().into());
    let mut elements = vec![
        element("since", &own, since),
        element("text", SCHEMA_ORG, Body::Languages(texts(&notice.text))),
    ];
    let link = notice.link.as_deref();
    elements.extend(link.map(|link| element("url", SCHEMA_ORG, Body::Single("xsd:anyURI", link.into()))));
    element(RECALL, &own, Body::Collection(elements))
}

fn element(id: &str, vocabulary: &str, body: Body) -> Element {
    Element {
        id: id.to_owned(),
        dictionary: format!("{vocabulary}{id}"),
        body,
    }
}

fn string(text: &str) -> Body {
    Body::Single("xsd:string", text.into())
}

fn texts(labels: &Labels) -> Vec<(String, String)> {
    labels.iter().map(|(l, text)| (l.tag(), text.clone())).collect()
}

fn localized(document: &Document, own: &str, value: &Localized<Value>) -> Option<Body> {
    match value {
        Localized::All(value) => body(document, own, value),
        Localized::PerLocale { locales } => {
            let files: Vec<_> = locales
                .iter()
                .flat_map(|(l, v)| resources(document, v, Some(l)))
                .collect();
            if !files.is_empty() {
                return Some(Body::Resources(files));
            }
            let fallbacks = &document.content.locales;
            let words = locales
                .iter()
                .filter_map(|(l, v)| Some((l.tag(), plain::words(v, l, fallbacks)?)));
            let words: Vec<_> = words.collect();
            if !words.is_empty() {
                return Some(Body::Languages(words));
            }
            // Tables and unknown data: the main language stands for all.
            let (_, value) = value.pick(fallbacks.first()?, fallbacks)?;
            body(document, own, value)
        }
    }
}

fn body(document: &Document, own: &str, value: &Value) -> Option<Body> {
    Some(match value {
        Value::Text { text } => string(text),
        Value::Html { html } => string(&plain::of_html(html)),
        Value::Boolean { value } => Body::Single("xsd:boolean", (*value).into()),
        Value::Number { value } => Body::Single("xsd:decimal", plain::number(value)),
        Value::Date { date } => Body::Single("xsd:date", date.as_str().into()),
        Value::Metric { amount, unit, symbol } => Body::Collection(measure(amount, unit, symbol)),
        Value::Prices { prices } => Body::Groups(prices.iter().map(price).collect()),
        Value::Options { options } => self::options(document, own, value, options)?,
        Value::Image { .. } | Value::File { .. } => Body::Resource(resources(document, value, None).pop()?),
        Value::Table { columns, rows } => {
            let row = |cells: &Vec<String>| {
                columns
                    .iter()
                    .zip(cells)
                    .map(|(c, cell)| column(own, c, cell))
                    .collect()
            };
            Body::Groups(rows.iter().map(row).collect())
        }
        Value::Raw { data } => string(&data.to_string()),
    })
}

fn measure(amount: &str, unit: &str, symbol: &str) -> Vec<Element> {
    let number = Body::Single("xsd:decimal", plain::number(amount));
    let sign = if symbol.is_empty() { unit } else { symbol };
    let code = units::common_code(unit, symbol).map(|code| element("unitCode", GS1, string(code)));
    let mut elements = vec![element("value", GS1, number)];
    elements.extend(code);
    elements.push(element("unitText", SCHEMA_ORG, string(sign)));
    elements
}

fn price(price: &Money) -> Vec<Element> {
    let amount = Body::Single("xsd:decimal", plain::number(&price.amount));
    vec![
        element("price", SCHEMA_ORG, amount),
        element("priceCurrency", SCHEMA_ORG, string(&price.currency)),
    ]
}

fn options(document: &Document, own: &str, value: &Value, options: &[OptionValue]) -> Option<Body> {
    let files = resources(document, value, None);
    if !files.is_empty() {
        return Some(Body::Resources(files));
    }
    let group = |option: &OptionValue| {
        vec![
            element("code", own, string(&option.code)),
            element("name", SCHEMA_ORG, Body::Languages(texts(&option.labels))),
        ]
    };
    let named = options.iter().any(|o| !o.labels.is_empty());
    match options {
        [] => None,
        [one] if named => Some(Body::Collection(group(one))),
        [one] => Some(string(&one.code)),
        many if named => Some(Body::Groups(many.iter().map(group).collect())),
        many => Some(Body::Multi(
            "xsd:string",
            many.iter().map(|o| Json::from(o.code.as_str())).collect(),
        )),
    }
}

fn column(own: &str, column: &OptionValue, cell: &str) -> Element {
    element(&key(&column.code), own, string(cell))
}

/// The files of a value, with the language that they are in.
fn resources(document: &Document, value: &Value, locale: Option<&Locale>) -> Vec<Resource> {
    let locales = &document.content.locales;
    let mut found = match value {
        Value::Image { image } => vec![media(document, &Media::Image(image.clone()))],
        Value::File { file } => vec![media(document, &Media::File(file.clone()))],
        Value::Options { options } => {
            let of = |option: &OptionValue| {
                let mut resource = media(document, option.media.as_ref()?);
                let main = locale.or(locales.first())?;
                resource.title = Some(plain::option(option, main, locales).to_owned());
                Some(resource)
            };
            options.iter().filter_map(of).collect()
        }
        _ => Vec::new(),
    };
    for resource in &mut found {
        resource.language = locale.map(Locale::tag);
    }
    found
}

fn media(document: &Document, media: &Media) -> Resource {
    match media {
        Media::Image(image) => Resource {
            url: plain::absolute(document, &image.path()),
            content_type: image.mime.clone(),
            ..Resource::default()
        },
        Media::File(file) => Resource {
            url: plain::absolute(document, &file.path()),
            content_type: file.mime.clone(),
            title: Some(file.name.clone()),
            ..Resource::default()
        },
    }
}
