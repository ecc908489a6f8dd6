//! Many products in one transaction: what is true of one is true of all of them, at a hundredth of the cost.
//!
//! A product that cannot be stored beside the others, because somebody has its path or was quicker, does not hold them up: its
//! line waits without a result, and it is stored by itself afterwards. If the worker dies in between, the next one finds
//! the line.

use super::{
    store::{Clash, Draft, Entry, audit, begin, finish},
    version::share_files,
};
use crate::{app::App, services::brand_keys};
use db::{
    Tx,
    queries::{
        domains,
        jobs::{Claimed, Line, Walk},
        passports::{self, NewPassport},
        versions,
    },
};
use domain::{Error, job::PublishResult};
use std::collections::BTreeSet;

/// Products that are dealt with together.
#[derive(Default)]
pub(super) struct Chunk {
    /// Those to store.
    pub entries: Vec<Entry>,
    /// Those that failed before.
    pub failed: Vec<Line>,
    /// Where they are a page of the job's walk: how the walk goes on.
    #[expect(
        clippy::option_option,
        reason = "no page, the last page, and a page that another follows are three things"
    )]
    pub page: Option<Option<Walk>>,
}

/// Stores a chunk and answers what has to be stored by itself; none where this worker no longer holds the job, and then
/// nothing was changed.
pub(super) async fn store(app: &App, job: &Claimed, chunk: Chunk) -> Result<Option<Vec<Entry>>, Error> {
    let Chunk {
        entries,
        failed: mut lines,
        page,
    } = chunk;
    let Some(mut tx) = begin(app, job).await? else {
        return Ok(None);
    };
    let results = match write(app, &mut tx, job, &entries).await {
        Ok(results) => results,
        Err(Clash::Here(error)) => return Err(error),
        Err(_) => {
            tx.rollback().await?;
            let Some(again) = begin(app, job).await? else {
                return Ok(None);
            };
            tx = again;
            vec![None; entries.len()]
        }
    };
    let mut left = Vec::new();
    for (entry, result) in entries.into_iter().zip(results) {
        let is_left = result.is_none();
        lines.push(entry.line(result));
        if is_left {
            left.push(entry);
        }
    }
    finish(tx, job, &lines, page).await?;
    Ok(Some(left))
}

/// Writes what can be written together; the others have no result.
async fn write(
    app: &App,
    tx: &mut Tx,
    job: &Claimed,
    entries: &[Entry],
) -> Result<Vec<Option<PublishResult>>, Clash> {
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.0.as_str()).collect();
    let signer = brand_keys::signer(app, tx, job.brand)
        .await
        .map_err(Clash::Here)?;
    let host = domains::current(tx).await?;
    let mut current = passports::lock_all(tx, job.template, &keys).await?;
    let mut results: Vec<Option<PublishResult>> = vec![None; entries.len()];
    let (mut drafts, mut seen) = (Vec::new(), BTreeSet::new());
    for (place, entry) in entries.iter().enumerate() {
        if !seen.insert(&entry.key) {
            // Asked for by identifier and by UUID: the second one compares with what the first one has made.
            continue;
        }
        let passport = current.remove(&entry.key.0);
        results[place] = passport.as_ref().and_then(|passport| entry.settled(passport));
        if results[place].is_none() {
            let draft = entry
                .draft(app, &signer, host.as_deref(), passport)
                .map_err(Clash::Here)?;
            drafts.push((place, entry, draft));
        }
    }
    claim(tx, job, &mut drafts).await?;
    let changed: Vec<_> = drafts
        .iter()
        .filter(|(_, _, draft)| !draft.is_new())
        .map(|(_, entry, draft)| (draft.passport.id, draft.state(entry)))
        .collect();
    passports::update_all(tx, &changed).await?;
    let versions: Vec<_> = drafts
        .iter()
        .filter_map(|(_, _, draft)| draft.version(job))
        .collect();
    versions::insert(tx, &versions).await?;
    let next = drafts
        .iter()
        .filter_map(|(_, _, draft)| Some((draft.passport.id, draft.next()?)));
    share_files(tx, job.brand, next).await?;
    audit(app, tx, job, drafts.iter().map(|(_, _, draft)| draft))
        .await
        .map_err(Clash::Here)?;
    for (place, entry, draft) in &drafts {
        results[*place] = Some(entry.published(draft));
    }
    Ok(results)
}

/// Stores the passports that are new, and takes those out whose path or product is not free.
async fn claim(tx: &mut Tx, job: &Claimed, drafts: &mut Vec<(usize, &Entry, Draft)>) -> Result<(), Clash> {
    let mut new: Vec<_> = drafts
        .iter()
        .filter(|(_, _, draft)| draft.is_new())
        .map(|(_, entry, draft)| NewPassport {
            id: draft.passport.id,
            key: &entry.key,
            path: &draft.passport.path,
            state: draft.state(entry),
            unit: None,
        })
        .collect();
    // Everybody claims paths in the same order, so that no two wait for each other.
    new.sort_by_key(|passport| passport.path);
    let stored = passports::insert_free(tx, (job.brand, job.template), &new).await?;
    drop(new);
    drafts.retain(|(_, _, draft)| !draft.is_new() || stored.contains(&draft.passport.id));
    Ok(())
}
