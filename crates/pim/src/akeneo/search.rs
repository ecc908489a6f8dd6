//! From what a person typed to the questions Akeneo can answer; the design is described at [`Akeneo`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::Akeneo;
use crate::PimError;
use crate::model::{Attribute, Channel, Family, Locale, Product, ProductQuery};

/// Label attributes searched at most.
const MAX_LABELS: usize = 4;
/// How long the structure behind the search may be old.
const CONTEXT_AGE: TimeDelta = TimeDelta::minutes(5);

/// What the search has to know of the catalogue's structure.
#[derive(Default)]
pub(super) struct SearchContext {
    pub(super) families: Vec<Family>,
    pub(super) labels: Vec<Attribute>,
    pub(super) channels: Vec<Channel>,
    pub(super) locales: Vec<Locale>,
}

/// One question to the product list.
#[derive(Debug, PartialEq)]
pub(super) struct Question {
    /// Akeneo's `search` filter; empty for everything.
    pub(super) filter: Map<String, Value>,
    /// The term that an earlier question has looked for in the identifier.
    shown_by_identifier: Option<String>,
}

impl Question {
    /// True when it looks for names, of which the families may have changed.
    pub(super) fn is_by_name(&self) -> bool {
        self.shown_by_identifier.is_some()
    }

    /// True when an earlier question has shown this product.
    pub(super) fn was_shown(&self, product: &Product) -> bool {
        let contains =
            |identifier: &String, term: &String| identifier.to_lowercase().contains(&term.to_lowercase());
        match (&self.shown_by_identifier, &product.identifier) {
            (Some(term), Some(identifier)) => contains(identifier, term),
            _ => false,
        }
    }
}

impl Akeneo {
    /// The questions that together answer a query.
    pub(super) async fn questions(&self, query: &ProductQuery) -> Result<Vec<Question>, PimError> {
        let term = query
            .search
            .as_deref()
            .map(str::trim)
            .filter(|term| !term.is_empty());
        let Some(term) = term else {
            return Ok(vec![everything(query)]);
        };
        let identifier = self.identifier_attribute().await?;
        let context = match self.search_context().await {
            Ok(context) => context,
            // Names cannot be searched without knowing the families; identifiers can.
            Err(PimError::Forbidden { .. }) => Arc::default(),
            Err(error) => return Err(error),
        };
        Ok(plan(query, term, &identifier, &context))
    }

    pub(super) async fn forget_search_context(&self) {
        *self.shared.search_context.lock().await = None;
    }

    pub(super) async fn search_context(&self) -> Result<Arc<SearchContext>, PimError> {
        // Held while reading: of several searches that start together, one reads.
        let mut kept = self.shared.search_context.lock().await;
        if let Some((since, context)) = kept.as_ref()
            && self.now() < *since + CONTEXT_AGE
        {
            return Ok(Arc::clone(context));
        }
        let (families, channels, locales) =
            futures::try_join!(self.read_families(), self.read_channels(), self.read_locales())?;
        let codes: BTreeSet<String> = families
            .iter()
            .filter_map(|family| family.attribute_as_label.clone())
            .collect();
        let labels = self
            .read_attributes(&codes.into_iter().collect::<Vec<_>>())
            .await?;
        let context = Arc::new(SearchContext {
            families,
            labels,
            channels,
            locales,
        });
        *kept = Some((self.now(), Arc::clone(&context)));
        Ok(context)
    }
}

fn everything(query: &ProductQuery) -> Question {
    Question {
        filter: family_filter(query.family.as_slice()),
        shown_by_identifier: None,
    }
}

fn family_filter(families: &[String]) -> Map<String, Value> {
    let mut filter = Map::new();
    if !families.is_empty() {
        filter.insert(
            "family".to_owned(),
            json!([{ "operator": "IN", "value": families }]),
        );
    }
    filter
}

fn plan(query: &ProductQuery, term: &str, identifier: &str, context: &SearchContext) -> Vec<Question> {
    let mut by_identifier = family_filter(query.family.as_slice());
    by_identifier.insert(
        identifier.to_owned(),
        json!([{ "operator": "CONTAINS", "value": term }]),
    );
    let mut questions = vec![Question {
        filter: by_identifier,
        shown_by_identifier: None,
    }];
    for (label, families) in labels(query, identifier, context).into_iter().take(MAX_LABELS) {
        let Some(condition) = condition(label, term, query, context) else {
            continue;
        };
        let mut filter = family_filter(&families);
        filter.insert(label.code.clone(), json!([condition]));
        questions.push(Question {
            filter,
            shown_by_identifier: Some(term.to_owned()),
        });
    }
    questions
}

/// The label attributes to search in, each with the families it names, most families first.
fn labels<'c>(
    query: &ProductQuery,
    identifier: &str,
    context: &'c SearchContext,
) -> Vec<(&'c Attribute, Vec<String>)> {
    let mut families: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for family in context
        .families
        .iter()
        .filter(|family| query.family.as_ref().is_none_or(|f| *f == family.code))
    {
        if let Some(label) = &family.attribute_as_label {
            families.entry(label).or_default().push(family.code.clone());
        }
    }
    let chosen = |code: &str| {
        code != identifier
            && (query.label_attributes.is_empty() || query.label_attributes.iter().any(|c| c == code))
    };
    let mut labels: Vec<_> = context
        .labels
        .iter()
        .filter(|label| chosen(&label.code))
        .filter_map(|label| Some((label, families.remove(label.code.as_str())?)))
        .collect();
    labels.sort_by_key(|(label, families)| (usize::MAX - families.len(), label.code.clone()));
    labels
}

/// "The label contains the term", for the locale and channel the label depends on.
fn condition(label: &Attribute, term: &str, query: &ProductQuery, context: &SearchContext) -> Option<Value> {
    let mut condition = json!({ "operator": "CONTAINS", "value": term });
    if label.localizable {
        let first = || context.locales.first().map(|locale| locale.code.clone());
        condition["locale"] = query.locales.first().cloned().or_else(first)?.into();
    }
    if label.scopable {
        let first = || context.channels.first().map(|channel| channel.code.clone());
        condition["scope"] = query.channel.clone().or_else(first)?.into();
    }
    Some(condition)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> SearchContext {
        let family = |code: &str, label: &str| {
            serde_json::from_value(json!({ "code": code, "attribute_as_label": label })).unwrap()
        };
        SearchContext {
            families: vec![
                family("chair", "name"),
                family("jacket", "name"),
                family("battery", "title"),
                family("box", "sku"),
            ],
            labels: serde_json::from_value(json!([
                { "code": "name", "type": "pim_catalog_text", "localizable": true, "scopable": true },
                { "code": "title", "type": "pim_catalog_text" },
                { "code": "sku", "type": "pim_catalog_identifier" },
            ]))
            .unwrap(),
            channels: serde_json::from_value(json!([{ "code": "shop" }])).unwrap(),
            locales: serde_json::from_value(json!([{ "code": "en_US", "enabled": true }])).unwrap(),
        }
    }

    fn filters(query: &ProductQuery) -> Vec<Value> {
        plan(query, "x", "sku", &context())
            .into_iter()
            .map(|question| Value::Object(question.filter))
            .collect()
    }

    #[test]
    fn identifier_first_then_the_names_of_disjoint_families() {
        let contains = json!({ "operator": "CONTAINS", "value": "x" });
        assert_eq!(
            filters(&ProductQuery::default()),
            [
                json!({ "sku": [contains] }),
                json!({ "family": [{ "operator": "IN", "value": ["chair", "jacket"] }],
                    "name": [{ "operator": "CONTAINS", "value": "x", "locale": "en_US", "scope": "shop" }] }),
                json!({ "family": [{ "operator": "IN", "value": ["battery"] }], "title": [contains] }),
            ]
        );
    }

    #[test]
    fn family_locale_and_channel_are_respected() {
        let query = ProductQuery {
            family: Some("chair".into()),
            locales: vec!["fr_FR".into()],
            channel: Some("print".into()),
            ..ProductQuery::default()
        };
        let filters = filters(&query);
        assert_eq!(filters.len(), 2);
        assert_eq!(filters[1]["name"][0]["locale"], "fr_FR");
        assert_eq!(filters[1]["name"][0]["scope"], "print");
        assert_eq!(filters[0]["family"][0]["value"], json!(["chair"]));
    }

    #[test]
    fn a_product_found_by_identifier_is_not_shown_again() {
        let question = Question {
            filter: Map::new(),
            shown_by_identifier: Some("Ch-1".into()),
        };
        let product = |identifier: &str| {
            Product::from_wire(json!({ "uuid": "u", "identifier": identifier }), None).unwrap()
        };
        assert!(question.was_shown(&product("CH-100")));
        assert!(!question.was_shown(&product("X")));
    }
}
