//! The PIM's catalogue as the dashboard shows it, from the cache within the brand's time to live.

mod assets;
mod labels;
mod listing;
mod structure;
#[cfg(test)]
mod tests;

pub(in crate::services) use labels::unnamed;
pub(in crate::services) use structure::product_key;

use crate::{
    app::App,
    cache::Aged,
    context::OpContext,
    services::{
        connections::{Live, in_words},
        limits::count_pim_call,
    },
};
use chrono::{DateTime, Utc};
use db::queries::passports;
use domain::{
    ConnectionId, Error, FieldError, Locale, Permission,
    catalog::{
        AttributeView, CatalogView, ChannelView, FamilyAttributes, FamilyView, ListProducts, ProductPage,
    },
    text::Labels,
};
use pim::{Attribute, AttributeGroup, Channel, Family};
use std::collections::BTreeMap;

/// Channels and families of a connection.
pub async fn catalog(app: &App, op: &OpContext, connection: ConnectionId) -> Result<CatalogView, Error> {
    op.require(Permission::Read)?;
    let live = Live::open(app, op.caller.brand_id, connection).await?;
    let channels = live.channels().await.map_err(|e| in_words(&e))?;
    let families = live.families().await.map_err(|e| in_words(&e))?;
    Ok(CatalogView {
        read_at: channels.fetched_at.min(families.fetched_at),
        channels: channels.value.into_iter().map(channel_view).collect(),
        families: families.value.into_iter().map(family_view).collect(),
    })
}

/// The attributes of a family, in the order of group, then name.
pub async fn family_attributes(
    app: &App,
    op: &OpContext,
    connection: ConnectionId,
    family: String,
) -> Result<FamilyAttributes, Error> {
    op.require(Permission::Read)?;
    let live = Live::open(app, op.caller.brand_id, connection).await?;
    let families = live.families().await.map_err(|e| in_words(&e))?.value;
    let family = families.into_iter().find(|f| f.code == family).ok_or_else(|| {
        Error::Invalid(vec![FieldError::new(
            "family",
            "This family does not exist in the PIM.",
        )])
    })?;
    let attributes = live.family_attributes(&family).await.map_err(|e| in_words(&e))?;
    let groups = live.groups().await.map_err(|e| in_words(&e))?.value;
    Ok(sorted(attributes, &groups))
}

/// A page of products with the passports that they already have.
pub async fn products(app: &App, op: &OpContext, cmd: ListProducts) -> Result<ProductPage, Error> {
    op.require(Permission::Read)?;
    count_pim_call(app, op.caller.user_id).await?;
    let brand = op.caller.brand_id;
    let live = match cmd.connection {
        Some(id) => Live::open(app, brand, id).await?,
        None => Live::first(app, brand).await?,
    };
    let asked_at = app.clock.now();
    let Aged {
        fetched_at,
        value: listing,
    } = listing::page(&live, &cmd).await.map_err(|e| in_words(&e))?;
    let mut items = listing.items;
    let mut tx = app.db.brand(brand).await?;
    let keys: Vec<&str> = items.iter().map(|row| row.key.0.as_str()).collect();
    let mut known = passports::of_products(&mut tx, &keys).await?;
    tx.commit().await?;
    for row in &mut items {
        row.passports = known.remove(&row.key.0).unwrap_or_default();
    }
    Ok(ProductPage {
        connection: live.connection.id,
        items,
        next: listing.next,
        read_at: fetched_at,
        stale: stale(&live, asked_at, fetched_at),
    })
}

/// A copy from before this request is only called old while the PIM is known to be in trouble.
fn stale(live: &Live, asked_at: DateTime<Utc>, fetched_at: DateTime<Utc>) -> Option<String> {
    (fetched_at < asked_at).then(|| live.trouble()).flatten()
}

fn channel_view(channel: Channel) -> ChannelView {
    ChannelView {
        labels: labels(&channel.labels),
        locales: channel.locales.iter().filter_map(|l| Locale::parse(l)).collect(),
        code: channel.code,
    }
}

fn family_view(family: Family) -> FamilyView {
    FamilyView {
        labels: labels(&family.labels),
        code: family.code,
        attributes: family.attributes,
        label_attribute: family.attribute_as_label,
        image_attribute: family.attribute_as_image,
    }
}

fn attribute_view(attribute: Attribute, groups: &BTreeMap<&str, &AttributeGroup>) -> AttributeView {
    let group = attribute.group.unwrap_or_default();
    let known = groups
        .get(group.as_str())
        .map(|g| labels(&g.labels))
        .unwrap_or_default();
    AttributeView {
        kind: attribute.attribute_type.code().to_owned(),
        labels: labels(&attribute.labels),
        group_labels: if known.is_empty() {
            labels(&attribute.group_labels)
        } else {
            known
        },
        code: attribute.code,
        group,
        localizable: attribute.localizable,
        scopable: attribute.scopable,
        unit: attribute.default_metric_unit.filter(|unit| !unit.is_empty()),
    }
}

fn sorted(attributes: Aged<Vec<Attribute>>, groups: &[AttributeGroup]) -> FamilyAttributes {
    let by_code: BTreeMap<&str, &AttributeGroup> = groups.iter().map(|g| (g.code.as_str(), g)).collect();
    let mut views: Vec<_> = attributes
        .value
        .into_iter()
        .map(|a| attribute_view(a, &by_code))
        .collect();
    let order = |code: &str| by_code.get(code).and_then(|g| g.sort_order).unwrap_or(i64::MAX);
    views.sort_by_cached_key(|view| {
        let name = view.labels.values().next().unwrap_or(&view.code).to_lowercase();
        (order(&view.group), view.group.clone(), name, view.code.clone())
    });
    FamilyAttributes {
        attributes: views,
        read_at: attributes.fetched_at,
    }
}

/// The PIM's labels under our locales.
fn labels(labels: &pim::Labels) -> Labels {
    let said = labels.iter().filter(|(_, text)| !text.trim().is_empty());
    said.filter_map(|(code, text)| Some((Locale::parse(code)?, text.clone())))
        .collect()
}
