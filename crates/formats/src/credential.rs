//! The passport as a Digital Product Passport of the UN Transparency Protocol: a W3C Verifiable Credential 2.0 that
//! [`crate::proof::secure`] signs.
//!
//! Sources: UNTP 0.7.0 (schema and context of the Digital Product Passport; 1.0 is announced, its release was not
//! confirmed); W3C Verifiable Credentials Data Model 2.0 (Recommendation, May 2025).

mod classes;
mod origin;
mod verify;

pub use origin::{Missing, facility_id, missing};
pub use verify::{VerifyError, issuer, record, verify};

use crate::{
    did::DidWeb,
    digest_multibase,
    en18223::level,
    facts::{Fact, facts, key},
    plain,
    state::{RECALL, Standing, notice},
    units,
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
    /// What it belongs to, the nearest first: they say what it does not.
    pub above: &'a [&'a Document],
    /// The family of the product in the brand's PIM: its class where no other is said.
    pub family: &'a str,
    /// Today's state.
    pub standing: Standing<'a>,
    /// Where the characteristics are explained: the dictionary of [`crate::en18223::context`].
    pub dictionary: &'a str,
}

/// The credential of a document, without its proof. The document is what its readers may see; nothing is held back here. UNTP's
/// schema demands what not every passport says. Nothing is invented for that: there is no credential, and what is missing is named.
pub fn passport(document: &Document, terms: &Terms<'_>) -> Result<Json, Vec<Missing>> {
    let absent = missing(document, terms.above);
    if !absent.is_empty() {
        return Err(absent);
    }
    let subject = product(document, terms);
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
    Ok(credential)
}

fn product(document: &Document, terms: &Terms<'_>) -> Json {
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
    let number = |ai, own: Option<&str>| {
        let named = link.as_ref().and_then(|l| l.get(ai));
        named.or(own).map(Json::from)
    };
    add("batchNumber", number(gs1::Ai::BATCH, content.batch.as_deref()));
    add("itemNumber", number(gs1::Ai::SERIAL, content.serial.as_deref()));
    add(
        "productImage",
        content.image.as_ref().map(|i| picture(document, i, "Picture")),
    );
    add("countryOfProduction", origin::country(document, terms));
    add(
        "productCategory",
        Some(classes::categories(document, terms).into()),
    );
    add("producedAtFacility", origin::facility(document, terms));
    add("productionDate", origin::production_date(document, terms));
    add("dimensions", origin::dimensions(document, terms));
    let (characteristics, documents) = characteristics(document, terms);
    add("characteristics", Some(characteristics));
    add(
        "relatedDocument",
        (!documents.is_empty()).then(|| documents.into()),
    );
    product
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
    map.insert("dppStatus".to_owned(), terms.standing.status.word().into());
    if let Some(recall) = terms.standing.recall {
        map.insert(RECALL.to_owned(), notice(recall, terms.locale, locales));
    }
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
