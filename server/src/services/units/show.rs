//! Units for those who work with them.

use super::below::closed;
use crate::{app::App, context::OpContext, services::disclosures::whole};
use db::queries::{disclosures, passports, versions};
use domain::{
    Error, Kind, PassportId, Permission,
    record::Document,
    unit::{ListUnits, UnitField, UnitView, UnitsView},
};

/// Units on a page of the list.
const PER_PAGE: u32 = 50;
/// The most characters of a search.
const SEARCH_MAX: usize = 60;

/// A page of what stands below a model or a batch.
pub async fn list(app: &App, op: &OpContext, id: PassportId, mut cmd: ListUnits) -> Result<UnitsView, Error> {
    op.require(Permission::Read)?;
    cmd.search = cmd.search.trim().chars().take(SEARCH_MAX).collect();
    cmd.page = cmd.page.max(1);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let parent = passports::parent(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let (items, total, all) = passports::unit_page(&mut tx, id, &cmd, PER_PAGE).await?;
    tx.commit().await?;
    Ok(UnitsView {
        parent: id,
        granularity: parent.granularity,
        closed: closed(&parent),
        batch: parent.batch.map(|batch| (batch, parent.model)),
        name: parent.name,
        product_identifier: parent.product_identifier,
        template: parent.template,
        locales: parent.design.locales,
        fields: parent.design.unit_fields,
        items,
        total,
        all,
        page: cmd.page,
        per_page: PER_PAGE,
        may_edit: op.caller.role.may(Permission::Publish),
    })
}

/// One unit with its values.
pub async fn get(app: &App, op: &OpContext, id: PassportId) -> Result<UnitView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let unit = passports::unit(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let model = passports::parent(&mut tx, unit.model)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let versions = versions::list(&mut tx, id).await?;
    let document: Document = formats::parse(&unit.document).map_err(|error| {
        tracing::error!(passport = %id, %error, "a published document cannot be read");
        Error::Internal
    })?;
    let sealed = disclosures::of_version(&mut tx, id, document.version).await?;
    tx.commit().await?;
    let document = whole(&document, &sealed.unwrap_or_default())?;
    let level = unit.row.name.level();
    let said = document
        .content
        .sections
        .iter()
        .flat_map(|section| &section.fields);
    Ok(UnitView {
        url: document.identifier.clone(),
        row: unit.row,
        model: (unit.model, model.name, model.product_identifier),
        batch: (unit.parent != unit.model).then_some(unit.parent),
        template: model.template,
        locales: model.design.locales,
        fields: model
            .design
            .unit_fields
            .into_iter()
            .filter(|field| field.level == level)
            .collect(),
        values: said
            .map(|field| (field.attribute.clone(), UnitField::typed(field)))
            .collect(),
        versions,
        withdrawn: unit.is_withdrawn || model.is_withdrawn,
        may_edit: op.caller.role.may(Permission::Publish),
    })
}
