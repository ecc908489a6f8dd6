//! Publishing: products become immutable versions of passports, as a job that can be followed, stopped and repeated.

mod path;
pub(in crate::services) mod plan;
mod run;
#[cfg(test)]
pub(in crate::services) mod stage;
mod store;
#[cfg(test)]
mod tests;

pub use run::run;

use crate::{
    app::App,
    context::OpContext,
    services::{
        audit,
        catalog::product_key,
        connections::{Live, in_words},
        limits::count_pim_call,
    },
};
use db::queries::{
    jobs::{self as rows, NewJob},
    templates,
};
use domain::{
    Error, JobId, Kind, Permission,
    catalog::ProductKey,
    error::Check,
    job::{JobState, JobView, PublishResult},
    passport::{Accepted, Publish},
    record::{Document, SCHEMA},
    template::{FIELDS_MAX, SECTIONS_MAX, SaveTemplate},
};
use pim::ProductQuery;
use plan::Plan;
use serde_json::json;
use std::collections::BTreeSet;

/// Publications of a brand that may wait or run at the same time.
const OPEN_MAX: i64 = 20;

/// Starts a publication.
pub async fn publish(app: &App, op: &OpContext, mut cmd: Publish) -> Result<Accepted, Error> {
    op.require(Permission::Publish)?;
    cmd.check()?;
    let mut seen = BTreeSet::new();
    cmd.products.retain(|key| seen.insert(key.clone()));
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    templates::by_id(&mut tx, cmd.template)
        .await?
        .ok_or(Error::NotFound(Kind::Template))?;
    if rows::open(&mut tx).await? >= OPEN_MAX {
        return Err(Error::conflict(
            "Many publications are under way already. Wait until one of them has ended.",
        ));
    }
    let job = NewJob {
        id: JobId(app.new_id()),
        brand: op.caller.brand_id,
        payload: &cmd,
        created_by: op.caller.user_id,
        created_at: app.clock.now(),
    };
    rows::insert(&mut tx, &job).await?;
    let detail = json!({ "template": cmd.template, "products": cmd.products.len() });
    audit::record(
        app,
        &mut tx,
        op,
        "publication.requested",
        &job.id.to_string(),
        detail,
    )
    .await?;
    tx.commit().await?;
    app.wake();
    Ok(Accepted { job: job.id })
}

/// How a publication does.
pub async fn job(app: &App, op: &OpContext, id: JobId) -> Result<JobView, Error> {
    op.require(Permission::Read)?;
    Ok(stored(app, op, id).await?.0)
}

/// Stops a publication; what is published stays published.
pub async fn cancel_job(app: &App, op: &OpContext, id: JobId) -> Result<JobView, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let stopped = rows::cancel(&mut tx, id, app.clock.now()).await?;
    let (view, _) = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Job))?;
    // What was over already has not been stopped by anybody.
    if stopped {
        audit::record(
            app,
            &mut tx,
            op,
            "publication.cancelled",
            &id.to_string(),
            json!({}),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(view)
}

/// Publishes again what failed in a finished publication, and what it never came to when it was given up.
pub async fn retry_job(app: &App, op: &OpContext, id: JobId) -> Result<Accepted, Error> {
    op.require(Permission::Publish)?;
    let (view, payload) = stored(app, op, id).await?;
    if !view.state.is_over() {
        return Err(Error::conflict(
            "This publication is still under way. Wait until it has ended, or stop it.",
        ));
    }
    let products = left_over(&view, payload.products);
    if products.is_empty() {
        return Err(Error::conflict(
            "Nothing failed in this publication, so there is nothing to repeat.",
        ));
    }
    publish(
        app,
        op,
        Publish {
            template: payload.template,
            products,
        },
    )
    .await
}

/// The products of a job that have no passport because of it.
fn left_over(view: &JobView, asked: Vec<ProductKey>) -> Vec<ProductKey> {
    let failed = |key: &ProductKey| match view.report.iter().find(|line| line.key == *key) {
        Some(line) => matches!(line.result, PublishResult::Failed { .. }),
        None => view.state == JobState::Failed,
    };
    asked.into_iter().filter(failed).collect()
}

async fn stored(app: &App, op: &OpContext, id: JobId) -> Result<(JobView, Publish), Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Job))?;
    tx.commit().await?;
    Ok(found)
}

/// The document that an unsaved design would publish of a product, or of the first one of its family. Stores nothing but
/// the pictures that the page shows.
pub async fn preview(
    app: &App,
    op: &OpContext,
    cmd: SaveTemplate,
    product: Option<ProductKey>,
) -> Result<Document, Error> {
    op.require(Permission::EditTemplates)?;
    enough_to_show(&cmd)?;
    count_pim_call(app, op.caller.user_id).await?;
    let live = Live::open(app, op.caller.brand_id, cmd.connection).await?;
    let key = match product {
        Some(key) => key,
        None => first_product(&live, &cmd.family).await?,
    };
    let product = live.product(&key).await.map_err(|e| in_words(&e))?.value;
    let plan = Plan::open(live, cmd.design, &cmd.family).await?;
    let mapped = Box::pin(plan.map(product)).await?;
    let path = mapped
        .gtin
        .map_or_else(|| "/p/preview".to_owned(), gs1::gtin_path);
    Ok(Document {
        schema: SCHEMA.to_owned(),
        identifier: app.config.link(&path),
        version: 1,
        published_at: store::seconds(app.clock.now()),
        content: mapped.content,
    })
}

/// A design that is being typed has mistakes; a page needs only these.
fn enough_to_show(cmd: &SaveTemplate) -> Result<(), Error> {
    let design = &cmd.design;
    let mut check = Check::default();
    check.require(
        !design.channel.is_empty(),
        "channel",
        "Choose the channel whose values are shown.",
    );
    check.require(
        !design.locales.is_empty(),
        "locales",
        "Choose at least one language.",
    );
    check.require(
        design.locales.len() <= 30,
        "locales",
        "Choose at most 30 languages.",
    );
    let size = design.sections.len() <= SECTIONS_MAX && design.fields().count() <= FIELDS_MAX;
    check.require(size, "sections", "A page has at most 30 sections and 300 fields.");
    check.finish()
}

async fn first_product(live: &Live, family: &str) -> Result<ProductKey, Error> {
    let query = ProductQuery {
        family: Some(family.to_owned()),
        limit: 1,
        attributes: Some(Vec::new()),
        ..ProductQuery::default()
    };
    let fetch = async {
        let page = live.pim().products(&query).await?;
        Ok(page.products.first().map(product_key))
    };
    let first = live
        .cached(format!("first/{family}"), fetch)
        .await
        .map_err(|e| in_words(&e))?;
    first
        .value
        .ok_or_else(|| Error::conflict("This family has no products yet, so there is nothing to show."))
}
