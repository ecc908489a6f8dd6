//! Reading what changed; the reasoning is at [`ChangeCursor`].

use chrono::DateTime;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::models::{MODELS, models};
use super::structure::{Page, Query, pair};
use super::{Akeneo, PAGE};
use crate::PimError;
use crate::model::{Change, ChangeCursor, ChangePage, Changed, Product, Watched};

const UPDATED: &str = "updated";
const UPDATED_WITH_LINKED: &str = "updated_including_linked_entities";

impl Akeneo {
    pub(super) async fn read_changes(
        &self,
        what: Watched,
        cursor: &ChangeCursor,
    ) -> Result<ChangePage, PimError> {
        let mut cursor = cursor.clone();
        match self.change_page(what, &mut cursor).await {
            // The PIM no longer understands its own link, after an update for instance: the round starts again.
            Err(PimError::Invalid { .. }) if cursor.in_round() => {
                cursor.starts_over();
                self.change_page(what, &mut cursor).await
            }
            answer => answer,
        }
    }

    async fn change_page(&self, what: Watched, cursor: &mut ChangeCursor) -> Result<ChangePage, PimError> {
        let identifier = self.identifier_attribute().await?;
        let before = self.now();
        let page = match cursor.next_page() {
            Some(next) => {
                let query = form_urlencoded::parse(next.as_bytes()).into_owned().collect();
                self.watched(what, &query).await?
            }
            None => self.first_page(what, cursor, &identifier).await?,
        };
        for time in times(&page) {
            cursor.learn(time);
        }
        // Only now is it known how far the PIM's clock is from ours.
        let began = self.shared.meter.surely_past(before);
        let complete = page.next.is_none();
        match page.next {
            Some(next) => cursor.goes_on(began, written(&next)),
            None => cursor.ends(began),
        }
        Ok(ChangePage {
            changes: changes(what, page.items, &identifier),
            cursor: cursor.clone(),
            complete,
        })
    }

    async fn first_page(
        &self,
        what: Watched,
        cursor: &ChangeCursor,
        identifier: &str,
    ) -> Result<Page, PimError> {
        if what == Watched::LinkedProducts {
            let query = question(UPDATED_WITH_LINKED, cursor, identifier);
            match self.watched(what, &query).await {
                // Other editions do not know the property.
                Err(PimError::Invalid { .. }) => {}
                answer => return answer,
            }
        }
        self.watched(what, &question(UPDATED, cursor, identifier)).await
    }

    async fn watched(&self, what: Watched, query: &Query) -> Result<Page, PimError> {
        match what {
            Watched::Products | Watched::LinkedProducts => self.product_list(query).await,
            Watched::Models => self.page(MODELS, query, "product models").await,
        }
    }
}

/// Values are not needed: the identifier's alone keeps pages small.
fn question(property: &str, cursor: &ChangeCursor, identifier: &str) -> Query {
    let mut query = vec![
        pair("pagination_type", "search_after"),
        pair("limit", PAGE),
        pair("attributes", identifier),
    ];
    if let Some(since) = cursor.question() {
        let search = json!({ property: [{ "operator": ">", "value": since }] });
        query.push(pair("search", search));
    }
    query
}

fn written(query: &Query) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish()
}

fn times(page: &Page) -> Vec<DateTime<chrono::FixedOffset>> {
    let keys = ["created", "updated"];
    let texts = page
        .items
        .iter()
        .flat_map(|item| keys.iter().filter_map(|key| item.get(key)?.as_str()));
    texts
        .filter_map(|text| DateTime::parse_from_rfc3339(text).ok())
        .collect()
}

fn changes(what: Watched, items: Vec<Value>, identifier: &str) -> Vec<Change> {
    match what {
        Watched::Products | Watched::LinkedProducts => items
            .into_iter()
            .filter_map(|item| Product::from_wire(item, Some(identifier)))
            .map(of_product)
            .collect(),
        Watched::Models => models(items)
            .into_iter()
            .map(|model| Change {
                what: Changed::Model { code: model.code },
                updated: time(model.updated.as_deref()),
                family: model.family,
                parent: model.parent,
                enabled: true,
            })
            .collect(),
    }
}

fn of_product(product: Product) -> Change {
    Change {
        updated: time(product.updated.as_deref()),
        enabled: product.enabled,
        what: Changed::Product {
            key: product.key(),
            identifier: product.identifier,
        },
        family: product.family,
        parent: product.parent,
    }
}

fn time(text: Option<&str>) -> Option<DateTime<chrono::Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(Into::into)
}
