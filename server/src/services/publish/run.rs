//! Working off a publication. Whatever happens to the worker, nothing is done twice: each product's version stands in
//! the same transaction as its line in the report, and products with a line are passed over.

use super::{
    plan::Plan,
    store::{self, Entry, Held},
};
use crate::{
    app::App,
    services::{
        catalog::product_key,
        connections::{Live, in_words},
    },
};
use chrono::TimeDelta;
use db::queries::{
    jobs::{self, Claimed},
    templates,
};
use domain::{
    Error,
    catalog::ProductKey,
    job::{JobState, PublishOutcome, PublishResult},
};
use pim::Product;
use std::{collections::BTreeSet, time::Duration};
use tokio::{task::JoinHandle, time::timeout};

/// Products that are fetched at once.
const CHUNK: usize = 100;
/// How long a worker holds a job without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How often it gives one.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Workers that may die over a job, or turns that may pass without progress, before it is given up.
const ATTEMPTS: i32 = 5;
/// How long a worker stays with a job while others wait.
const TURN: Duration = Duration::from_mins(5);
/// A job that is not done by then is given up: its PIM is too slow, or answers so on purpose.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// Takes a publication that waits, if there is one, and works on it for a turn. Whether there was one.
pub async fn run(app: &App) -> Result<bool, Error> {
    run_for(app, TURN).await
}

/// The same with a turn of that length.
pub(super) async fn run_for(app: &App, turn: Duration) -> Result<bool, Error> {
    let Some(job) = claim(app).await? else {
        return Ok(false);
    };
    let _heart = Heart::beat(app.clone(), job.clone());
    if job.attempt > ATTEMPTS || app.clock.now() - job.created_at > LIFE {
        tracing::error!(job = %job.id, "a publication was given up");
        end(app, &job, JobState::Failed).await?;
        return Ok(true);
    }
    // Whatever is going on when the turn ends is dropped and rolled back, as if the worker had died.
    let worked = timeout(turn, Box::pin(work(app, &job))).await;
    match worked.unwrap_or(Ok(Ending::TurnOver)) {
        Ok(Ending::Done) => end(app, &job, JobState::Done).await?,
        Ok(Ending::Lost) => tracing::info!(job = %job.id, "a publication was stopped or taken over"),
        Ok(Ending::Shutdown) => release(app, &job).await?,
        Ok(Ending::TurnOver) => end_turn(app, &job).await?,
        Err(error) => {
            // The lease runs out and the job is tried again, by then perhaps with the database back.
            tracing::warn!(job = %job.id, %error, "a publication is interrupted");
            return Err(error);
        }
    }
    Ok(true)
}

enum Ending {
    Done,
    Lost,
    Shutdown,
    TurnOver,
}

async fn work(app: &App, job: &Claimed) -> Result<Ending, Error> {
    let dealt_with: BTreeSet<&ProductKey> = job.report.iter().map(|line| &line.key).collect();
    let rest: Vec<ProductKey> = job
        .payload
        .products
        .iter()
        .filter(|key| !dealt_with.contains(key))
        .cloned()
        .collect();
    let plan = match plan(app, job).await {
        Ok(plan) => plan,
        Err(Error::Internal) => return Err(Error::Internal),
        Err(why) => return fail_all(app, job, &rest, &why).await,
    };
    for chunk in rest.chunks(CHUNK) {
        let mut products = match plan.live.products_now(chunk).await {
            Ok(products) => products,
            Err(error) => match fail_all(app, job, chunk, &in_words(&error)).await? {
                Ending::Done => continue,
                ending => return Ok(ending),
            },
        };
        for key in chunk {
            if app.shutdown.is_requested() {
                return Ok(Ending::Shutdown);
            }
            let product = take(&mut products, key);
            if one(app, job, &plan, key, product).await? == Held::No {
                return Ok(Ending::Lost);
            }
        }
    }
    Ok(Ending::Done)
}

async fn plan(app: &App, job: &Claimed) -> Result<Plan, Error> {
    let mut tx = app.db.brand(job.brand).await?;
    let template = templates::by_id(&mut tx, job.payload.template).await?;
    tx.commit().await?;
    let template = template.ok_or_else(|| Error::conflict("The template was deleted meanwhile."))?;
    let live = Live::open(app, job.brand, template.connection).await?.patient();
    Plan::open(live, template.design, &template.family).await
}

/// Deals with one product; only a failure of ours is an error.
async fn one(
    app: &App,
    job: &Claimed,
    plan: &Plan,
    asked: &ProductKey,
    product: Option<Product>,
) -> Result<Held, Error> {
    let Some(product) = product else {
        return fail(
            app,
            job,
            asked,
            &asked.0,
            "Akeneo no longer has this product, or does not show it to this connection.",
        )
        .await;
    };
    let key = product_key(&product);
    let label = product.identifier.clone().unwrap_or_else(|| key.0.clone());
    if product.family.as_deref() != Some(plan.family.code.as_str()) {
        let other = product.family.as_deref().unwrap_or("none");
        let why = format!(
            "This product is of the family \u{201c}{other}\u{201d}, but the template describes \u{201c}{}\u{201d}.",
            plan.family.code
        );
        return fail(app, job, asked, &label, &why).await;
    }
    let mapped = match Box::pin(plan.map(product)).await {
        Ok(mapped) => mapped,
        Err(Error::Internal) => return Err(Error::Internal),
        Err(why) => return fail(app, job, asked, &label, &why.to_string()).await,
    };
    match formats::canonical_content(&mapped.content) {
        Ok(bytes) => {
            let content_hash = store::digest(&bytes);
            Entry {
                job,
                asked,
                key: &key,
                mapped,
                content_hash,
            }
            .store(app)
            .await
        }
        Err(error) => {
            tracing::error!(%error, "a product cannot be made canonical");
            fail(
                app,
                job,
                asked,
                &label,
                "A value of this product cannot be published exactly as it is.",
            )
            .await
        }
    }
}

/// The product that a key names: by UUID, or by identifier.
fn take(products: &mut Vec<Product>, key: &ProductKey) -> Option<Product> {
    let named = |p: &Product| p.uuid.as_deref() == Some(&key.0) || p.identifier.as_deref() == Some(&key.0);
    let at = products.iter().position(named)?;
    Some(products.swap_remove(at))
}

async fn fail_all(app: &App, job: &Claimed, keys: &[ProductKey], why: &Error) -> Result<Ending, Error> {
    let why = why.to_string();
    for key in keys {
        if fail(app, job, key, &key.0, &why).await? == Held::No {
            return Ok(Ending::Lost);
        }
    }
    Ok(Ending::Done)
}

async fn fail(app: &App, job: &Claimed, key: &ProductKey, label: &str, why: &str) -> Result<Held, Error> {
    let result = PublishResult::Failed { why: why.to_owned() };
    store::report(
        app,
        job,
        &PublishOutcome {
            key: key.clone(),
            label: label.to_owned(),
            result,
        },
    )
    .await
}

async fn claim(app: &App) -> Result<Option<Claimed>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("take a publication").await?;
    let job = jobs::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(job)
}

async fn end(app: &App, job: &Claimed, state: JobState) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::finish(&mut tx, job, state, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

async fn release(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::release(&mut tx, job).await?;
    Ok(tx.commit().await?)
}

async fn end_turn(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    let progress = jobs::end_turn(&mut tx, job, app.clock.now()).await?;
    tracing::info!(job = %job.id, progress, "a publication waits for its next turn");
    Ok(tx.commit().await?)
}

/// Extends the lease while the work lasts.
struct Heart(JoinHandle<()>);

impl Heart {
    fn beat(app: App, job: Claimed) -> Self {
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                if let Err(error) = renew(&app, &job).await {
                    tracing::warn!(job = %job.id, %error, "a lease could not be extended");
                }
            }
        }))
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn renew(app: &App, job: &Claimed) -> Result<(), Error> {
    let mut tx = app.db.brand(job.brand).await?;
    jobs::renew(&mut tx, job, app.clock.now() + LEASE).await?;
    Ok(tx.commit().await?)
}
