//! Pages of the product list: names only, so that a page is small.

use super::structure::product_key;
use crate::{cache::Aged, services::connections::Live};
use chrono::{DateTime, Utc};
use domain::{
    Locale,
    catalog::{ListProducts, ProductRow},
    text::Labels,
};
use pim::{Cursor, Family, PimError, Product, ProductQuery};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Products on a page.
const PER_PAGE: u32 = 25;
/// The most characters of a search that are passed on.
const SEARCH_MAX: usize = 100;

/// A page as it is cached: without the passports, which are our own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Listing {
    pub items: Vec<ProductRow>,
    pub next: Option<String>,
}

/// A page of products.
pub(super) async fn page(live: &Live, cmd: &ListProducts) -> Result<Aged<Listing>, PimError> {
    let families = live.families().await?.value;
    let first = live.channels().await?.value;
    let first = first
        .iter()
        .flat_map(|c| &c.locales)
        .find_map(|l| Locale::parse(l));
    let query = query(cmd, &families);
    let fetch = async {
        let page = live.pim().products(&query).await?;
        live.note_fetch().await;
        Ok(Listing {
            items: page
                .products
                .iter()
                .map(|p| row(p, &families, first.as_ref()))
                .collect(),
            next: page.next.map(|cursor| cursor.0),
        })
    };
    live.cached(name(&query), fetch).await
}

fn query(cmd: &ListProducts, families: &[Family]) -> ProductQuery {
    let asked = |family: &&Family| cmd.family.as_ref().is_none_or(|f| *f == family.code);
    let labels: BTreeSet<String> = families
        .iter()
        .filter(asked)
        .filter_map(|f| f.attribute_as_label.clone())
        .collect();
    let search: String = cmd.search.trim().chars().take(SEARCH_MAX).collect();
    ProductQuery {
        search: (!search.is_empty()).then_some(search),
        family: cmd.family.clone(),
        cursor: cmd.cursor.clone().map(Cursor),
        limit: PER_PAGE,
        channel: None,
        // Names are shown in all languages.
        locales: Vec::new(),
        attributes: (!labels.is_empty()).then(|| labels.into_iter().collect()),
        label_attributes: Vec::new(),
    }
}

/// The page's name in the cache.
fn name(query: &ProductQuery) -> String {
    // A query always has a JSON form: it is made of texts and lists.
    let text = serde_json::to_vec(query).unwrap_or_default();
    format!("products/{}", formats::sha256_hex(&text))
}

fn row(product: &Product, families: &[Family], first: Option<&Locale>) -> ProductRow {
    let key = product_key(product);
    let family = product
        .family
        .as_ref()
        .and_then(|code| families.iter().find(|f| f.code == *code));
    ProductRow {
        identifier: product.identifier.clone().unwrap_or_else(|| key.0.clone()),
        key,
        labels: family.map(|f| names(product, f, first)).unwrap_or_default(),
        family: product.family.clone(),
        enabled: product.enabled,
        updated: product.updated.as_deref().and_then(time),
        passports: Vec::new(),
    }
}

/// The product's name per language; one that is the same in all stands under the first.
fn names(product: &Product, family: &Family, first: Option<&Locale>) -> Labels {
    let mut names = Labels::new();
    let attribute = family.attribute_as_label.as_deref().unwrap_or_default();
    for value in product.values.get(attribute).into_iter().flatten() {
        let locale = value
            .locale
            .as_deref()
            .map_or_else(|| first.cloned(), Locale::parse);
        let text = value.as_text().map(str::trim).filter(|t| !t.is_empty());
        if let (Some(locale), Some(text)) = (locale, text) {
            names.entry(locale).or_insert_with(|| text.to_owned());
        }
    }
    names
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn family() -> Family {
        serde_json::from_value(json!({ "code": "chair", "attribute_as_label": "name" })).unwrap()
    }

    #[test]
    fn each_question_has_its_own_name_in_the_cache() {
        let ask = |search: &str, cursor: Option<&str>| {
            let cmd = ListProducts {
                search: search.into(),
                cursor: cursor.map(str::to_owned),
                ..ListProducts::default()
            };
            name(&query(&cmd, &[family()]))
        };
        assert_eq!(ask(" a ", None), ask("a", None));
        assert_ne!(ask("a", None), ask("b", None));
        assert_ne!(ask("a", None), ask("a", Some("c")));
    }

    #[test]
    fn a_row_shows_the_name_and_falls_back_to_the_key() {
        let product: Product = serde_json::from_value(json!({
            "uuid": "u", "identifier": null, "enabled": true, "family": "chair", "categories": [], "groups": [],
            "parent": null, "created": null, "updated": "2026-11-01T10:00:00+01:00", "completenesses": [],
            "values": { "name": [
                { "locale": null, "scope": null, "attribute_type": "pim_catalog_text", "raw": "Chair",
                  "data": { "kind": "text", "value": "Chair" } },
            ] },
        }))
        .unwrap();
        let row = row(&product, &[family()], Locale::parse("de_DE").as_ref());
        assert_eq!((row.key.0.as_str(), row.identifier.as_str()), ("u", "u"));
        assert_eq!(row.labels.values().next().map(String::as_str), Some("Chair"));
        assert_eq!(row.updated.unwrap().to_rfc3339(), "2026-11-01T09:00:00+00:00");
    }
}
