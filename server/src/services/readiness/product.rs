//! One product, point by point, and what is entered for it by hand.

use super::{
    followed::{Followed, book, pretended},
    words,
};
use crate::{
    app::App,
    context::OpContext,
    services::{
        audit,
        connections::{Live, in_words},
        mapping,
        publish::Plan,
    },
};
use db::queries::{
    entries::{self, NewEntry, Placed},
    readiness::{self as rows, Assessed},
    templates::{self, Template},
};
use domain::{
    Error, Kind, Permission, TemplateId,
    catalog::ProductKey,
    profile::{DataPoint, Duty, Inputs, Readiness, enter as read},
    readiness::{Enter, Entry, Fill, PointState, ProductReadiness, Scope},
};
use pim::{PimError, Product};
use serde_json::json;

/// A product of a template with all of its data points, from values as old as the time to live at most.
pub async fn product(
    app: &App,
    op: &OpContext,
    id: TemplateId,
    key: &ProductKey,
) -> Result<ProductReadiness, Error> {
    op.require(Permission::Read)?;
    let (template, live, followed) = open(app, op, id).await?;
    let aged = live.product(key).await.map_err(|error| match error {
        PimError::NotFound { .. } => Error::NotFound(Kind::Product),
        error => in_words(&error),
    })?;
    let read_at = aged.fetched_at;
    let looked = look(live, template.clone(), followed, aged.value, key).await?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let history = entries::history(
        &mut tx,
        book(&looked.plan.live, looked.followed.profile),
        &template.family,
        &key.0,
    );
    let history = history.await?;
    let passport = rows::passports_of(&mut tx, id, &[&key.0]).await?.remove(&key.0);
    // The board tells the same as this page.
    rows::put(&mut tx, (op.caller.brand_id, id), &[looked.assessed(app, key)]).await?;
    tx.commit().await?;
    let points = looked
        .followed
        .profile
        .applicable(&looked.followed.compliance.choice)
        .map(|(point, duty)| state(&looked, point, duty, &history))
        .collect();
    Ok(ProductReadiness {
        template: id,
        template_name: template.design.name.clone(),
        connection: template.connection,
        key: key.clone(),
        identifier: looked.identifier,
        label: looked.label,
        read_at,
        readiness: looked.readiness,
        points,
        locales: template.design.locales,
        publish_from: looked.followed.compliance.publish_from,
        passport,
        may_edit: op.caller.role.may(Permission::EditTemplates),
        may_publish: op.caller.role.may(Permission::Publish),
    })
}

async fn open(app: &App, op: &OpContext, id: TemplateId) -> Result<(Template, Live, Followed), Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let template = templates::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    tx.commit().await?;
    let live = Live::open(app, op.caller.brand_id, template.connection).await?;
    let followed = Followed::open(&live, id, &template.family).await?;
    let followed =
        followed.ok_or_else(|| Error::conflict("This template follows no profile yet. Choose one first."))?;
    Ok((template, live, followed))
}

/// A product that was looked at.
struct Looked {
    plan: Plan,
    followed: Followed,
    identifier: String,
    label: String,
    inputs: Inputs,
    readiness: Readiness,
}

impl Looked {
    fn assessed(&self, app: &App, key: &ProductKey) -> Assessed {
        Assessed {
            key: key.clone(),
            identifier: self.identifier.clone(),
            percent: self.readiness.percent,
            missing: self.readiness.missing.iter().map(ToString::to_string).collect(),
            invalid: self
                .readiness
                .invalid
                .iter()
                .map(|i| i.point.to_string())
                .collect(),
            checked_at: app.clock.now(),
        }
    }
}

async fn look(
    live: Live,
    template: Template,
    followed: Followed,
    product: Product,
    key: &ProductKey,
) -> Result<Looked, Error> {
    let plan = Plan::open(live, template.design, &template.family)
        .await?
        .reading(followed.attributes());
    if product.family.as_deref() != Some(plan.family.code.as_str()) {
        return Err(Error::conflict(
            "This product is of another family than the template describes.",
        ));
    }
    let by_hand = followed
        .by_hand_of(&plan.live, &plan.family.code, key.clone())
        .await?;
    let prepared = plan.prepare(vec![product]).await.pop().ok_or(Error::Internal)??;
    let source = plan.source(&prepared);
    let media = pretended(&source);
    let gtin = mapping::gtin_of(&source).map(gs1::Gtin::to_digits);
    let (inputs, readiness) = followed.assess(&source, &media, gtin.as_deref(), &by_hand)?;
    let (identifier, label) = (
        mapping::identifier(source.product),
        mapping::map(&source, &media).label(),
    );
    Ok(Looked {
        plan,
        followed,
        identifier,
        label,
        inputs,
        readiness,
    })
}

fn state(looked: &Looked, point: &DataPoint, duty: Duty, history: &[Placed]) -> PointState {
    let profile = looked.followed.profile;
    let mapping = looked.followed.compliance.mapping(&point.id);
    let of_point: Vec<Entry> = history
        .iter()
        .filter(|placed| placed.entry.point == point.id)
        .map(|placed| placed.entry.clone())
        .collect();
    let counting = Scope::ALL.iter().find_map(|(scope, ..)| {
        let newest = of_point.iter().find(|entry| entry.scope == *scope)?;
        newest.value.is_some().then_some(newest)
    });
    let group = profile.groups.iter().find(|group| group.id == point.group);
    PointState {
        point: point.id.clone(),
        name: point.name.clone(),
        meaning: point.meaning.clone(),
        kind: point.kind.clone(),
        group: group.map(|g| g.title.clone()).unwrap_or_default(),
        duty,
        source: point.source.clone(),
        state: fill(looked, point, duty),
        from: words::origin(mapping, point.supplied_by, counting),
        values: looked
            .inputs
            .values
            .get(&point.id)
            .map(words::lines)
            .unwrap_or_default(),
        history: of_point,
    }
}

fn fill(looked: &Looked, point: &DataPoint, duty: Duty) -> Fill {
    let readiness = &looked.readiness;
    if let Some(invalid) = readiness.invalid.iter().find(|invalid| invalid.point == point.id) {
        return Fill::Invalid(invalid.why.clone());
    }
    if looked.inputs.values.contains_key(&point.id) {
        return Fill::Filled;
    }
    if readiness.missing.contains(&point.id) {
        Fill::Missing
    } else if readiness.undecided.contains(&point.id) {
        Fill::Undecided
    } else if duty == Duty::Conditional && looked.inputs.waived.contains(&point.id) {
        Fill::Waived
    } else {
        Fill::Empty
    }
}

/// Enters a value by hand, or takes it back. What does not fit the data point is refused at the field.
pub async fn enter(app: &App, op: &OpContext, cmd: Enter) -> Result<(), Error> {
    op.require(Permission::EditTemplates)?;
    cmd.check()?;
    let (template, live, followed) = open(app, op, cmd.template).await?;
    let point = followed
        .profile
        .point(&cmd.point)
        .ok_or_else(|| Error::invalid("point", "The profile has no such data point."))?;
    let value = cmd.value.trim();
    if !value.is_empty() {
        read(point, value).map_err(|why| Error::invalid("value", why))?;
    }
    if cmd.locale.is_some() && !point.kind.is_prose() {
        let message = "This value is the same in all languages: enter it once.";
        return Err(Error::invalid("locale", message));
    }
    let place = match cmd.scope {
        Scope::Product => cmd.product.0.as_str(),
        Scope::Family => template.family.as_str(),
        Scope::Default => "",
    };
    let new = NewEntry {
        id: app.new_id(),
        brand: op.caller.brand_id,
        point: &cmd.point,
        scope: cmd.scope,
        place,
        locale: cmd.locale.as_ref(),
        value: (!value.is_empty()).then_some(value),
        by: op.caller.user_id,
        at: app.clock.now(),
    };
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    entries::add(&mut tx, book(&live, followed.profile), &new).await?;
    let detail = json!({
        "point": cmd.point.as_str(),
        "scope": cmd.scope.word(),
        "place": place,
        "value": new.value,
    });
    audit::record(
        app,
        &mut tx,
        op,
        "template.value_entered",
        &cmd.template.to_string(),
        detail,
    )
    .await?;
    Ok(tx.commit().await?)
}
