//! The classes of a product, which UNTP's schema demands.
//!
//! They are read from fields that hold the code of a classification, by the data point of the profile or by the PIM's own name for it.

use super::{
    Terms,
    origin::{fields, first, is_of, values},
};
use domain::{
    profile::Scheme,
    record::{Document, RecordField},
};
use serde_json::{Value as Json, json};

/// Data points and attribute codes (letters and digits alone) that class a product, with the classification.
const CLASSES: &[(&str, Classes)] = &[
    ("batterycategory", Classes::Battery),
    ("cncode", Classes::Commodity),
    ("combinednomenclature", Classes::Commodity),
    ("commoditycode", Classes::Commodity),
    ("cpc", Classes::Cpc),
    ("cpccode", Classes::Cpc),
    ("customstariffnumber", Classes::Commodity),
    ("gpc", Classes::Gpc),
    ("gpcbrick", Classes::Gpc),
    ("gpcbrickcode", Classes::Gpc),
    ("gpccode", Classes::Gpc),
    ("hscode", Classes::Commodity),
    ("productcategory", Classes::Own),
    ("tariccode", Classes::Commodity),
    ("uncpc", Classes::Cpc),
    ("zolltarifnummer", Classes::Commodity),
];

/// A classification.
#[derive(Clone, Copy)]
enum Classes {
    /// GS1's Global Product Classification.
    Gpc,
    /// The UN's Central Product Classification, which UNTP prefers.
    Cpc,
    /// Customs: HS, CN or TARIC, by the number of digits.
    Commodity,
    /// The categories of the battery regulation.
    Battery,
    /// The brand's own.
    Own,
}

/// The classes of the product; the brand's own family where nothing else is said.
pub(super) fn categories(document: &Document, terms: &Terms<'_>) -> Vec<Json> {
    let of_one = |one: &Document| {
        let found: Vec<Json> = fields(one)
            .flat_map(|field| of_field(one, field, terms))
            .collect();
        (!found.is_empty()).then_some(found)
    };
    first(document, terms.above, of_one).unwrap_or_else(|| {
        let name = terms.family.replace('_', " ");
        vec![class(terms.family, &name, Classes::Own, terms)]
    })
}

fn of_field(document: &Document, field: &RecordField, terms: &Terms<'_>) -> Vec<Json> {
    let Some((_, classes)) = CLASSES.iter().find(|(letters, _)| is_of(field, letters)) else {
        return Vec::new();
    };
    let values = values(document, field, terms.locale);
    let read = |(code, name): (String, String)| {
        let digits = |least, most| {
            let fits = (least..=most).contains(&code.len());
            (fits && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.clone())
        };
        let code = match classes {
            Classes::Gpc => digits(8, 8)?,
            Classes::Cpc => digits(1, 7)?,
            Classes::Commodity => Scheme::Commodity.read(&code).ok()?,
            Classes::Battery | Classes::Own => code,
        };
        Some(class(&code, &name, *classes, terms))
    };
    values.into_iter().filter_map(read).collect()
}

fn class(code: &str, name: &str, classes: Classes, terms: &Terms<'_>) -> Json {
    let own = terms.issuer.to_string();
    let of_brand = format!("{}: product families", terms.issuer_name);
    let (id, scheme) = match classes {
        Classes::Gpc => (
            "https://www.gs1.org/standards/gpc",
            "GS1 Global Product Classification (GPC)",
        ),
        Classes::Cpc => (
            "https://unstats.un.org/unsd/classifications/Econ/cpc/",
            "UN Central Product Classification (CPC)",
        ),
        Classes::Commodity if code.len() == 6 => (
            "https://www.wcoomd.org/en/topics/nomenclature.aspx",
            "Harmonized System (HS)",
        ),
        Classes::Commodity => (
            "http://data.europa.eu/eli/reg/1987/2658/oj",
            "Combined Nomenclature and TARIC",
        ),
        Classes::Battery => (
            "http://data.europa.eu/eli/reg/2023/1542/oj",
            "Battery categories of Regulation (EU) 2023/1542",
        ),
        Classes::Own => (own.as_str(), of_brand.as_str()),
    };
    json!({ "code": code, "name": name, "schemeId": id, "schemeName": scheme })
}
