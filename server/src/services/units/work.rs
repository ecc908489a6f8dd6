//! The work on a job that creates units. Each share stands in one transaction with its lines of the report, so nothing is done
//! twice, whatever happens to the worker.

use super::{
    below::Below,
    store::{By, Clash, Wanted, store},
};
use crate::{
    app::App,
    services::{
        audit::Actor,
        publish::{Ending, Held, begin_work, finish_work, nothing_works},
    },
};
use db::queries::jobs::{self, Claimed, Line};
use domain::{Error, PassportId, job::PublishResult};

/// Units that are stored at once.
const SHARE: i64 = 500;
/// Attempts when somebody else creates the same units at the same moment.
const ATTEMPTS: u32 = 4;

/// Works on a job as far as it goes.
pub(in crate::services) async fn work(app: &App, job: &Claimed, parent: PassportId) -> Result<Ending, Error> {
    let mut tx = app.db.brand(job.brand).await?;
    let below = Below::open(&mut tx, parent).await;
    tx.rollback().await?;
    let below = match below {
        Ok(below) => below,
        Err(error @ (Error::Internal | Error::Unavailable { .. })) => return Err(error),
        Err(why) => return nothing_works(app, job, why.to_string()).await,
    };
    let mut clashes = 0;
    loop {
        if app.shutdown.is_requested() {
            return Ok(Ending::Shutdown);
        }
        match share(app, job, &below, clashes < ATTEMPTS).await? {
            Share::Stored => clashes = 0,
            Share::Clash => clashes += 1,
            Share::Over(ending) => return Ok(ending),
        }
    }
}

enum Share {
    Stored,
    Clash,
    Over(Ending),
}

/// Stores the next share. Where others keep getting in its way, they are stored one by one, and fail where they have to.
async fn share(app: &App, job: &Claimed, below: &Below, together: bool) -> Result<Share, Error> {
    let Some(mut tx) = begin_work(app, job).await? else {
        return Ok(Share::Over(Ending::Lost));
    };
    let limit = if together { SHARE } else { 1 };
    let pending = jobs::pending_units(&mut tx, job, limit).await?;
    if pending.is_empty() {
        tx.rollback().await?;
        return Ok(Share::Over(Ending::Done));
    }
    let (mut lines, mut wanted) = (
        Vec::with_capacity(pending.len()),
        Vec::with_capacity(pending.len()),
    );
    for (line, unit) in pending {
        let unit: Wanted = serde_json::from_value(unit).map_err(|error| {
            tracing::error!(job = %job.id, %error, "a line of a job cannot be read");
            Error::Internal
        })?;
        lines.push(line);
        wanted.push(unit);
    }
    let by = By {
        actor: Actor {
            brand: job.brand,
            user: Some(job.created_by),
            ip: None,
        },
        job: Some(job.id),
        changes: false,
    };
    match store(app, &mut tx, (below, &by), &wanted).await {
        Ok(results) => {
            for (line, result) in lines.iter_mut().zip(results) {
                line.result = Some(result);
            }
            finish(tx, job, &lines).await
        }
        Err(Clash::Here(error)) => Err(error),
        Err(Clash::Again) if together => {
            tx.rollback().await?;
            Ok(Share::Clash)
        }
        Err(Clash::Again) => {
            tx.rollback().await?;
            fail(app, job, lines).await
        }
    }
}

async fn finish(tx: db::Tx, job: &Claimed, lines: &[Line]) -> Result<Share, Error> {
    Ok(match finish_work(tx, job, lines, None).await? {
        Held::Yes => Share::Stored,
        Held::No => Share::Over(Ending::Lost),
    })
}

async fn fail(app: &App, job: &Claimed, mut lines: Vec<Line>) -> Result<Share, Error> {
    let Some(tx) = begin_work(app, job).await? else {
        return Ok(Share::Over(Ending::Lost));
    };
    for line in &mut lines {
        let why = "Its address is taken. Contact support.".to_owned();
        line.result = Some(PublishResult::Failed { why });
    }
    finish(tx, job, &lines).await
}
