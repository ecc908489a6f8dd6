//! The fields of batches and items that a template has. Their values are entered here, so the PIM is not asked.

use crate::{app::App, context::OpContext, services::audit};
use db::queries::templates as rows;
use domain::{
    Error, Kind, Locale, Permission, TemplateId,
    error::Check,
    unit::{UnitField, check_fields},
};
use serde_json::json;

/// The fields of a template, with what they are designed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFields {
    /// The template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// The revision that a change is based on.
    pub revision: u32,
    /// The languages of its page.
    pub locales: Vec<Locale>,
    /// The fields in their order.
    pub fields: Vec<UnitField>,
    /// Whether its passports are live, and so have no batches or items.
    pub live: bool,
    /// Whether the caller may change them.
    pub may_edit: bool,
}

/// The fields of a template.
pub async fn unit_fields(app: &App, op: &OpContext, id: TemplateId) -> Result<UnitFields, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    tx.commit().await?;
    Ok(UnitFields {
        template: id,
        name: template.design.name,
        revision: template.revision,
        locales: template.design.locales,
        fields: template.design.unit_fields,
        live: template.design.live,
        may_edit: op.caller.role.may(Permission::EditTemplates),
    })
}

/// Replaces the fields of a template; refused when somebody else changed it meanwhile. What is published stays as it is.
pub async fn save_fields(
    app: &App,
    op: &OpContext,
    (id, revision): (TemplateId, u32),
    fields: Vec<UnitField>,
) -> Result<(), Error> {
    op.require(Permission::EditTemplates)?;
    let mut check = Check::default();
    check_fields(&mut check, &fields);
    check.finish()?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let mut template = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    if template.design.unit_fields == fields {
        return Ok(());
    }
    let before = std::mem::replace(&mut template.design.unit_fields, fields);
    template.revision = revision;
    template.updated_at = app.clock.now();
    if !rows::update(&mut tx, &template).await? {
        return Err(Error::conflict(
            "Somebody else changed this template meanwhile. Reload this page, then make your changes again.",
        ));
    }
    let detail = json!({
        "name": template.design.name,
        "revision": revision + 1,
        "changes": { "unit_fields": { "from": before, "to": template.design.unit_fields } },
    });
    audit::record(app, &mut tx, op, "template.changed", &id.to_string(), detail).await?;
    Ok(tx.commit().await?)
}
