//! Reference entities and assets, as the Enterprise Edition has them. Paged by cursor only; attributes not at all.

use axum::extract::Path;
use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::error::ApiError;
use super::selection::check_channel;
use crate::catalogue::{AssetFamily, ReferenceEntity, World};
use crate::paging::{self, Paging};
use crate::search::{Criteria, filter_structure};

type One = Path<String>;
type Two = Path<(String, String)>;

pub(crate) async fn reference_entities(call: Call) -> Answer {
    let items = call
        .shared
        .world()
        .reference_entities
        .iter()
        .map(|entity| entity.shown.clone())
        .collect();
    list(&call, items, "reference-entities")
}

pub(crate) async fn reference_entity(call: Call, Path(code): One) -> Answer {
    let shown = entity(&call.shared.world(), &code)?.shown.clone();
    call.answer(shown)
}

pub(crate) async fn record_attributes(call: Call, Path(code): One) -> Answer {
    let shown = entity(&call.shared.world(), &code)?.attributes.clone();
    call.answer(shown.into())
}

pub(crate) async fn record_attribute(call: Call, Path((code, attribute)): Two) -> Answer {
    let items = entity(&call.shared.world(), &code)?.attributes.clone();
    call.answer(pick(items, "Attribute", &attribute)?)
}

pub(crate) async fn record_options(call: Call, Path((code, attribute)): Two) -> Answer {
    let options = {
        let world = call.shared.world();
        let options = &entity(&world, &code)?.options;
        options
            .iter()
            .find(|(of, _)| *of == attribute)
            .map(|(_, options)| options.clone())
    };
    call.answer(
        options
            .ok_or_else(|| ApiError::missing("Attribute", &attribute))?
            .into(),
    )
}

pub(crate) async fn records(call: Call, Path(code): One) -> Answer {
    let items = entity(&call.shared.world(), &code)?.records.clone();
    list(
        &call,
        limited(&call, items)?,
        &format!("reference-entities/{code}/records"),
    )
}

pub(crate) async fn record(call: Call, Path((code, record)): Two) -> Answer {
    let items = entity(&call.shared.world(), &code)?.records.clone();
    call.answer(pick(items, "Record", &record)?)
}

pub(crate) async fn asset_families(call: Call) -> Answer {
    let items = call
        .shared
        .world()
        .asset_families
        .iter()
        .map(|family| family.shown.clone())
        .collect();
    list(&call, items, "asset-families")
}

pub(crate) async fn asset_family(call: Call, Path(code): One) -> Answer {
    let shown = family(&call.shared.world(), &code)?.shown.clone();
    call.answer(shown)
}

pub(crate) async fn asset_attributes(call: Call, Path(code): One) -> Answer {
    let shown = family(&call.shared.world(), &code)?.attributes.clone();
    call.answer(shown.into())
}

pub(crate) async fn assets(call: Call, Path(code): One) -> Answer {
    let items = family(&call.shared.world(), &code)?.assets.clone();
    let items = limited(&call, items)?
        .into_iter()
        .map(|asset| with_download(&call, asset))
        .collect();
    list(&call, items, &format!("asset-families/{code}/assets"))
}

pub(crate) async fn asset(call: Call, Path((code, asset)): Two) -> Answer {
    let items = family(&call.shared.world(), &code)?.assets.clone();
    call.answer(with_download(&call, pick(items, "Asset", &asset)?))
}

fn entity<'w>(world: &'w World, code: &str) -> Result<&'w ReferenceEntity, ApiError> {
    let found = world.reference_entities.iter().find(|entity| entity.code == code);
    found.ok_or_else(|| ApiError::missing("Reference entity", code))
}

fn family<'w>(world: &'w World, code: &str) -> Result<&'w AssetFamily, ApiError> {
    let found = world.asset_families.iter().find(|family| family.code == code);
    found.ok_or_else(|| ApiError::missing("Asset family", code))
}

fn pick(items: Vec<Value>, kind: &str, code: &str) -> Result<Value, ApiError> {
    items
        .into_iter()
        .find(|item| item["code"] == code)
        .ok_or_else(|| ApiError::missing(kind, code))
}

fn list(call: &Call, items: Vec<Value>, path: &str) -> Answer {
    let criteria = Criteria::parse(call)?;
    let items = filter_structure(items, &criteria, &["code", "updated"])?;
    let code = |item: &Value| item["code"].as_str().unwrap_or_default().to_owned();
    let show = |item: &Value| {
        let mut shown = item.clone();
        shown["_links"] = json!({"self": {"href": call.api(&format!("{path}/{}", code(item)))}});
        shown
    };
    call.answer(paging::page(call, Paging::Cursor, &items, code, show)?)
}

/// Drops the values that `channel` and `locales` leave out.
fn limited(call: &Call, mut items: Vec<Value>) -> Result<Vec<Value>, ApiError> {
    let channel = call.param("channel");
    check_channel(&call.shared.world(), channel)?;
    let locales = call.list("locales");
    let fits = |value: &Value, name: &str, wanted: &[&str]| {
        value[name].as_str().is_none_or(|here| wanted.contains(&here))
    };
    for values in items.iter_mut().filter_map(|item| item["values"].as_object_mut()) {
        for entries in values.values_mut().filter_map(Value::as_array_mut) {
            entries.retain(|entry| {
                channel.is_none_or(|channel| fits(entry, "channel", &[channel]))
                    && locales
                        .as_ref()
                        .is_none_or(|locales| fits(entry, "locale", locales))
            });
        }
        values.retain(|_, entries| entries.as_array().is_none_or(|entries| !entries.is_empty()));
    }
    Ok(items)
}

fn with_download(call: &Call, mut asset: Value) -> Value {
    if let Some(entry) = asset.pointer_mut("/values/file/0") {
        let file = entry["data"].as_str().unwrap_or_default();
        let href = call.api(&format!("asset-media-files/{file}"));
        entry["_links"] = json!({"download": {"href": href}});
    }
    asset
}
