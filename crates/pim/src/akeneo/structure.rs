//! The catalogue's structure, and walking through paged lists.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use super::address::{api_url, escape, query_of_link};
use super::{Akeneo, PAGE};
use crate::PimError;
use crate::model::{
    Attribute, AttributeGroup, AttributeOption, AttributeType, Channel, Family, Locale, MeasurementFamily,
};
use crate::tolerant::object;

/// More pages than any catalogue has; ends a PIM that links in circles.
const MAX_PAGES: usize = 1_000;

/// Query parameters in order.
pub(super) type Query = Vec<(String, String)>;

/// One page of a list.
#[derive(Default)]
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    /// The query of the next page, on the same resource.
    pub(super) next: Option<Query>,
}

pub(super) fn pair(key: &str, value: impl ToString) -> (String, String) {
    (key.to_owned(), value.to_string())
}

impl Akeneo {
    pub(super) async fn read_channels(&self) -> Result<Vec<Channel>, PimError> {
        self.all("channels", Vec::new(), "channels").await
    }

    pub(super) async fn read_locales(&self) -> Result<Vec<Locale>, PimError> {
        let search = json!({ "enabled": [{ "operator": "=", "value": true }] });
        let locales: Vec<Locale> = self
            .all("locales", vec![pair("search", search)], "locales")
            .await?;
        Ok(locales.into_iter().filter(|locale| locale.enabled).collect())
    }

    pub(super) async fn read_families(&self) -> Result<Vec<Family>, PimError> {
        self.all("families", Vec::new(), "families").await
    }

    pub(super) async fn read_attribute_groups(&self) -> Result<Vec<AttributeGroup>, PimError> {
        self.all("attribute-groups", Vec::new(), "attribute groups").await
    }

    pub(super) async fn read_options(&self, attribute: &str) -> Result<Vec<AttributeOption>, PimError> {
        let path = format!("attributes/{}/options", escape(attribute)?);
        self.all(&path, Vec::new(), "attribute options").await
    }

    pub(super) async fn read_attributes(&self, codes: &[String]) -> Result<Vec<Attribute>, PimError> {
        let wanted: BTreeSet<&String> = codes.iter().collect();
        let wanted: Vec<&String> = wanted.into_iter().collect();
        let mut found = Vec::with_capacity(wanted.len());
        for chunk in wanted.chunks(PAGE) {
            let search = json!({ "code": [{ "operator": "IN", "value": chunk }] });
            let query = vec![pair("search", search), pair("with_table_select_options", true)];
            found.extend(self.all::<Attribute>("attributes", query, "attributes").await?);
        }
        Ok(found)
    }

    /// The code of the attribute that identifies products, `sku` on a fresh PIM. Asked once.
    pub(super) async fn identifier_attribute(&self) -> Result<String, PimError> {
        let found = self.shared.identifier.get_or_try_init(|| async {
            let kind = AttributeType::Identifier;
            let search = json!({ "type": [{ "operator": "IN", "value": [kind.code()] }] });
            match self
                .all::<Attribute>("attributes", vec![pair("search", search)], "attributes")
                .await
            {
                Ok(found) => Ok(main_identifier(&found)),
                // Without the permission, or on a PIM that cannot filter by type, the usual code is the best guess.
                Err(PimError::Forbidden { .. } | PimError::Invalid { .. }) => Ok(main_identifier(&[])),
                Err(error) => Err(error),
            }
        });
        found.await.cloned()
    }

    pub(super) async fn read_measurement_families(&self) -> Result<Vec<MeasurementFamily>, PimError> {
        let url = api_url(self.base(), "measurement-families", &[]);
        match self.json(url, "measurement families").await {
            Ok(Value::Array(families)) => Ok(read_items(families, "measurement families")),
            Ok(_) => Err(PimError::malformed("measurement families")),
            Err(PimError::NotFound { .. }) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Reads a whole list, page by page.
    pub(super) async fn all<T: DeserializeOwned>(
        &self,
        path: &str,
        mut query: Query,
        what: &str,
    ) -> Result<Vec<T>, PimError> {
        query.push(pair("limit", PAGE));
        let mut found = Vec::new();
        let mut visited = BTreeSet::new();
        let mut next = Some(query);
        while let Some(query) = next.take() {
            if visited.len() >= MAX_PAGES || !visited.insert(query.clone()) {
                return Err(PimError::malformed(what));
            }
            let page = self.page(path, &query, what).await?;
            found.extend(read_items(page.items, what));
            next = page.next;
        }
        Ok(found)
    }

    /// Reads one page.
    pub(super) async fn page(&self, path: &str, query: &Query, what: &str) -> Result<Page, PimError> {
        let answer = self.json(api_url(self.base(), path, query), what).await?;
        read_page(self.base(), answer, path, what)
    }
}

/// Reads a page, trusting none of its links.
fn read_page(base: &Url, answer: Value, path: &str, what: &str) -> Result<Page, PimError> {
    let href = answer.pointer("/_links/next/href").and_then(Value::as_str);
    let next = href.map(|href| query_of_link(base, href, path)).transpose()?;
    let mut answer = object(answer);
    let mut embedded = object(answer.remove("_embedded").unwrap_or_default());
    // Both spellings occur in Akeneo's documentation.
    match embedded.remove("items").or_else(|| embedded.remove("_items")) {
        Some(Value::Array(items)) => Ok(Page { items, next }),
        Some(Value::Object(items)) => Ok(Page {
            items: items.into_iter().map(|(_, item)| item).collect(),
            next,
        }),
        _ => Err(PimError::malformed(what)),
    }
}

/// Reads records, leaving out those without the fields that make them one.
pub(super) fn read_items<T: DeserializeOwned>(items: Vec<Value>, what: &str) -> Vec<T> {
    let read = |item| match serde_json::from_value(item) {
        Ok(record) => Some(record),
        Err(error) => {
            tracing::warn!(what, %error, "the PIM sent a record that cannot be read");
            None
        }
    };
    items.into_iter().filter_map(read).collect()
}

fn main_identifier(found: &[Attribute]) -> String {
    let identifiers = || {
        found
            .iter()
            .filter(|attribute| attribute.attribute_type == AttributeType::Identifier)
    };
    let main = identifiers().find(|attribute| attribute.is_main_identifier == Some(true));
    main.or_else(|| identifiers().next())
        .map_or_else(|| "sku".to_owned(), |attribute| attribute.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Family, Product, ProductModel, Record};
    use crate::tolerant::any_json;
    use proptest::prelude::*;

    fn base() -> Url {
        "https://pim.example.com".parse().unwrap()
    }

    proptest! {
        /// Whatever a PIM answers: no panic, and never another host.
        #[test]
        fn any_answer_is_survived(answer in any_json(), items in prop::collection::vec(any_json(), 0..4), href in ".{0,40}") {
            let _ = read_page(&base(), answer, "products-uuid", "products");
            let href = format!("https://evil.example/api/rest/v1/products-uuid?{href}");
            let page = json!({ "_links": { "next": { "href": href } }, "_embedded": { "items": items } });
            let page = read_page(&base(), page, "products-uuid", "products").unwrap();
            let next = api_url(&base(), "products-uuid", &page.next.unwrap());
            prop_assert_eq!(next.host_str(), Some("pim.example.com"));
            for item in page.items {
                Product::from_wire(item.clone(), Some("sku"));
                ProductModel::from_wire(item.clone());
                Record::from_wire(item.clone());
                read_items::<Family>(vec![item.clone()], "families");
                read_items::<Attribute>(vec![item.clone()], "attributes");
                read_items::<MeasurementFamily>(vec![item], "measurement families");
            }
        }

        /// Attributes of unknown types keep their data, their type and their place beside known ones.
        #[test]
        fn the_unknown_is_kept(kind in "acme_[a-z]{1,12}", data in any_json(), locale in prop::option::of("[a-z]{2}_[A-Z]{2}")) {
            let values = json!({ "sku": [{ "data": "A-1", "attribute_type": "pim_catalog_identifier" }],
                "odd": [{ "data": data, "attribute_type": kind, "locale": locale, "scope": null }] });
            let product = Product::from_wire(json!({ "uuid": "u", "values": values }), None).unwrap();
            prop_assert_eq!(product.identifier.as_deref(), Some("A-1"));
            let odd = &product.values["odd"][0];
            prop_assert_eq!(&odd.raw, &data);
            prop_assert_eq!(odd.attribute_type.as_ref().unwrap().code(), kind);
            prop_assert_eq!(&odd.locale, &locale);
        }
    }
}
