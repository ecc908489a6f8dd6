//! Watching the PIMs: a share of the work at a time, for one connection that nobody else holds.
//!
//! A share is what events told of, a page of the list of changes, or a hundred passports that were not checked for long. What it found out
//! and how far it came stand in one transaction, so a worker that dies loses nothing and repeats at most its last share.

use super::{compare::compare, too_old};
use crate::{
    app::App,
    services::connections::{Live, in_words},
};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::{
    drift::{self as rows, Candidate, Finding},
    pim_events,
    polls::{self, Poll},
};
use domain::{Error, catalog::ProductKey};
use pim::{Change, ChangeCursor, Changed, Watched};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// How long a worker holds a connection without a sign of life: a share may fetch a few hundred pictures.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Changes are asked for at least this often, and more often where values are kept for a shorter time.
const EVERY: Duration = Duration::from_mins(5);
/// The first list reaches back this far; what was published before that is checked one by one.
const FIRST: TimeDelta = TimeDelta::days(1);
/// Passports of a share.
const SHARE: i64 = 100;
/// The first pause after a failure; each one after it is twice as long.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// No pause is longer.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(1);

/// What a share of the work came to.
struct Share {
    poll: Poll,
    findings: Vec<Finding>,
    /// The events that this deals with.
    told: Vec<String>,
    /// The connection is another one than before: everything is to be checked again.
    anew: bool,
}

/// Does a share of the work for the connection that has been due longest. Whether one was due.
pub async fn run(app: &App) -> Result<bool, Error> {
    let Some(poll) = claim(app).await? else {
        return Ok(false);
    };
    match Box::pin(share(app, poll.clone())).await {
        Ok(Some(share)) => keep(app, share).await?,
        // The process ends: somebody else may go on at once.
        Ok(None) => {
            let mut tx = app.db.brand(poll.brand).await?;
            polls::release(&mut tx, &poll).await?;
            tx.commit().await?;
        }
        // The connection was deleted a moment ago, and its row with it.
        Err(Error::NotFound(_)) => {}
        // The lease runs out, and by then the database is perhaps back.
        Err(Error::Internal) => return Err(Error::Internal),
        Err(error) => failed(app, poll, &error).await?,
    }
    Ok(true)
}

async fn claim(app: &App) -> Result<Option<Poll>, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("find a PIM to look at").await?;
    polls::add_missing(&mut tx, now).await?;
    let poll = polls::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(poll)
}

/// None where the process is to end.
async fn share(app: &App, mut poll: Poll) -> Result<Option<Share>, Error> {
    let live = Live::open(app, poll.brand, poll.connection).await?.patient();
    let now = app.clock.now();
    let anew = poll.generation != live.connection.cache_generation;
    if anew {
        poll.generation = live.connection.cache_generation;
        (poll.cursor, poll.next_list_at) = (None, now);
    }
    // A place of an older program's shape is as good as none.
    let known = poll.cursor.take().and_then(|c| serde_json::from_value(c).ok());
    let cursor = known.unwrap_or_else(|| ChangeCursor::since(now - FIRST));
    let (told, products) = told(app, &poll).await?;
    let lists = told.is_empty() && (cursor.in_round() || poll.next_list_at <= now);
    let (cursor, candidates) = if !told.is_empty() {
        (cursor, published(app, &live, products).await?)
    } else if lists {
        let (cursor, candidates) = changed(app, &live, &cursor).await?;
        if !cursor.in_round() {
            poll.next_list_at = now + spread(app, every(live.ttl()));
        }
        (cursor, candidates)
    } else {
        (cursor, waiting(app, &poll, now).await?)
    };
    poll.next_run_at = if lists || !told.is_empty() || !candidates.is_empty() {
        now
    } else {
        poll.next_list_at
    };
    poll.cursor = serde_json::to_value(cursor).ok();
    (poll.failures, poll.last_error) = (0, None);
    let found = look(app, &live, candidates).await?;
    Ok(found.map(|findings| Share {
        poll,
        findings,
        told,
        anew,
    }))
}

/// The events that wait, and the products that they tell of.
async fn told(app: &App, poll: &Poll) -> Result<(Vec<String>, BTreeSet<ProductKey>), Error> {
    let mut tx = app.db.brand(poll.brand).await?;
    let waiting = pim_events::waiting(&mut tx, poll.connection, SHARE).await?;
    tx.commit().await?;
    Ok(waiting.into_iter().unzip())
}

/// The passports of a page of changes, and where to go on.
async fn changed(
    app: &App,
    live: &Live,
    cursor: &ChangeCursor,
) -> Result<(ChangeCursor, Vec<Candidate>), Error> {
    let page = live.call(live.pim().changes(Watched::LinkedProducts, cursor));
    let page = page.await.map_err(|e| in_words(&e))?;
    let keys = page.changes.into_iter().flat_map(names).collect();
    Ok((page.cursor, published(app, live, keys).await?))
}

/// The passports of products that have changed. Cached values of products without one are forgotten, and live pages are told.
async fn published(app: &App, live: &Live, keys: BTreeSet<ProductKey>) -> Result<Vec<Candidate>, Error> {
    let asked: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    let mut tx = app.db.brand(live.brand.id).await?;
    let candidates = rows::of_products(&mut tx, live.connection.id, &asked).await?;
    tx.commit().await?;
    for key in &keys {
        live.note_change(key).await;
    }
    let published: BTreeSet<&ProductKey> = candidates.iter().map(|c| &c.key).collect();
    for key in keys.iter().filter(|key| !published.contains(key)) {
        live.forget_product(key).await;
    }
    Ok(candidates)
}

/// What a passport may know a product by: one from before the PIM had UUIDs knows its identifier.
fn names(change: Change) -> Vec<ProductKey> {
    let Changed::Product { key, identifier } = change.what else {
        return Vec::new();
    };
    let (pim::ProductKey::Uuid(key) | pim::ProductKey::Identifier(key)) = key;
    let mut names = vec![ProductKey(key)];
    names.extend(identifier.map(ProductKey));
    names
}

/// Passports whose last check is too long ago.
async fn waiting(app: &App, poll: &Poll, now: DateTime<Utc>) -> Result<Vec<Candidate>, Error> {
    let before = too_old(poll.recheck_before, now);
    let mut tx = app.db.brand(poll.brand).await?;
    let candidates = rows::due(&mut tx, poll.connection, before, SHARE).await?;
    tx.commit().await?;
    Ok(candidates)
}

/// Reads the products of passports, which refreshes the cache, and compares.
async fn look(app: &App, live: &Live, candidates: Vec<Candidate>) -> Result<Option<Vec<Finding>>, Error> {
    let wanted: BTreeSet<ProductKey> = candidates.iter().map(|c| c.key.clone()).collect();
    let wanted: Vec<ProductKey> = wanted.into_iter().collect();
    if wanted.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let read_at = app.clock.now();
    let products = live.products_now(&wanted).await.map_err(|e| in_words(&e))?;
    let mut by_key = BTreeMap::new();
    for product in products {
        // A passport from before the PIM had UUIDs knows its product by its identifier.
        let names = [product.uuid.clone(), product.identifier.clone()];
        by_key.extend(names.into_iter().flatten().map(|name| (name, product.clone())));
    }
    for key in wanted.iter().filter(|key| !by_key.contains_key(&key.0)) {
        live.forget_product(key).await;
    }
    let pairs = candidates.into_iter().map(|candidate| {
        let product = by_key.get(&candidate.key.0).cloned();
        (candidate, product)
    });
    compare(app, live.brand.id, pairs.collect(), read_at).await
}

/// Writes what a share found, unless somebody else holds the connection by now.
async fn keep(app: &App, share: Share) -> Result<(), Error> {
    let Share {
        poll,
        findings,
        told,
        anew,
    } = share;
    let mut tx = app.db.brand(poll.brand).await?;
    pim_events::handled(&mut tx, poll.connection, &told, app.clock.now()).await?;
    rows::record(&mut tx, poll.brand, &findings).await?;
    if anew {
        polls::recheck(&mut tx, poll.connection, app.clock.now()).await?;
    }
    if !polls::save(&mut tx, &poll).await? {
        tracing::info!(connection = %poll.connection, "another worker looks at this PIM by now");
        return Ok(tx.rollback().await?);
    }
    Ok(tx.commit().await?)
}

/// Notes a failure; the next look waits longer than the one before.
async fn failed(app: &App, mut poll: Poll, error: &Error) -> Result<(), Error> {
    tracing::warn!(connection = %poll.connection, %error, "the changes of a PIM could not be read");
    poll.failures = poll.failures.saturating_add(1);
    poll.last_error = Some(error.to_string());
    let doubled = u32::try_from(poll.failures - 1).unwrap_or(0).min(10);
    let pause = (PAUSE * 2_i32.pow(doubled)).min(PAUSE_MAX);
    poll.next_run_at = app.clock.now() + spread(app, pause.to_std().unwrap_or(EVERY));
    let mut tx = app.db.brand(poll.brand).await?;
    polls::save(&mut tx, &poll).await?;
    Ok(tx.commit().await?)
}

/// How often changes are asked for where values are kept for `ttl`.
pub(in crate::services) fn every(ttl: Duration) -> Duration {
    ttl.min(EVERY)
}

/// A tenth more or less, so that many connections do not ask in step.
fn spread(app: &App, pause: Duration) -> TimeDelta {
    let mut dice = [0; 1];
    app.random.fill(&mut dice);
    let tenths = 0.9 + f64::from(dice[0]) / 255.0 * 0.2;
    TimeDelta::from_std(pause.mul_f64(tenths)).unwrap_or(PAUSE)
}
