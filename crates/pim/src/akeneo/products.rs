//! Products: pages, single ones, and many by key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};

use super::address::{api_url, escape};
use super::structure::{Page, Query, pair};
use super::{Akeneo, PAGE, cursor};
use crate::PimError;
use crate::gone::Gone;
use crate::model::{Product, ProductKey, ProductPage, ProductQuery};

const BY_UUID: &str = "products-uuid";
const BY_IDENTIFIER: &str = "products";
/// Web servers commonly accept 8 kB of request line.
const LONGEST_ADDRESS: usize = 7_000;
/// Identifiers in one address, escaped.
const LONGEST_KEYS: usize = 5_000;
const DEFAULT_PAGE: usize = 25;
/// Calls made for one page at most: questions without an answer are skipped.
const MAX_ROUNDS: usize = 8;

impl Akeneo {
    pub(super) async fn search_products(&self, query: &ProductQuery) -> Result<ProductPage, PimError> {
        let limit = match query.limit as usize {
            0 => DEFAULT_PAGE,
            limit => limit.min(PAGE),
        };
        let identifier = self.identifier_attribute().await?;
        let questions = self.questions(query).await?;
        let mut place = cursor::parse(query.cursor.as_ref(), questions.len())?;
        let mut page = ProductPage::default();
        let mut known = BTreeSet::new();
        for _ in 0..MAX_ROUNDS {
            let question = &questions[place.question];
            let mut ask = match place.query.take() {
                Some(next) => next,
                None => first_query(&question.filter, query, &identifier),
            };
            set(&mut ask, "limit", &(limit - page.products.len()).to_string());
            let answer = match self.product_page(ask, &mut page.dropped_attributes).await {
                // The attribute it looks in was deleted a moment ago: the other questions are still good.
                Err(PimError::Invalid { .. }) if question.is_by_name() => {
                    self.forget_search_context().await;
                    Page::default()
                }
                answer => answer?,
            };
            let products = answer
                .items
                .into_iter()
                .filter_map(|item| Product::from_wire(item, Some(&identifier)));
            let fresh =
                products.filter(|product| !question.was_shown(product) && known.insert(product.key()));
            page.products.extend(fresh);
            place.query = answer.next;
            if place.query.is_none() {
                place.question += 1;
            }
            if place.question >= questions.len() {
                return Ok(narrowed(page, query, &identifier));
            }
            if page.products.len() >= limit {
                break;
            }
        }
        page.next = Some(cursor::format(&place));
        Ok(narrowed(page, query, &identifier))
    }

    /// Reads a page, dropping requested attributes that no longer exist: one of them makes Akeneo refuse the whole list.
    async fn product_page(&self, mut ask: Query, dropped: &mut Vec<String>) -> Result<Page, PimError> {
        loop {
            let sent = self.fit_address(&ask);
            let missing = match self.product_list(&sent).await {
                Err(PimError::Gone(Gone::Attributes(missing))) => missing,
                done => return done,
            };
            let wanted = attributes_of(&sent);
            let (gone, left): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|code| missing.contains(code));
            if gone.is_empty() {
                return Err(PimError::Gone(Gone::Attributes(missing)));
            }
            dropped.extend(gone);
            set(&mut ask, "attributes", &left.join(","));
        }
    }

    /// Asks the list of products by uuid, or by identifier where the PIM is too old for uuids.
    pub(super) async fn product_list(&self, query: &Query) -> Result<Page, PimError> {
        if !self.shared.without_uuids.load(Ordering::Relaxed) {
            match self.page(BY_UUID, query, "products").await {
                Err(PimError::NotFound { .. }) => {
                    tracing::info!("the PIM has no products-uuid, using products");
                    let page = self.page(BY_IDENTIFIER, query, "products").await?;
                    self.shared.without_uuids.store(true, Ordering::Relaxed);
                    return Ok(page);
                }
                done => return done,
            }
        }
        self.page(BY_IDENTIFIER, query, "products").await
    }

    /// Leaves the attribute list out of an address it would make too long: more is read then, and narrowed here.
    fn fit_address(&self, query: &Query) -> Query {
        let mut query = query.clone();
        if api_url(self.base(), BY_UUID, &query).as_str().len() > LONGEST_ADDRESS {
            query.retain(|(key, _)| key != "attributes");
        }
        query
    }

    pub(super) async fn read_product(&self, key: &ProductKey) -> Result<Product, PimError> {
        let identifier = self.identifier_attribute().await?;
        let (path, code) = match key {
            ProductKey::Uuid(uuid) => (BY_UUID, uuid),
            ProductKey::Identifier(identifier) => (BY_IDENTIFIER, identifier),
        };
        let path = format!("{path}/{}", escape(code)?);
        let item = self
            .json(api_url(self.base(), &path, &[with_labels()]), "product")
            .await?;
        Product::from_wire(item, Some(&identifier)).ok_or_else(|| PimError::malformed("a product"))
    }

    pub(super) async fn read_products(&self, keys: &[ProductKey]) -> Result<Vec<Product>, PimError> {
        self.read_products_with(keys, None).await
    }

    /// The same with the values of some attributes only; those the PIM does not have are left out.
    pub(super) async fn read_products_with(
        &self,
        keys: &[ProductKey],
        attributes: Option<&BTreeSet<String>>,
    ) -> Result<Vec<Product>, PimError> {
        let identifier = self.identifier_attribute().await?;
        let mut uuids = Vec::new();
        let mut identifiers = Vec::new();
        for key in keys.iter().collect::<BTreeSet<_>>() {
            match key {
                ProductKey::Uuid(uuid) => uuids.push(uuid.as_str()),
                ProductKey::Identifier(code) => identifiers.push(code.as_str()),
            }
        }
        let mut found = BTreeMap::new();
        for (property, codes) in [("uuid", uuids), (identifier.as_str(), identifiers)] {
            for chunk in chunks(&codes) {
                let filter = json!({ property: [{ "operator": "IN", "value": chunk }] });
                let mut ask = vec![
                    pair("search", filter),
                    with_labels(),
                    search_after(),
                    pair("limit", PAGE),
                ];
                if let Some(attributes) = attributes {
                    let list: Vec<&str> = attributes.iter().map(String::as_str).collect();
                    set(&mut ask, "attributes", &list.join(","));
                }
                for item in self.product_page(ask, &mut Vec::new()).await?.items {
                    keep(&mut found, Product::from_wire(item, Some(&identifier)));
                }
            }
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }
}

fn first_query(filter: &Map<String, Value>, query: &ProductQuery, identifier: &str) -> Query {
    let mut ask = vec![search_after(), with_labels()];
    if !filter.is_empty() {
        ask.push(pair("search", Value::Object(filter.clone())));
    }
    if let Some(channel) = &query.channel {
        ask.push(pair("scope", channel));
    }
    if !query.locales.is_empty() {
        ask.push(pair("locales", query.locales.join(",")));
    }
    if let Some(attributes) = wanted_attributes(query, identifier) {
        ask.push(pair(
            "attributes",
            attributes.into_iter().collect::<Vec<_>>().join(","),
        ));
    }
    ask
}

/// The attributes asked for, with those that identify and name a product.
fn wanted_attributes(query: &ProductQuery, identifier: &str) -> Option<BTreeSet<String>> {
    let attributes = query.attributes.as_ref()?;
    let own = std::iter::once(identifier.to_owned());
    Some(
        attributes
            .iter()
            .chain(&query.label_attributes)
            .cloned()
            .chain(own)
            .collect(),
    )
}

/// Removes values that were not asked for, and reports a dropped attribute once.
fn narrowed(mut page: ProductPage, query: &ProductQuery, identifier: &str) -> ProductPage {
    if let Some(wanted) = wanted_attributes(query, identifier) {
        for product in &mut page.products {
            product.values.retain(|code, _| wanted.contains(code));
        }
    }
    page.dropped_attributes.sort();
    page.dropped_attributes.dedup();
    page
}

fn attributes_of(query: &Query) -> Vec<String> {
    let list = query
        .iter()
        .find(|(key, _)| key == "attributes")
        .map_or("", |(_, value)| value);
    list.split(',')
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Replaces a parameter; an empty value removes it.
fn set(query: &mut Query, key: &str, value: &str) {
    query.retain(|(have, _)| have != key);
    if !value.is_empty() {
        query.push(pair(key, value));
    }
}

fn with_labels() -> (String, String) {
    pair("with_attribute_options", true)
}

fn search_after() -> (String, String) {
    pair("pagination_type", "search_after")
}

/// At most a hundred codes at a time, and no more than an address can carry.
pub(super) fn chunks<'c>(codes: &[&'c str]) -> Vec<Vec<&'c str>> {
    let mut chunks: Vec<Vec<&str>> = Vec::new();
    let mut length = 0;
    for code in codes {
        // Quotes and comma are three bytes each when escaped, and so may be every byte of the code.
        let escaped = 9 + code
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || byte == b'-' {
                    1
                } else {
                    3
                }
            })
            .sum::<usize>();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < PAGE && length + escaped <= LONGEST_KEYS => {
                chunk.push(code);
                length += escaped;
            }
            _ => {
                chunks.push(vec![code]);
                length = escaped;
            }
        }
    }
    chunks
}

/// Files a product under all keys it can be asked for.
fn keep(found: &mut BTreeMap<ProductKey, Product>, product: Option<Product>) {
    let Some(product) = product else { return };
    if let Some(identifier) = &product.identifier {
        found.insert(ProductKey::Identifier(identifier.clone()), product.clone());
    }
    if let Some(uuid) = &product.uuid {
        found.insert(ProductKey::Uuid(uuid.clone()), product);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_go_a_hundred_at_a_time() {
        let codes = vec!["25566245-55c3-42ce-86d9-8610ac459fa8"; 250];
        let sizes: Vec<_> = chunks(&codes).iter().map(Vec::len).collect();
        assert_eq!(sizes, [100, 100, 50]);
        let long = "é".repeat(1_000);
        assert_eq!(chunks(&[&long, &long]).len(), 2);
    }
}
