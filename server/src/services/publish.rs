//! Publishing: products become immutable versions of passports, as a job that can be followed, stopped and repeated.

mod batch;
mod path;
pub(in crate::services) mod plan;
mod run;
#[cfg(test)]
mod scale_tests;
#[cfg(test)]
pub(in crate::services) mod stage;
mod store;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod values_tests;
mod version;
mod work;

pub(in crate::services) use path::below;
pub(in crate::services) use plan::Plan;
pub use run::run;
pub(in crate::services) use store::{Held, begin as begin_work, finish as finish_work};
pub(in crate::services) use version::{Next, digest, note_files, seconds, share_files};
pub(in crate::services) use work::{Ending, nothing_works};

use crate::{
    app::App,
    context::OpContext,
    services::{
        audit,
        catalog::product_key,
        connections::{Live, in_words},
        disclosures,
        limits::count_pim_call,
    },
};
use chrono::TimeDelta;
use db::{
    Tx,
    queries::{
        jobs::{self as rows, JobKind, NewJob, Walk},
        templates,
    },
};
use domain::{
    Error, JobId, Kind, Permission, Reader, TemplateId,
    catalog::ProductKey,
    error::Check,
    job::{JobState, JobView, PublishOutcome},
    passport::{Accepted, Publish, PublishFamily},
    record::{Document, RecordField, SCHEMA},
    template::{FIELDS_MAX, SECTIONS_MAX, SaveTemplate},
};
use pim::ProductQuery;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Publications of a brand that may wait or run at the same time.
const OPEN_MAX: i64 = 20;
/// How long a preview shows its pictures.
const PREVIEW_FILES: TimeDelta = TimeDelta::hours(12);
/// Lines of a report that are read at once for its download.
const REPORT_SHARE: u32 = 1000;

/// Starts a publication.
pub async fn publish(app: &App, op: &OpContext, mut cmd: Publish) -> Result<Accepted, Error> {
    op.require(Permission::Publish)?;
    cmd.check()?;
    let mut seen = BTreeSet::new();
    cmd.products.retain(|key| seen.insert(key.clone()));
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let what = (JobKind::Publish, cmd.template);
    let (job, _) = queue(app, op, &mut tx, what, None).await?;
    rows::add_pending(&mut tx, (op.caller.brand_id, job), &cmd.products).await?;
    let detail = json!({ "template": cmd.template, "products": cmd.products.len() });
    begin(app, op, tx, job, detail).await
}

/// Starts a publication of all products of a template's family.
pub async fn publish_family(app: &App, op: &OpContext, cmd: PublishFamily) -> Result<Accepted, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let walk = Some(Walk::default());
    let what = (JobKind::Publish, cmd.template);
    let (job, family) = queue(app, op, &mut tx, what, walk).await?;
    let detail = json!({ "template": cmd.template, "family": family });
    begin(app, op, tx, job, detail).await
}

/// Stores a job without lines; also answers the template's family.
pub(in crate::services) async fn queue(
    app: &App,
    op: &OpContext,
    tx: &mut Tx,
    (kind, template): (JobKind, TemplateId),
    walk: Option<Walk>,
) -> Result<(JobId, String), Error> {
    let found = templates::by_id_held(tx, template).await?;
    let found = found.ok_or(Error::NotFound(Kind::Template))?;
    if rows::open(tx).await? >= OPEN_MAX {
        return Err(Error::conflict(
            "Many publications are under way already. Wait until one of them has ended.",
        ));
    }
    let job = NewJob {
        id: JobId(app.new_id()),
        brand: op.caller.brand_id,
        kind,
        template,
        walk,
        created_by: op.caller.user_id,
        created_at: app.clock.now(),
    };
    rows::insert(tx, &job).await?;
    Ok((job.id, found.family))
}

/// Notes a job in the audit log and lets a worker have it.
pub(in crate::services) async fn begin(
    app: &App,
    op: &OpContext,
    mut tx: Tx,
    job: JobId,
    detail: Value,
) -> Result<Accepted, Error> {
    audit::record(
        app,
        &mut tx,
        op,
        "publication.requested",
        &job.to_string(),
        detail,
    )
    .await?;
    tx.commit().await?;
    app.wake();
    Ok(Accepted { job })
}

/// How a publication does, with the first page of its report.
pub async fn job(app: &App, op: &OpContext, id: JobId) -> Result<JobView, Error> {
    job_page(app, op, id, 1).await
}

/// How a publication does, with a page of its report.
pub async fn job_page(app: &App, op: &OpContext, id: JobId, page: u32) -> Result<JobView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let view = view(&mut tx, id, page).await?;
    tx.commit().await?;
    Ok(view)
}

async fn view(tx: &mut Tx, id: JobId, page: u32) -> Result<JobView, Error> {
    let found = rows::by_id(tx, id).await?;
    let mut view = found.ok_or(Error::NotFound(Kind::Job))?.view;
    view.pages = view.done.div_ceil(JobView::PER_PAGE).max(1);
    view.page = page.clamp(1, view.pages);
    let part = (JobView::PER_PAGE, (view.page - 1) * JobView::PER_PAGE);
    view.report = rows::page(tx, id, part).await?;
    Ok(view)
}

/// A share of the whole report of a publication, for its download, and where it ends: memory never holds more than one.
pub async fn report_share(
    app: &App,
    op: &OpContext,
    id: JobId,
    after: Option<u32>,
) -> Result<(Vec<PublishOutcome>, Option<u32>), Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::by_id(&mut tx, id).await?;
    found.ok_or(Error::NotFound(Kind::Job))?;
    let share = rows::share(&mut tx, id, (REPORT_SHARE, after)).await?;
    tx.commit().await?;
    Ok(share)
}

/// Stops a publication; what is published stays published.
pub async fn cancel_job(app: &App, op: &OpContext, id: JobId) -> Result<JobView, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let stopped = rows::cancel(&mut tx, id, app.clock.now()).await?;
    let view = view(&mut tx, id, 1).await?;
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
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let found = rows::by_id(&mut tx, id).await?;
    let found = found.ok_or(Error::NotFound(Kind::Job))?;
    if !found.view.state.is_over() {
        return Err(Error::conflict(
            "This publication is still under way. Wait until it has ended, or stop it.",
        ));
    }
    let given_up = found.view.state == JobState::Failed;
    let walk = found.walk.filter(|_| given_up);
    let goes_on = walk.is_some();
    let (job, family) = queue(app, op, &mut tx, (found.kind, found.template), walk).await?;
    let products = rows::add_left_over(&mut tx, (brand, job), id, given_up).await?;
    if products == 0 && !goes_on {
        return Err(Error::conflict(
            "Nothing failed in this publication, so there is nothing to repeat.",
        ));
    }
    let mut detail = json!({ "template": found.template, "products": products, "repeats": id });
    if goes_on {
        detail["family"] = json!(family);
    }
    begin(app, op, tx, job, detail).await
}

/// The document that an unsaved design would publish of a product, or of the first one of its family, as `reader` may read it.
/// Stores nothing but the pictures that the page shows; answers with what opens those that not everybody may read yet.
pub async fn preview(
    app: &App,
    op: &OpContext,
    cmd: SaveTemplate,
    (product, reader): (Option<ProductKey>, Reader),
) -> Result<(Document, BTreeMap<String, String>), Error> {
    op.require(Permission::EditTemplates)?;
    enough_to_show(&cmd)?;
    count_pim_call(app, op.caller.user_id).await?;
    let live = Live::open(app, op.caller.brand_id, cmd.connection).await?;
    let key = match product {
        Some(key) => key,
        None => first_product(&live, &cmd.family).await?,
    };
    let product = live.product(&key).await.map_err(|e| in_words(&e))?.value;
    let mut plan = Plan::open(live, cmd.design, &cmd.family).await?;
    if let Some(template) = cmd.id {
        plan = plan.following(template).await?;
    }
    let mapped = Box::pin(plan.map(product)).await?;
    let path = mapped
        .gtin
        .map_or_else(|| "/p/preview".to_owned(), gs1::gtin_path);
    let content = mapped.content.seen_by(reader);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let secret = disclosures::secret(app, &mut tx, op.caller.brand_id).await?;
    tx.commit().await?;
    let until = app.clock.now() + PREVIEW_FILES;
    let shown = content.image.iter().map(|image| image.sha256.as_str());
    let shown = shown.chain(content.fields().flat_map(RecordField::files));
    let keys = shown.map(|hash| (hash.to_owned(), format!("key={}", secret.file_key(hash, until))));
    let keys = keys.collect();
    let document = Document {
        schema: SCHEMA.to_owned(),
        identifier: app.config.link(&path),
        version: 1,
        published_at: seconds(app.clock.now()),
        issuer: None,
        previous: None,
        restricted: Vec::new(),
        content,
    };
    Ok((document, keys))
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
