//! Products and models as the API shows them.

use serde_json::{Map, Value, json};

use crate::catalogue::{Attribute, Entry, Line, Model, Product, Values, World, identifies};
use crate::http::call::Call;
use crate::search::completeness;

/// Which values are wanted and how much is said about them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a query parameter of its own"
)]
pub(crate) struct Detail<'a> {
    pub(crate) scope: Option<&'a str>,
    pub(crate) locales: Option<Vec<&'a str>>,
    pub(crate) attributes: Option<Vec<&'a str>>,
    pub(crate) linked_data: bool,
    pub(crate) quality_scores: bool,
    pub(crate) completenesses: bool,
    /// An older PIM says less: no uuid, no attribute types in values.
    pub(crate) old: bool,
    /// Products are named by identifier instead of uuid.
    pub(crate) by_identifier: bool,
}

impl<'a> Detail<'a> {
    /// Everything, with the `with_*` flags of the call.
    pub(crate) fn of(call: &'a Call, by_identifier: bool) -> Self {
        Self {
            scope: None,
            locales: None,
            attributes: None,
            linked_data: call.flag("with_attribute_options") && !call.shared.faults().no_attribute_options,
            quality_scores: call.flag("with_quality_scores"),
            completenesses: call.flag("with_completenesses"),
            old: call.shared.faults().no_uuid_endpoints,
            by_identifier,
        }
    }

    /// True when no value is wanted but those that identify a product.
    pub(crate) fn identifies_only(&self) -> bool {
        let wanted = self.attributes.as_ref();
        wanted.is_some_and(|wanted| wanted.iter().all(|code| identifies(code)))
    }

    fn wants(&self, attribute: &str, entry: &Entry) -> bool {
        let attribute = self
            .attributes
            .as_ref()
            .is_none_or(|wanted| wanted.contains(&attribute));
        let scope = self.scope.is_none() || entry.scope.is_none() || entry.scope.as_deref() == self.scope;
        let locale = match (&self.locales, &entry.locale) {
            (Some(wanted), Some(locale)) => wanted.contains(&locale.as_str()),
            _ => true,
        };
        attribute && scope && locale
    }
}

/// A product.
pub(crate) fn product(call: &Call, world: &World, product: &Product, detail: &Detail<'_>) -> Value {
    // Nothing that identifies a product is inherited; only the root's code is asked of the models.
    let line = world.line(product.parent.as_deref(), detail.identifies_only());
    let mut shown = json!({
        "enabled": product.enabled,
        "family": product.kind.family(),
        "categories": product.categories,
        "groups": [],
        "parent": product.parent,
        "values": values(call, world, &product.values, &line, detail),
        "created": call.time(product.created),
        "updated": call.time(product.updated),
        "associations": associations(world, product, detail),
        "quantified_associations": {},
        "metadata": {"workflow_status": "working_copy"},
    });
    let path = if detail.by_identifier {
        shown["identifier"] = json!(product.identifier);
        format!("products/{}", product.identifier)
    } else {
        format!("products-uuid/{}", product.uuid)
    };
    if !detail.old {
        shown["uuid"] = json!(product.uuid);
        shown["root_parent"] = json!(line.root());
    }
    shown["_links"] = json!({"self": {"href": call.api(&path)}});
    if detail.quality_scores {
        shown["quality_scores"] = quality_scores(product.index);
    }
    if detail.completenesses {
        shown["completenesses"] = completeness::all(world, product);
    }
    shown
}

/// A product model.
pub(crate) fn model(call: &Call, world: &World, model: &Model, detail: &Detail<'_>) -> Value {
    let line = world.line(model.parent.as_deref(), detail.identifies_only());
    let mut shown = json!({
        "code": model.code,
        "family": model.kind.family(),
        "family_variant": model.family_variant,
        "parent": model.parent,
        "categories": model.categories,
        "values": values(call, world, &model.values, &line, detail),
        "created": call.time(model.created),
        "updated": call.time(model.updated),
        "associations": {},
        "quantified_associations": {},
        "metadata": {"workflow_status": "working_copy"},
        "_links": {"self": {"href": call.api(&format!("product-models/{}", model.code))}},
    });
    if detail.quality_scores {
        shown["quality_scores"] = quality_scores(model.code.len());
    }
    shown
}

fn values(call: &Call, world: &World, own: &Values, line: &Line, detail: &Detail<'_>) -> Value {
    let mut shown = Map::new();
    for (code, entries) in line.values(world, own) {
        // The old PIM and the list by identifier keep the identifier outside of the values.
        let outside = detail.by_identifier && code == "sku";
        let Some(attribute) = world.attributes.get(code).filter(|_| !outside) else {
            continue;
        };
        let entries: Vec<Value> = entries
            .iter()
            .filter(|entry| detail.wants(code, entry))
            .map(|entry| value(call, world, attribute, entry, detail))
            .collect();
        if !entries.is_empty() {
            shown.insert(code.to_owned(), Value::Array(entries));
        }
    }
    Value::Object(shown)
}

fn value(call: &Call, world: &World, attribute: &Attribute, entry: &Entry, detail: &Detail<'_>) -> Value {
    let mut shown = json!({"locale": entry.locale, "scope": entry.scope, "data": entry.data});
    if !detail.old {
        shown["attribute_type"] = json!(attribute.kind);
        if let Some(reference) = attribute.reference {
            shown["reference_data_name"] = json!(reference);
        }
    }
    if attribute.is_media() {
        let code = entry.data.as_str().unwrap_or_default();
        let href = call.api(&format!("media-files/{code}/download"));
        shown["_links"] = json!({"download": {"href": href}});
    }
    if detail.linked_data
        && let Some(linked) = linked_data(call, world, attribute, &entry.data)
    {
        shown["linked_data"] = linked;
    }
    shown
}

fn linked_data(call: &Call, world: &World, attribute: &Attribute, data: &Value) -> Option<Value> {
    let codes = || data.as_array().into_iter().flatten().filter_map(Value::as_str);
    if attribute.is_assets() {
        let family = world
            .asset_families
            .iter()
            .find(|family| Some(family.code) == attribute.reference)?;
        let assets =
            codes().filter_map(|code| Some((code.to_owned(), family.share_links(&call.base, code)?)));
        return Some(Value::Object(assets.collect()));
    }
    if !attribute.is_select() {
        return None;
    }
    if let Some(code) = data.as_str() {
        return World::linked_option(attribute.code, code);
    }
    let options =
        codes().filter_map(|code| Some((code.to_owned(), World::linked_option(attribute.code, code)?)));
    Some(Value::Object(options.collect()))
}

fn associations(world: &World, product: &Product, detail: &Detail<'_>) -> Value {
    let kinds = product.associations.iter().map(|(kind, targets)| {
        let targets = targets.iter().filter_map(|index| world.stock.name(*index));
        let names: Vec<String> = if detail.by_identifier {
            targets.map(|(_, identifier)| identifier).collect()
        } else {
            targets.map(|(uuid, _)| uuid.to_string()).collect()
        };
        (
            (*kind).to_owned(),
            json!({"products": names, "product_models": [], "groups": []}),
        )
    });
    Value::Object(kinds.collect())
}

fn quality_scores(seed: usize) -> Value {
    let score = ["A", "B", "A", "C"][seed % 4];
    let places = [
        ("ecommerce", "de_DE"),
        ("ecommerce", "en_US"),
        ("ecommerce", "fr_FR"),
        ("print", "de_DE"),
    ];
    places
        .iter()
        .map(|(scope, locale)| json!({"scope": scope, "locale": locale, "data": score}))
        .collect()
}
