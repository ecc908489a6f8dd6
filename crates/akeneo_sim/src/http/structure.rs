//! The lists that make up the catalogue's structure.

use axum::extract::Path;
use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::error::ApiError;
use crate::catalogue::{World, attribute_options};
use crate::paging::{self, Paging};
use crate::search::{Criteria, filter_structure};

type One = Path<String>;
type Two = Path<(String, String)>;

/// Answers a page of items, filtered by `search`.
fn list(call: &Call, items: Vec<Value>, searchable: &[&str], path: &str) -> Answer {
    let criteria = Criteria::parse(call)?;
    let items = filter_structure(items, &criteria, searchable)?;
    let code = |item: &Value| item["code"].as_str().unwrap_or_default().to_owned();
    let show = |item: &Value| {
        let mut shown = item.clone();
        shown["_links"] = json!({"self": {"href": call.api(&format!("{path}/{}", code(item)))}});
        shown
    };
    call.answer(paging::page(call, Paging::Number, &items, code, show)?)
}

/// Answers the item with this code.
fn one(call: &Call, items: Vec<Value>, code: &str, kind: &str) -> Answer {
    let found = items.into_iter().find(|item| item["code"] == code);
    call.answer(found.ok_or_else(|| ApiError::missing(kind, code))?)
}

pub(crate) async fn channels(call: Call) -> Answer {
    let items = call.shared.world().channels.clone();
    list(&call, items, &[], "channels")
}

pub(crate) async fn channel(call: Call, Path(code): One) -> Answer {
    let items = call.shared.world().channels.clone();
    one(&call, items, &code, "Channel")
}

pub(crate) async fn locales(call: Call) -> Answer {
    let items = call.shared.world().locales.clone();
    list(&call, items, &["enabled"], "locales")
}

pub(crate) async fn locale(call: Call, Path(code): One) -> Answer {
    let items = call.shared.world().locales.clone();
    one(&call, items, &code, "Locale")
}

pub(crate) async fn currencies(call: Call) -> Answer {
    list(&call, World::currencies(), &["enabled"], "currencies")
}

pub(crate) async fn currency(call: Call, Path(code): One) -> Answer {
    one(&call, World::currencies(), &code, "Currency")
}

pub(crate) async fn families(call: Call) -> Answer {
    let items = call.shared.world().families.clone();
    list(&call, items, &["code", "updated"], "families")
}

pub(crate) async fn family(call: Call, Path(code): One) -> Answer {
    let items = call.shared.world().families.clone();
    one(&call, items, &code, "Family")
}

pub(crate) async fn family_variants(call: Call, Path(family): One) -> Answer {
    if !call
        .shared
        .world()
        .families
        .iter()
        .any(|known| known["code"] == family)
    {
        return Err(ApiError::missing("Family", &family));
    }
    list(
        &call,
        World::family_variants(&family),
        &[],
        &format!("families/{family}/variants"),
    )
}

pub(crate) async fn family_variant(call: Call, Path((family, code)): Two) -> Answer {
    one(&call, World::family_variants(&family), &code, "Family variant")
}

pub(crate) async fn attributes(call: Call) -> Answer {
    let table_options = call.flag("with_table_select_options");
    let shown = |attribute| World::attribute_json(attribute, table_options);
    let items = call.shared.world().attributes.values().map(shown).collect();
    list(
        &call,
        items,
        &["code", "type", "updated", "identifiers"],
        "attributes",
    )
}

pub(crate) async fn attribute(call: Call, Path(code): One) -> Answer {
    let table_options = call.flag("with_table_select_options");
    let found = call.shared.world().attributes.get(code.as_str()).copied();
    let attribute = found.ok_or_else(|| ApiError::missing("Attribute", &code))?;
    call.answer(World::attribute_json(&attribute, table_options))
}

pub(crate) async fn options(call: Call, Path(attribute): One) -> Answer {
    has_options(&call, &attribute)?;
    list(
        &call,
        attribute_options(&attribute),
        &[],
        &format!("attributes/{attribute}/options"),
    )
}

pub(crate) async fn option(call: Call, Path((attribute, code)): Two) -> Answer {
    has_options(&call, &attribute)?;
    one(&call, attribute_options(&attribute), &code, "Attribute option")
}

fn has_options(call: &Call, code: &str) -> Result<(), ApiError> {
    let found = call.shared.world().attributes.get(code).copied();
    let attribute = found.ok_or_else(|| ApiError::missing("Attribute", code))?;
    if attribute.is_select() {
        return Ok(());
    }
    Err(ApiError::not_found(format!(
        "Attribute \"{code}\" does not support options. Only attributes of type \
         \"pim_catalog_simpleselect\", \"pim_catalog_multiselect\" support options."
    )))
}

pub(crate) async fn attribute_groups(call: Call) -> Answer {
    let items = call.shared.world().attribute_groups();
    list(&call, items, &["code", "updated"], "attribute-groups")
}

pub(crate) async fn attribute_group(call: Call, Path(code): One) -> Answer {
    let items = call.shared.world().attribute_groups();
    one(&call, items, &code, "Attribute group")
}

pub(crate) async fn categories(call: Call) -> Answer {
    let mut items = World::categories();
    if !call.flag("with_position") {
        items
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(|item| {
                item.remove("position");
            });
    }
    list(
        &call,
        items,
        &["code", "parent", "is_root", "updated"],
        "categories",
    )
}

pub(crate) async fn category(call: Call, Path(code): One) -> Answer {
    one(&call, World::categories(), &code, "Category")
}

pub(crate) async fn association_types(call: Call) -> Answer {
    list(&call, World::association_types(), &[], "association-types")
}

pub(crate) async fn association_type(call: Call, Path(code): One) -> Answer {
    one(&call, World::association_types(), &code, "Association type")
}

/// The one list without pages.
pub(crate) async fn measurement_families(call: Call) -> Answer {
    call.answer(World::measurement_families().into())
}
