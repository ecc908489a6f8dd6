//! Creating units: a few at once, many as a job.

use super::{
    below::Below,
    store::{By, Clash, Known, Wanted, store},
};
use crate::{
    app::App,
    context::OpContext,
    services::{
        audit::Actor,
        publish::{begin, queue},
    },
};
use db::{
    Tx,
    queries::jobs::{self, JobKind},
};
use domain::{
    Error, FieldError, Permission,
    job::PublishResult,
    unit::{CreateUnits, Created, Level, NewUnit},
};
use serde_json::json;
use std::collections::BTreeSet;

/// More than so many are made by a job.
const AT_ONCE: usize = 500;
/// The most mistakes that are told at once.
const MISTAKES_MAX: usize = 50;
/// Attempts when somebody else creates the same units at the same moment.
const ATTEMPTS: u32 = 4;
/// What people read when they all failed.
const TAKEN: &str = "One of these addresses is taken, or somebody else is creating the same units. Try again; if it stays so, contact support.";

/// Creates units; those that are there already stay as they are, whatever they say. All of them, or none where anything is
/// wrong.
pub async fn create(app: &App, op: &OpContext, cmd: CreateUnits) -> Result<Created, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let below = Below::open(&mut tx, cmd.parent).await?;
    let units = cmd.units(below.fields(), below.parent.batch.as_deref())?;
    check(&mut tx, &below, &units).await?;
    let wanted: Vec<Wanted> = units.into_iter().map(wanted).collect();
    if wanted.len() > AT_ONCE {
        return later(app, op, tx, &below, wanted).await;
    }
    tx.rollback().await?;
    now(app, op, &below, &wanted).await
}

fn wanted(unit: NewUnit) -> Wanted {
    Wanted {
        name: unit.name,
        values: unit.values,
        onto: None,
    }
}

/// What is wrong because of what is there.
async fn check(tx: &mut Tx, below: &Below, units: &[NewUnit]) -> Result<(), Error> {
    let known = Known::read(tx, below, units.iter().map(|unit| &unit.name)).await?;
    let coming: BTreeSet<&str> = units
        .iter()
        .filter(|unit| unit.name.level() == Level::Batch)
        .filter_map(|unit| unit.name.batch.as_deref())
        .collect();
    let mut wrong: Vec<FieldError> = Vec::new();
    for unit in units {
        let batch = unit.name.batch.as_deref();
        let missing = batch.filter(|batch| !coming.contains(batch) && !known.has_batch(batch));
        if let Some((level, why)) = known.objection(&unit.name, false) {
            wrong.push(unit.mistake(level, &why));
        } else if let (Level::Item, Some(batch)) = (unit.name.level(), missing) {
            let why = format!("There is no batch \u{201c}{batch}\u{201d} yet. Create it first.");
            wrong.push(unit.mistake(Level::Batch, &why));
        }
    }
    // Of a range that lacks its batch, every unit says the same.
    wrong.dedup();
    wrong.truncate(MISTAKES_MAX);
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

async fn now(app: &App, op: &OpContext, below: &Below, wanted: &[Wanted]) -> Result<Created, Error> {
    let by = By {
        actor: Actor::from(op),
        job: None,
        changes: false,
    };
    let results = store_now(app, below, &by, wanted).await?;
    let (mut made, mut unchanged, mut kept) = (0, 0, 0);
    for result in results {
        match result {
            PublishResult::Published { .. } => made += 1,
            PublishResult::Unchanged { differs: true, .. } => kept += 1,
            PublishResult::Unchanged { .. } => unchanged += 1,
            PublishResult::Failed { .. } => {}
        }
    }
    Ok(Created::Now {
        made,
        unchanged,
        kept,
    })
}

/// Stores units in a transaction of their own: all, or none where one of them cannot be stored.
pub(super) async fn store_now(
    app: &App,
    below: &Below,
    by: &By,
    wanted: &[Wanted],
) -> Result<Vec<PublishResult>, Error> {
    for _ in 0..ATTEMPTS {
        let mut tx = app.db.brand(by.actor.brand).await?;
        match store(app, &mut tx, (below, by), wanted).await {
            Ok(results) => {
                let failure = results.iter().find_map(|result| match result {
                    PublishResult::Failed { why } => Some(why.clone()),
                    _ => None,
                });
                if let Some(why) = failure {
                    tx.rollback().await?;
                    return Err(Error::conflict(why));
                }
                tx.commit().await?;
                return Ok(results);
            }
            Err(Clash::Again) => tx.rollback().await?,
            Err(Clash::Here(error)) => return Err(error),
        }
    }
    Err(Error::conflict(TAKEN))
}

async fn later(
    app: &App,
    op: &OpContext,
    mut tx: Tx,
    below: &Below,
    wanted: Vec<Wanted>,
) -> Result<Created, Error> {
    let what = (JobKind::Units(below.parent.id), below.parent.template);
    let (job, _) = queue(app, op, &mut tx, what, None).await?;
    let detail = json!({
        "template": below.parent.template,
        "units": wanted.len(),
        "parent": below.parent.path,
    });
    let line = |unit: Wanted| {
        let json = serde_json::to_value(&unit).map_err(|_| Error::Internal)?;
        Ok((unit.name.code(), unit.name.words(), json))
    };
    let lines = wanted.into_iter().map(line).collect::<Result<_, Error>>()?;
    jobs::add_units(&mut tx, (op.caller.brand_id, job), lines).await?;
    let accepted = begin(app, op, tx, job, detail).await?;
    Ok(Created::Job(accepted.job))
}
