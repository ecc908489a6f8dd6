//! The product for search engines and shops: schema.org with GS1's vocabulary, one language at a time.
//!
//! Sources: schema.org (types Product and `PropertyValue`); GS1 Web Vocabulary 1.16 (link type `gs1:dpp`). The range of
//! schema.org's young `hasDigitalProductPassport` could not be read; an address is what every property may hold.

use crate::{
    country,
    facts::facts,
    plain,
    state::{Standing, words},
    units,
};
use domain::{
    Locale,
    record::{Document, File, Image, Media, Value},
    text,
};
use serde_json::{Map, Value as Json, json};

/// Media type.
pub const MEDIA_TYPE: &str = "application/ld+json";

/// The product of a document in a language. The document is what its reader may see; nothing is held back here. Schema.org has no
/// word for the state of a passport: the status is that of the page about it, and a recall is an announcement about the product.
pub fn product(document: &Document, standing: &Standing<'_>, locale: &Locale) -> Json {
    let content = &document.content;
    let locales = &content.locales;
    let page = &document.identifier;
    let mut product = json!({
        "@context": ["https://schema.org", { "gs1": "https://ref.gs1.org/voc/" }],
        "@type": ["Product", "gs1:Product"],
        "@id": page,
        "url": page,
        "mainEntityOfPage": { "@type": "WebPage", "@id": page, "inLanguage": locale.tag(),
            "creativeWorkStatus": standing.status.word() },
        "hasDigitalProductPassport": page,
        "gs1:dpp": { "@id": page },
        "brand": { "@type": "Brand", "name": content.brand },
        "productID": content.product_identifier,
    });
    let mut add = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            product[name] = value;
        }
    };
    let picked = |labels| text::pick(labels, locale, locales).map(|(_, text)| text.into());
    add("name", picked(&content.name));
    add("description", picked(&content.description));
    add(
        "subjectOf",
        standing.recall.map(|recall| {
            let mut told = json!({ "@type": "SpecialAnnouncement", "name": "Product recall",
                "datePosted": recall.since.to_string(), "url": recall.link.as_deref().unwrap_or(page) });
            if let Some(text) = words(recall, locale, locales) {
                told["text"] = text.into();
            }
            told
        }),
    );
    add(
        "isVariantOf",
        content
            .parent
            .as_ref()
            .map(|parent| json!({ "@type": "Product", "@id": parent.identifier })),
    );
    add("gtin", content.gtin.as_deref().map(Json::from));
    add("image", content.image.as_ref().map(|i| image(document, i)));
    add(
        "countryOfOrigin",
        country::origin(document, locale).map(|c| {
            let mut json = json!({ "@type": "Country" });
            if let Some(name) = c.name.as_ref().or(c.code.as_ref()) {
                json["name"] = name.as_str().into();
            }
            if let Some(code) = c.code {
                json["identifier"] = code.into();
            }
            json
        }),
    );
    let properties = properties(document, locale);
    add(
        "additionalProperty",
        (!properties.is_empty()).then(|| properties.into()),
    );
    product
}

/// JSON for a `<script>` element: the same data, without a sign with which HTML could begin or end anything.
pub fn for_script(json: &Json) -> String {
    let mut text = json.to_string();
    // Outside of texts JSON has none of these signs.
    for (sign, escape) in [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ] {
        if text.contains(sign) {
            text = text.replace(sign, escape);
        }
    }
    text
}

fn properties(document: &Document, locale: &Locale) -> Vec<Json> {
    let locales = &document.content.locales;
    let property = |fact: &crate::facts::Fact<'_>| {
        let (_, value) = fact.field.value.pick(locale, locales)?;
        let mut json = Map::new();
        json.insert("@type".to_owned(), "PropertyValue".into());
        json.insert("propertyID".to_owned(), fact.id.as_str().into());
        if let Some((_, label)) = text::pick(&fact.field.label, locale, locales) {
            json.insert("name".to_owned(), label.into());
        }
        value_into(&mut json, document, value, locale)?;
        Some(Json::Object(json))
    };
    facts(document).iter().filter_map(property).collect()
}

/// Nothing for tables and for data of an unknown kind, which a property value cannot hold.
fn value_into(
    json: &mut Map<String, Json>,
    document: &Document,
    value: &Value,
    locale: &Locale,
) -> Option<()> {
    let locales = &document.content.locales;
    let value = match value {
        Value::Boolean { value } => (*value).into(),
        Value::Number { value } => plain::number(value),
        Value::Metric { amount, unit, symbol } => {
            if let Some(code) = units::common_code(unit, symbol) {
                json.insert("unitCode".to_owned(), code.into());
            }
            let sign = if symbol.is_empty() { unit } else { symbol };
            json.insert("unitText".to_owned(), sign.as_str().into());
            plain::number(amount)
        }
        Value::Prices { prices } => one_or_many(prices.iter().map(|p| {
            json!({ "@type": "MonetaryAmount", "value": plain::number(&p.amount), "currency": p.currency })
        }))?,
        Value::Options { options } => one_or_many(options.iter().map(|option| match &option.media {
            Some(Media::Image(i)) => image(document, i),
            Some(Media::File(f)) => file(document, f),
            None => plain::option(option, locale, locales).into(),
        }))?,
        Value::Image { image: i } => image(document, i),
        Value::File { file: f } => file(document, f),
        other => plain::words(other, locale, locales)?.into(),
    };
    json.insert("value".to_owned(), value);
    Some(())
}

fn one_or_many(values: impl Iterator<Item = Json>) -> Option<Json> {
    let mut values: Vec<_> = values.collect();
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(values.into()),
    }
}

fn image(document: &Document, image: &Image) -> Json {
    json!({
        "@type": "ImageObject",
        "contentUrl": plain::absolute(document, &image.path()),
        "encodingFormat": image.mime,
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
    })
}

fn file(document: &Document, file: &File) -> Json {
    json!({
        "@type": "DigitalDocument",
        "name": file.name,
        "url": plain::absolute(document, &file.path()),
        "encodingFormat": file.mime,
    })
}
