//! The board: all products of a template, as the last check found them.

use super::followed::unknown_profile;
use crate::{app::App, context::OpContext, services::audit};
use db::queries::{
    compliance::{self, Stored},
    readiness::{self as rows, Assessed, Sums},
    templates::{self, Template},
};
use domain::{
    Error, Kind, Permission, TemplateId,
    profile::{PointId, Profile},
    readiness::{Board, BoardQuery, BoardRow, CheckState, Gap, TemplateReadiness},
};
use serde_json::json;
use std::collections::BTreeMap;

/// Products that are read at once for the export.
const CHUNK: i64 = 2000;

/// All templates of the brand, with how ready their products are.
pub async fn list(app: &App, op: &OpContext) -> Result<Vec<TemplateReadiness>, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let templates = templates::list(&mut tx).await?;
    let followed = compliance::all(&mut tx).await?;
    let sums = rows::sums(&mut tx, None).await?;
    tx.commit().await?;
    let mut followed: BTreeMap<TemplateId, Stored> = followed.into_iter().map(|s| (s.template, s)).collect();
    Ok(templates
        .iter()
        .map(|t| {
            summary(
                t,
                followed.remove(&t.id).as_ref(),
                sums.get(&t.id).copied().unwrap_or_default(),
            )
        })
        .collect())
}

fn summary(template: &Template, stored: Option<&Stored>, sums: Sums) -> TemplateReadiness {
    let profile = stored.and_then(|s| profiles::get(&s.compliance.choice.id));
    let (mut mapped, mut points) = (0, 0);
    if let (Some(profile), Some(stored)) = (profile, stored) {
        for (point, _) in profile.applicable(&stored.compliance.choice) {
            points += 1;
            let has_source = stored.compliance.mapping(&point.id).is_some() || point.supplied_by.is_some();
            mapped += u32::from(has_source);
        }
    }
    let row = profile.and_then(|profile| profiles::rows().into_iter().find(|row| row.id == profile.id));
    TemplateReadiness {
        template: template.id,
        name: template.design.name.clone(),
        family: template.family.clone(),
        profile: row,
        mapped,
        points,
        products: sums.products,
        ready: sums.ready,
        average: sums.average,
        check: stored.map_or(CheckState::Never, |s| s.check.clone()),
    }
}

/// A page of the board.
pub async fn board(app: &App, op: &OpContext, id: TemplateId, query: &BoardQuery) -> Result<Board, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let stored = compliance::of(&mut tx, id).await?;
    let sums = rows::sums(&mut tx, Some(id))
        .await?
        .remove(&id)
        .unwrap_or_default();
    let publish_from = stored.as_ref().map_or(0, |s| s.compliance.publish_from);
    let found = rows::page(&mut tx, id, query, publish_from).await?;
    let matches = rows::matches(&mut tx, id, query, publish_from).await?;
    let gaps = rows::gaps(&mut tx, id).await?;
    let keys: Vec<&str> = found.iter().map(|row| row.key.0.as_str()).collect();
    let mut passports = rows::passports_of(&mut tx, id, &keys).await?;
    tx.commit().await?;
    let profile = stored
        .as_ref()
        .and_then(|s| profiles::get(&s.compliance.choice.id));
    let rows = found.into_iter().map(|row| BoardRow {
        passport: passports.remove(&row.key.0),
        missing: names(profile, &row.missing),
        invalid: names(profile, &row.invalid),
        key: row.key,
        identifier: row.identifier,
        percent: row.percent,
        checked_at: row.checked_at,
    });
    let gaps = gaps.into_iter().filter_map(|(point, missing, invalid)| {
        Some(Gap {
            name: name(profile, &point),
            point: PointId::parse(&point).ok()?,
            missing,
            invalid,
        })
    });
    Ok(Board {
        rows: rows.collect(),
        gaps: gaps.collect(),
        template: summary(&template, stored.as_ref(), sums),
        publish_from,
        matches,
        may_edit: op.caller.role.may(Permission::EditTemplates),
        may_publish: op.caller.role.may(Permission::Publish),
    })
}

fn name(profile: Option<&Profile>, point: &str) -> String {
    let found = profile.and_then(|p| p.points.iter().find(|known| known.id.as_str() == point));
    found.map_or_else(|| point.to_owned(), |point| point.name.clone())
}

fn names(profile: Option<&Profile>, points: &[String]) -> Vec<String> {
    points.iter().map(|point| name(profile, point)).collect()
}

/// All products of a template, for an export: product, identifier, percent, missing and wrong points, when it was checked.
pub async fn export(app: &App, op: &OpContext, id: TemplateId) -> Result<Vec<[String; 6]>, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let stored = compliance::of(&mut tx, id).await?;
    let profile = stored
        .as_ref()
        .and_then(|s| profiles::get(&s.compliance.choice.id));
    let mut lines = Vec::new();
    let mut after = String::new();
    loop {
        let chunk = rows::after(&mut tx, id, &after, CHUNK).await?;
        let Some(last) = chunk.last() else { break };
        after.clone_from(&last.key.0);
        lines.extend(chunk.into_iter().map(|row| line(profile, row)));
    }
    tx.commit().await?;
    Ok(lines)
}

fn line(profile: Option<&Profile>, row: Assessed) -> [String; 6] {
    [
        row.key.0,
        row.identifier,
        row.percent.to_string(),
        names(profile, &row.missing).join("; "),
        names(profile, &row.invalid).join("; "),
        row.checked_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    ]
}

/// Asks for a check of all products of a template; a running one begins anew.
pub async fn ask_check(app: &App, op: &OpContext, id: TemplateId) -> Result<(), Error> {
    op.require(Permission::EditTemplates)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let stored = compliance::of(&mut tx, id).await?;
    let stored =
        stored.ok_or_else(|| Error::conflict("This template follows no profile yet. Choose one first."))?;
    profiles::get(&stored.compliance.choice.id).ok_or_else(unknown_profile)?;
    compliance::ask(&mut tx, id, app.clock.now()).await?;
    let detail = json!({ "name": template.design.name });
    audit::record(app, &mut tx, op, "template.check_asked", &id.to_string(), detail).await?;
    tx.commit().await?;
    app.wake();
    Ok(())
}
