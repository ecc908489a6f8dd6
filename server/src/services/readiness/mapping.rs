//! The mapping editor: which profile a template follows, and where each data point comes from.

use super::followed::unknown_profile;
use crate::{
    app::App,
    context::OpContext,
    services::{audit, catalog::family_attributes, connections::Live},
};
use db::{
    Tx,
    queries::{compliance, readiness, templates},
};
use domain::{
    Error, FieldError, Kind, Permission, TemplateId,
    profile::{AttributeFacts, Mapping, PointId, Profile, ProfileChoice, Source, check_mappings},
    readiness::{Compliance, MappingView},
};
use serde_json::json;
use std::collections::BTreeSet;

/// The editor of a template's mappings. Where the PIM cannot be reached, the attributes are missing and it is said why.
pub async fn mapping(app: &App, op: &OpContext, id: TemplateId) -> Result<MappingView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let stored = compliance::of(&mut tx, id).await?;
    tx.commit().await?;
    let profile = match &stored {
        Some(stored) => Some(profiles::get(&stored.compliance.choice.id).ok_or_else(unknown_profile)?),
        None => None,
    };
    let (attributes, trouble) =
        match family_attributes(app, op, template.connection, template.family.clone()).await {
            Ok(found) => (found.attributes, None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
    let compliance = stored.map(|stored| stored.compliance);
    let facts: Vec<AttributeFacts> = attributes.iter().map(AttributeFacts::from).collect();
    let open = |point: &PointId| compliance.as_ref().is_none_or(|c| c.mapping(point).is_none());
    let applies = |point: &PointId| match (&profile, &compliance) {
        (Some(profile), Some(c)) => profile.applicable(&c.choice).any(|(p, _)| p.id == *point),
        _ => false,
    };
    let suggestions = profile.map_or_else(Vec::new, |profile| profiles::suggest(profile, &facts));
    Ok(MappingView {
        template: id,
        name: template.design.name,
        family: template.family,
        profiles: profiles::rows(),
        suggestions: suggestions
            .into_iter()
            .filter(|s| open(&s.point) && applies(&s.point))
            .collect(),
        profile: profile.cloned(),
        compliance,
        attributes,
        trouble,
        locales: template.design.locales,
        may_edit: op.caller.role.may(Permission::EditTemplates),
    })
}

/// Chooses the profile that a template follows, and the share of mandatory points that a product needs to be published; or lets
/// it follow none. Mappings of points that the new choice has too are kept.
pub async fn choose(
    app: &App,
    op: &OpContext,
    id: TemplateId,
    choice: Option<ProfileChoice>,
    publish_from: u8,
) -> Result<(), Error> {
    op.require(Permission::EditTemplates)?;
    if publish_from > 100 {
        return Err(Error::invalid(
            "publish_from",
            "Enter a share from 0 to 100 percent.",
        ));
    }
    let profile = match &choice {
        Some(choice) => {
            let profile =
                profiles::get(&choice.id).ok_or_else(|| Error::invalid("profile.id", "Choose a profile."))?;
            choice.check(profile)?;
            Some(profile)
        }
        None => None,
    };
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    let before = compliance::lock(&mut tx, id)
        .await?
        .map(|stored| stored.compliance);
    let detail = json!({
        "name": template.design.name,
        "profile": choice.as_ref().map(|c| c.id.to_string()),
        "category": choice.as_ref().map(|c| c.category.to_string()),
        "publish_from": publish_from,
    });
    if let (Some(choice), Some(profile)) = (choice, profile) {
        let same = before.as_ref().is_some_and(|b| b.choice == choice);
        let mut mappings = before.map(|b| b.mappings).unwrap_or_default();
        mappings.retain(|mapping| profile.point(&mapping.point).is_some());
        let followed = Compliance {
            choice,
            mappings,
            publish_from,
        };
        compliance::put(&mut tx, (op.caller.brand_id, id), &followed, app.clock.now()).await?;
        if !same {
            readiness::forget(&mut tx, id).await?;
        }
    } else {
        readiness::forget(&mut tx, id).await?;
        compliance::delete(&mut tx, id).await?;
    }
    audit::record(
        app,
        &mut tx,
        op,
        "template.profile_chosen",
        &id.to_string(),
        detail,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Sets where a data point comes from; answers the mapping before.
pub async fn set(app: &App, op: &OpContext, id: TemplateId, new: Mapping) -> Result<Option<Mapping>, Error> {
    let mut edit = Edit::open(app, op, id).await?;
    let known = edit.attributes(app, op).await;
    check_mappings(edit.profile, std::slice::from_ref(&new), &known).map_err(at_the_form)?;
    let before = edit.put(new);
    edit.save(app, op).await?;
    Ok(before)
}

/// The data point has no source any more; answers the mapping before.
pub async fn unset(
    app: &App,
    op: &OpContext,
    id: TemplateId,
    point: &PointId,
) -> Result<Option<Mapping>, Error> {
    let mut edit = Edit::open(app, op, id).await?;
    let mappings = &mut edit.compliance.mappings;
    let at = mappings.iter().position(|mapping| mapping.point == *point);
    let before = at.map(|at| mappings.remove(at));
    edit.changed.push(point.to_string());
    edit.save(app, op).await?;
    Ok(before)
}

/// Takes suggestions that a person has ticked: points that have no source yet, each with its attribute. How many were taken.
pub async fn accept(
    app: &App,
    op: &OpContext,
    id: TemplateId,
    ticked: &[(PointId, String)],
) -> Result<usize, Error> {
    let mut edit = Edit::open(app, op, id).await?;
    let known = edit.attributes(app, op).await;
    let mut taken = 0;
    for (point, attribute) in ticked {
        let new = Mapping {
            point: point.clone(),
            source: Source::Attribute {
                attribute: attribute.clone(),
            },
            transform: None,
        };
        let is_open = edit.compliance.mapping(point).is_none();
        if is_open && check_mappings(edit.profile, std::slice::from_ref(&new), &known).is_ok() {
            edit.put(new);
            taken += 1;
        }
    }
    if taken > 0 {
        edit.save(app, op).await?;
    }
    Ok(taken)
}

/// A template's mappings, held while they are changed.
struct Edit {
    tx: Tx,
    id: TemplateId,
    template: templates::Template,
    profile: &'static Profile,
    compliance: Compliance,
    changed: Vec<String>,
}

impl Edit {
    async fn open(app: &App, op: &OpContext, id: TemplateId) -> Result<Self, Error> {
        op.require(Permission::EditTemplates)?;
        let mut tx = app.db.brand(op.caller.brand_id).await?;
        let template = templates::by_id(&mut tx, id)
            .await?
            .ok_or(Error::NotFound(Kind::Template))?;
        let stored = compliance::lock(&mut tx, id).await?;
        let compliance = stored
            .ok_or_else(|| Error::conflict("This template follows no profile yet. Choose one first."))?
            .compliance;
        let profile = profiles::get(&compliance.choice.id).ok_or_else(unknown_profile)?;
        Ok(Self {
            tx,
            id,
            template,
            profile,
            compliance,
            changed: Vec::new(),
        })
    }

    /// The family's attributes; none where the PIM cannot be reached, and then any is believed.
    async fn attributes(&self, app: &App, op: &OpContext) -> BTreeSet<String> {
        let Ok(live) = Live::open(app, op.caller.brand_id, self.template.connection).await else {
            return BTreeSet::new();
        };
        let families = live.families().await.map(|aged| aged.value).unwrap_or_default();
        let family = families.into_iter().find(|f| f.code == self.template.family);
        family
            .map(|f| f.attributes.into_iter().collect())
            .unwrap_or_default()
    }

    fn put(&mut self, new: Mapping) -> Option<Mapping> {
        self.changed.push(new.point.to_string());
        let mappings = &mut self.compliance.mappings;
        if let Some(old) = mappings.iter_mut().find(|mapping| mapping.point == new.point) {
            return Some(std::mem::replace(old, new));
        }
        mappings.push(new);
        None
    }

    async fn save(mut self, app: &App, op: &OpContext) -> Result<(), Error> {
        let place = (op.caller.brand_id, self.id);
        compliance::put(&mut self.tx, place, &self.compliance, app.clock.now()).await?;
        let detail = json!({ "name": self.template.design.name, "points": self.changed });
        let target = self.id.to_string();
        audit::record(app, &mut self.tx, op, "template.mapped", &target, detail).await?;
        Ok(self.tx.commit().await?)
    }
}

/// The form shows one mapping, so its fields are named without the mapping's number.
fn at_the_form(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Invalid(
            errors
                .into_iter()
                .map(|e| {
                    let field = e.field.strip_prefix("mappings.0.").unwrap_or(&e.field).to_owned();
                    FieldError::new(field, e.message)
                })
                .collect(),
        ),
        other => other,
    }
}
