//! Passport templates: designing which attributes a page shows, and how.

mod check;
#[cfg(test)]
mod tests;

use crate::{
    app::App,
    context::OpContext,
    services::{audit, connections::Live, media},
};
use db::{
    DbError, OnUnique,
    queries::{
        jobs,
        templates::{self as rows, Template},
    },
};
use domain::{
    Error, Kind, Permission, TemplateId,
    branding::{Palette, Rgb},
    template::{SaveTemplate, TemplateRow, TemplateView, logo_url},
};
use serde_json::json;

/// All templates of the brand.
pub async fn list(app: &App, op: &OpContext) -> Result<Vec<TemplateRow>, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let templates = rows::list(&mut tx).await?;
    let passports = rows::passports_of_each(&mut tx).await?;
    tx.commit().await?;
    let row = |t: Template| TemplateRow {
        fields: u32::try_from(t.design.fields().count()).unwrap_or(u32::MAX),
        passports: passports.get(&t.id).copied().unwrap_or(0),
        id: t.id,
        name: t.design.name,
        connection: t.connection,
        family: t.family,
        channel: t.design.channel,
        locales: t.design.locales,
        updated_at: t.updated_at,
    };
    Ok(templates.into_iter().map(row).collect())
}

/// One template.
pub async fn get(app: &App, op: &OpContext, id: TemplateId) -> Result<TemplateView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let passports = rows::passports_of(&mut tx, id).await?;
    tx.commit().await?;
    let warnings = contrast(&template).into_iter().collect();
    Ok(view(template, passports, warnings))
}

/// Creates or changes one; refused when somebody else changed it meanwhile.
pub async fn save(app: &App, op: &OpContext, mut cmd: SaveTemplate) -> Result<TemplateView, Error> {
    op.require(Permission::EditTemplates)?;
    cmd.design.name = cmd.design.name.trim().to_owned();
    let stored = stored(app, op, &cmd).await?;
    if let Some(stored) = &stored {
        // They have a page of their own, and the editor may have been open since before they were changed there.
        cmd.design.unit_fields.clone_from(&stored.design.unit_fields);
    }
    cmd.design.check()?;
    let live = Live::open(app, op.caller.brand_id, cmd.connection).await?;
    check::against_pim(&live, &cmd).await?;
    let mut warnings = Vec::new();
    let logo_sha256 = logo(app, op, &cmd, stored.as_ref(), &mut warnings).await?;
    let template = Template {
        id: cmd.id.unwrap_or_else(|| TemplateId(app.new_id())),
        connection: cmd.connection,
        family: cmd.family,
        revision: cmd.revision,
        design: cmd.design,
        logo_sha256,
        updated_at: app.clock.now(),
    };
    warnings.extend(contrast(&template));
    write(app, op, template, stored.as_ref(), warnings).await
}

/// Deletes a template that has no passports.
pub async fn delete(app: &App, op: &OpContext, id: TemplateId) -> Result<(), Error> {
    op.require(Permission::EditTemplates)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let name = rows::by_id(&mut tx, id)
        .await?
        .map(|template| template.design.name);
    match rows::delete(&mut tx, id).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::NotFound(Kind::Template)),
        Err(DbError::ForeignKey { .. }) => {
            return Err(Error::conflict(
                "Passports were published with this template, and they must stay readable. It cannot be deleted.",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    audit::record(
        app,
        &mut tx,
        op,
        "template.deleted",
        &id.to_string(),
        json!({ "name": name }),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// The template that a change is based on. What was fixed at creation must be as it was.
async fn stored(app: &App, op: &OpContext, cmd: &SaveTemplate) -> Result<Option<Template>, Error> {
    let Some(id) = cmd.id else { return Ok(None) };
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    tx.commit().await?;
    if template.connection != cmd.connection {
        return Err(Error::invalid(
            "connection",
            "The connection of a template cannot be changed. Create another template.",
        ));
    }
    if template.family != cmd.family {
        return Err(Error::invalid(
            "family",
            "The family of a template cannot be changed. Create another template.",
        ));
    }
    if template.revision != cmd.revision {
        return Err(changed_meanwhile());
    }
    Ok(Some(template))
}

fn changed_meanwhile() -> Error {
    Error::conflict("Somebody else changed this template meanwhile. Reload it, then make your changes again.")
}

/// Why a template with passports stays what it is.
const FIXED: &str =
    "This template has passports, which stay as they are: with versions, or live. Create another template.";

/// Why a template whose publication is under way stays what it is.
const UNDER_WAY: &str = "This template is being published. Wait until that has ended, or stop it.";

async fn write(
    app: &App,
    op: &OpContext,
    mut template: Template,
    stored: Option<&Template>,
    warnings: Vec<String>,
) -> Result<TemplateView, Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let changes_kind = stored.is_some_and(|stored| stored.design.live != template.design.live);
    if changes_kind {
        rows::lock(&mut tx, template.id).await?;
        if rows::passports_of(&mut tx, template.id).await? > 0 {
            return Err(Error::invalid("live", FIXED));
        }
        if jobs::open_of(&mut tx, template.id).await? {
            return Err(Error::invalid("live", UNDER_WAY));
        }
    }
    let action = if stored.is_none() {
        rows::insert(&mut tx, op.caller.brand_id, &template)
            .await
            .on_unique("templates_pkey", changed_meanwhile)?;
        template.revision = 1;
        "template.created"
    } else {
        if !rows::update(&mut tx, &template).await? {
            return Err(changed_meanwhile());
        }
        template.revision += 1;
        "template.changed"
    };
    let detail = json!({
        "name": template.design.name,
        "revision": template.revision,
        "changes": stored.map(|stored| difference(stored, &template)),
    });
    audit::record(app, &mut tx, op, action, &template.id.to_string(), detail).await?;
    let passports = rows::passports_of(&mut tx, template.id).await?;
    tx.commit().await?;
    Ok(view(template, passports, warnings))
}

/// What a change changes, for the log: each part of the design from what to what.
fn difference(stored: &Template, template: &Template) -> serde_json::Value {
    let part = |template: &Template| serde_json::to_value(&template.design).unwrap_or_default();
    let (from, to) = (part(stored), part(template));
    let parts = to.as_object().into_iter().flatten();
    parts
        .filter(|(name, value)| from.get(name.as_str()) != Some(value))
        .map(|(name, value)| (name.clone(), json!({ "from": from.get(name), "to": value })))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The path of the logo that an unsaved design names; none where it cannot be fetched, which saving tells at the field.
pub async fn preview_logo(app: &App, op: &OpContext, cmd: &SaveTemplate) -> Result<Option<String>, Error> {
    op.require(Permission::Read)?;
    let Ok(Some(url)) = logo_url(&cmd.design.branding.logo_url) else {
        return Ok(None);
    };
    let image = media::logo(app, op.caller.brand_id, &url).await?;
    Ok(image.ok().map(|image| image.path()))
}

/// The logo's name among the media. One that was stored before stays when its address cannot be reached today.
async fn logo(
    app: &App,
    op: &OpContext,
    cmd: &SaveTemplate,
    stored: Option<&Template>,
    warnings: &mut Vec<String>,
) -> Result<Option<Vec<u8>>, Error> {
    let Ok(Some(url)) = logo_url(&cmd.design.branding.logo_url) else {
        return Ok(None);
    };
    match media::logo(app, op.caller.brand_id, &url).await? {
        Ok(image) => Ok(hex::decode(&image.sha256).ok()),
        Err(why) => {
            let same = stored.filter(|t| t.design.branding.logo_url == cmd.design.branding.logo_url);
            let kept = same.and_then(|t| t.logo_sha256.clone());
            if kept.is_none() {
                return Err(Error::invalid("branding.logo_url", why));
            }
            warnings.push(format!("{why} The logo that was fetched before is shown."));
            Ok(kept)
        }
    }
}

fn contrast(template: &Template) -> Option<String> {
    let accent = Rgb::parse(&template.design.branding.accent)?;
    let palette = Palette::derive(accent);
    palette.adjusted.then(|| {
        format!(
            "Text in {} would be hard to read on white, so the page uses {} for text. The band keeps your colour.",
            accent.hex(),
            palette.accent_light.hex()
        )
    })
}

fn view(template: Template, passports: u32, warnings: Vec<String>) -> TemplateView {
    TemplateView {
        id: template.id,
        connection: template.connection,
        family: template.family,
        revision: template.revision,
        design: template.design,
        warnings,
        passports,
        updated_at: template.updated_at,
    }
}
