//! Reading what changed; the reasoning is at [`ChangeCursor`].

use chrono::DateTime;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::models::{MODELS, models};
use super::structure::{Page, Query, pair};
use super::{Akeneo, PAGE};
use crate::PimError;
use crate::model::{Change, ChangeCursor, ChangePage, Changed, Product, Watched};

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
        let query = match cursor.next_page() {
            Some(next) => form_urlencoded::parse(next.as_bytes()).into_owned().collect(),
            None => first_page(cursor, &identifier),
        };
        let page = match what {
            Watched::Products => self.product_list(&query).await?,
            Watched::Models => self.page(MODELS, &query, "product models").await?,
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
}

/// Values are not needed: the identifier's alone keeps pages small.
fn first_page(cursor: &ChangeCursor, identifier: &str) -> Query {
    let mut query = vec![
        pair("pagination_type", "search_after"),
        pair("limit", PAGE),
        pair("attributes", identifier),
    ];
    if let Some(since) = cursor.question() {
        let search = json!({ "updated": [{ "operator": ">", "value": since }] });
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
        Watched::Products => items
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
