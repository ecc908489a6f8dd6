//! The passport as a Digital Product Passport of the UN Transparency Protocol: a W3C Verifiable Credential 2.0 that
//! [`crate::proof::secure`] signs.
//!
//! Sources: UNTP 0.7.0 (schema and context of the Digital Product Passport; 1.0 is announced, its release was not
//! confirmed); W3C Verifiable Credentials Data Model 2.0 (Recommendation, May 2025).

mod verify;

pub use verify::{VerifyError, issuer, record, verify};

use crate::{
    country,
    did::DidWeb,
    digest_multibase,
    en18223::level,
    facts::{Fact, facts, key},
    plain, units,
};
use domain::{
    Locale,
    record::{Document, File, Image, Localized, Media, OptionValue, Value},
    text,
};
use serde_json::{Map, Value as Json, json};

/// The edition of UNTP.
pub const UNTP_VERSION: &str = "0.7.0";

/// Media type of a credential, signed inside.
pub const MEDIA_TYPE: &str = "application/vc";

/// What the credential says that the document does not.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The credential's own address, another for each version.
    pub id: &'a str,
    /// Who issues it.
    pub issuer: &'a DidWeb,
    /// The issuer's name.
    pub issuer_name: &'a str,
    /// UNTP knows one language a credential.
    pub locale: &'a Locale,
    /// RFC 3339; nothing where it counts until it is withdrawn.
    pub valid_until: Option<&'a str>,
    /// The canonical record that it stands for: its address and the SHA-256 of its bytes.
    pub record: Option<(&'a str, &'a [u8; 32])>,
    /// What kind of product it is, in any classification; UNTP prefers the UN's CPC.
    pub categories: &'a [Category<'a>],
    /// Where it was made.
    pub facility: Option<Facility<'a>>,
    /// Where the characteristics are explained: the dictionary of [`crate::en18223::context`].
    pub dictionary: &'a str,
}

/// A class of products.
#[derive(Clone, Copy, Debug)]
pub struct Category<'a> {
    /// Its code in the scheme.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The scheme's address.
    pub scheme: &'a str,
    /// The scheme's name.
    pub scheme_name: &'a str,
}

/// A place of production.
#[derive(Clone, Copy, Debug)]
pub struct Facility<'a> {
    /// An address that names it, such as a GS1 Digital Link with AI 414.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// A credential without its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Passport {
    /// The credential.
    pub credential: Json,
    /// Members of the product that UNTP's schema demands and this passport does not say. Nothing is invented for them, so
    /// with any of them the credential is valid as a W3C credential, but not against UNTP's schema.
    pub missing: Vec<&'static str>,
}

/// The credential of a document. The document is what its readers may see; nothing is held back here.
pub fn passport(document: &Document, terms: &Terms<'_>) -> Passport {
    let (subject, missing) = product(document, terms);
    let name = subject["name"].as_str().unwrap_or_default();
    let mut credential = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            format!("https://vocabulary.uncefact.org/untp/{UNTP_VERSION}/context/"),
        ],
        "type": ["DigitalProductPassport", "VerifiableCredential"],
        "id": terms.id,
        "issuer": {
            "type": ["CredentialIssuer"],
            "id": terms.issuer.to_string(),
            "name": terms.issuer_name,
        },
        "validFrom": document.published_at,
        "name": name,
        "credentialSubject": subject,
    });
    if let Some(until) = terms.valid_until {
        credential["validUntil"] = until.into();
    }
    if let Some((url, sha256)) = terms.record {
        credential["relatedResource"] = json!([{
            "id": url,
            "mediaType": "application/json",
            "digestMultibase": digest_multibase(sha256),
        }]);
    }
    Passport { credential, missing }
}

fn product(document: &Document, terms: &Terms<'_>) -> (Json, Vec<&'static str>) {
    let content = &document.content;
    let words = |labels| text::pick(labels, terms.locale, &content.locales).map(|(_, text)| text);
    let mut product = json!({
        "type": ["Product"],
        "id": document.identifier,
        "name": words(&content.name).unwrap_or(&content.product_identifier),
        "idScheme": scheme(document, terms),
        "idGranularity": level(content.granularity),
        "modelNumber": content.product_identifier,
        "relatedParty": [{
            "role": "brandOwner",
            "party": { "type": ["Party"], "id": terms.issuer.to_string(), "name": content.brand },
        }],
    });
    let mut add = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            product[name] = value;
        }
    };
    add("description", words(&content.description).map(Json::from));
    let link = gs1::DigitalLink::parse(&document.identifier).ok();
    let qualifier = |ai| link.as_ref().and_then(|l| l.get(ai)).map(Json::from);
    add("batchNumber", qualifier(gs1::Ai::BATCH));
    add("itemNumber", qualifier(gs1::Ai::SERIAL));
    add(
        "productImage",
        content.image.as_ref().map(|i| picture(document, i, "Picture")),
    );
    let country = country::origin(document, terms.locale).and_then(|c| {
        let mut json = json!({ "countryCode": c.code? });
        if let Some(name) = c.name {
            json["countryName"] = name.into();
        }
        Some(json)
    });
    add("countryOfProduction", country);
    add(
        "productCategory",
        (!terms.categories.is_empty()).then(|| terms.categories.iter().map(category).collect()),
    );
    add(
        "producedAtFacility",
        terms
            .facility
            .map(|f| json!({ "type": ["Facility"], "id": f.id, "name": f.name })),
    );
    let (characteristics, documents) = characteristics(document, terms);
    add("characteristics", Some(characteristics));
    add(
        "relatedDocument",
        (!documents.is_empty()).then(|| documents.into()),
    );
    let demanded = ["productCategory", "producedAtFacility", "countryOfProduction"];
    let missing = demanded
        .into_iter()
        .filter(|name| product.get(name).is_none())
        .collect();
    (product, missing)
}

fn category(category: &Category<'_>) -> Json {
    json!({
        "code": category.code,
        "name": category.name,
        "schemeId": category.scheme,
        "schemeName": category.scheme_name,
    })
}

/// GS1's scheme where the address is a Digital Link; else the brand's own, which UNTP names by the issuer.
fn scheme(document: &Document, terms: &Terms<'_>) -> Json {
    let (id, name) = if gs1::DigitalLink::parse(&document.identifier).is_ok() {
        ("https://id.gs1.org".to_owned(), "GS1 Digital Link")
    } else {
        (terms.issuer.to_string(), terms.issuer_name)
    };
    json!({ "type": ["IdentifierScheme"], "id": id, "name": name })
}

/// The facts under their identifiers, and the documents among them as links.
fn characteristics(document: &Document, terms: &Terms<'_>) -> (Json, Vec<Json>) {
    let locales = &document.content.locales;
    let mut map = Map::new();
    map.insert(
        "@context".to_owned(),
        json!({ "@vocab": format!("{}#", terms.dictionary) }),
    );
    let mut documents = Vec::new();
    for fact in facts(document) {
        let links = links(document, &fact, terms.locale);
        if !links.is_empty() {
            documents.extend(links);
            continue;
        }
        let value = fact.field.value.pick(terms.locale, locales);
        if let Some((_, value)) = value {
            map.insert(fact.id, characteristic(value, terms.locale, locales));
        }
    }
    (map.into(), documents)
}

fn characteristic(value: &Value, locale: &Locale, locales: &[Locale]) -> Json {
    match value {
        Value::Boolean { value } => (*value).into(),
        Value::Number { value } => plain::number(value),
        Value::Metric { amount, unit, symbol } => {
            let sign = if symbol.is_empty() { unit } else { symbol };
            let code = units::common_code(unit, symbol).unwrap_or(sign);
            json!({ "value": plain::number(amount), "unit": code })
        }
        Value::Options { options } if options.len() > 1 => options
            .iter()
            .map(|o| Json::from(plain::option(o, locale, locales)))
            .collect(),
        Value::Table { columns, rows } => {
            let row = |cells: &Vec<String>| {
                let cells = columns.iter().zip(cells);
                Json::Object(
                    cells
                        .map(|(c, cell)| (key(&c.code), cell.as_str().into()))
                        .collect(),
                )
            };
            rows.iter().map(row).collect()
        }
        Value::Raw { data } => data.to_string().into(),
        other => plain::words(other, locale, locales).map_or(Json::Null, Json::from),
    }
}

/// The documents and pictures of a fact, in all languages.
fn links(document: &Document, fact: &Fact<'_>, locale: &Locale) -> Vec<Json> {
    let locales = &document.content.locales;
    let label = text::pick(&fact.field.label, locale, locales).map_or(fact.id.as_str(), |(_, text)| text);
    let of_option = |o: &OptionValue| match o.media.as_ref()? {
        Media::Image(i) => Some(picture(document, i, plain::option(o, locale, locales))),
        Media::File(f) => Some(paper(document, f)),
    };
    let of_value = |value: &Value| match value {
        Value::Image { image } => vec![picture(document, image, label)],
        Value::File { file } => vec![paper(document, file)],
        Value::Options { options } => options.iter().filter_map(of_option).collect(),
        _ => Vec::new(),
    };
    match &fact.field.value {
        Localized::All(value) => of_value(value),
        Localized::PerLocale { locales } => locales.values().flat_map(of_value).collect(),
    }
}

fn picture(document: &Document, image: &Image, name: &str) -> Json {
    link(document, &image.path(), name, &image.mime, &image.sha256)
}

fn paper(document: &Document, file: &File) -> Json {
    link(document, &file.path(), &file.name, &file.mime, &file.sha256)
}

fn link(document: &Document, path: &str, name: &str, mime: &str, sha256: &str) -> Json {
    let mut link = json!({
        "linkURL": plain::absolute(document, path),
        "linkName": name,
        "mediaType": mime,
    });
    let hash = hex::decode(sha256)
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    if let Some(hash) = hash {
        link["digestMultibase"] = digest_multibase(&hash).into();
    }
    link
}
