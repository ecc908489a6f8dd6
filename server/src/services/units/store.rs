//! Storing units: many in one transaction, each with its next version, or found to say the same already.

use super::below::Below;
use crate::{
    app::App,
    services::{
        audit::{self, Actor},
        brand_keys::{self, BrandSigner},
        disclosures::whole,
        publish::{Next, below, digest, share_files},
    },
};
use chrono::{DateTime, Utc};
use db::{
    DbError, Tx,
    queries::{
        drift,
        passports::{self, Current, Existing, NewPassport, Published, UnitPlace},
        versions,
    },
};
use domain::{
    Error, JobId, PassportId,
    job::PublishResult,
    record::{Content, Granularity},
    unit::{Level, UnitName},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// A unit that is to be stored; also as a line of a job keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    /// What names it.
    pub name: UnitName,
    /// Values by the field's key.
    pub values: BTreeMap<String, String>,
    /// The version that it changes; none where that does not matter.
    pub onto: Option<u32>,
}

/// Who stores it.
#[derive(Clone, Copy)]
pub(super) struct By {
    /// For the audit log.
    pub actor: Actor,
    /// The job that does it, where it is one.
    pub job: Option<JobId>,
    /// Whether units that are there are to say what is wanted. Where they are created they stay as they are: a table of the
    /// spring says nothing of what was corrected in summer.
    pub changes: bool,
}

/// Why nothing was stored.
pub(super) enum Clash {
    /// Somebody else stored one of them at this very moment, or holds an address: the transaction has to be tried again.
    Again,
    /// Something else.
    Here(Error),
}

impl From<DbError> for Clash {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unique { .. } => Self::Again,
            error => Self::Here(error.into()),
        }
    }
}

impl From<Error> for Clash {
    fn from(error: Error) -> Self {
        Self::Here(error)
    }
}

/// What is there already, by number.
#[derive(Default)]
pub(super) struct Known {
    batches: HashMap<String, Existing>,
    items: HashMap<String, Existing>,
    /// What those say whose latest version was signed with a key that was revoked since.
    to_sign_again: HashMap<PassportId, Content>,
}

impl Known {
    /// Reads it for these units, and holds it until the end of the transaction.
    pub(super) async fn read(
        tx: &mut Tx,
        below: &Below,
        names: impl Iterator<Item = &UnitName> + Clone,
    ) -> Result<Self, DbError> {
        let batches: Vec<&str> = names.clone().filter_map(|name| name.batch.as_deref()).collect();
        let serials: Vec<&str> = names.filter_map(|name| name.serial.as_deref()).collect();
        let mut known = Self::default();
        for unit in passports::existing(tx, below.parent.model, (&batches, &serials)).await? {
            match (&unit.name.batch, &unit.name.serial) {
                (_, Some(serial)) => _ = known.items.insert(serial.clone(), unit),
                (Some(batch), None) => _ = known.batches.insert(batch.clone(), unit),
                (None, None) => {}
            }
        }
        Ok(known)
    }

    /// Reads what units say that are to be signed again as they are, because the key of their latest version was revoked.
    async fn read_unsigned(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let all = self.batches.values().chain(self.items.values());
        let revoked = all.filter(|unit| unit.current.key_is_revoked);
        let ids: Vec<PassportId> = revoked.map(|unit| unit.current.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        for (id, (bytes, sealed)) in drift::documents(tx, &ids).await? {
            let document = formats::parse(&bytes).map_err(|error| {
                tracing::error!(passport = %id, %error, "a published document cannot be read");
                Error::Internal
            })?;
            self.to_sign_again.insert(id, whole(&document, &sealed)?.content);
        }
        Ok(())
    }

    /// The unit of this name, whatever it stands below.
    fn of(&self, name: &UnitName) -> Option<&Existing> {
        match (&name.batch, &name.serial) {
            (_, Some(serial)) => self.items.get(serial),
            (Some(batch), None) => self.batches.get(batch),
            (None, None) => None,
        }
    }

    /// Whether there is such a batch.
    pub(super) fn has_batch(&self, batch: &str) -> bool {
        self.batches.contains_key(batch)
    }

    /// Why a unit cannot be stored where it is wanted, and at which of its numbers; none where it can, or where it is there and
    /// nothing is to change it.
    pub(super) fn objection(&self, name: &UnitName, changes: bool) -> Option<(Level, String)> {
        let found = self.of(name)?;
        if changes && found.current.is_withdrawn {
            let why = format!("{} was taken off this site. Contact support.", name.words());
            return Some((name.level(), why));
        }
        if changes && found.current.is_closed {
            let why = format!(
                "{} is archived or has ended, so it gets no further versions.",
                name.words()
            );
            return Some((name.level(), why));
        }
        // The batch of an item is all that can differ: batches stand below the model.
        if found.name.batch == name.batch {
            return None;
        }
        let place = match &found.name.batch {
            Some(batch) => format!("in batch {batch}"),
            None => "without a batch".to_owned(),
        };
        let serial = found.name.serial.as_deref().unwrap_or_default();
        Some((
            Level::Item,
            format!(
                "\u{201c}{serial}\u{201d} is there already, {place}. Where an item belongs never changes."
            ),
        ))
    }
}

/// A unit with its next version.
struct Draft<'a> {
    at: usize,
    wanted: &'a Wanted,
    parent: PassportId,
    passport: Current,
    content: Content,
    content_hash: Vec<u8>,
    next: Next,
    search: String,
}

impl Draft<'_> {
    fn is_new(&self) -> bool {
        self.passport.latest == 0
    }

    fn state(&self, at: DateTime<Utc>) -> Published<'_> {
        Published {
            product_identifier: &self.content.product_identifier,
            name: &self.content.name,
            search: &self.search,
            number: self.next.number,
            hash: &self.next.hash,
            content_hash: &self.content_hash,
            at,
            live: false,
            host: self.passport.host.as_deref(),
        }
    }
}

/// Where a unit stands.
#[derive(Clone)]
struct Place {
    id: PassportId,
    granularity: Granularity,
    path: String,
}

/// Stores units, batches before the items in them; what became of each, in their order. Where it is a clash, nothing in the
/// transaction may last.
pub(super) async fn store(
    app: &App,
    tx: &mut Tx,
    (below, by): (&Below, &By),
    wanted: &[Wanted],
) -> Result<Vec<PublishResult>, Clash> {
    let mut known = Known::read(tx, below, wanted.iter().map(|unit| &unit.name)).await?;
    if !by.changes {
        known.read_unsigned(tx).await?;
    }
    let signer = brand_keys::signer(app, tx, by.actor.brand).await?;
    let at = app.clock.now();
    let mut work = Work {
        app,
        below,
        known,
        signer,
        at,
        changes: by.changes,
        made: HashMap::new(),
    };
    let mut results: Vec<Option<PublishResult>> = vec![None; wanted.len()];
    let mut drafts = Vec::new();
    for level in Level::ALL {
        for (place, unit) in wanted.iter().enumerate() {
            if unit.name.level() == level {
                match work.settle(place, unit)? {
                    Settled::Result(result) => results[place] = Some(result),
                    Settled::Draft(draft) => drafts.push(*draft),
                }
            }
        }
    }
    write(app, tx, (below, by, at), &drafts).await?;
    for draft in &drafts {
        results[draft.at] = Some(PublishResult::Published {
            passport: draft.passport.id,
            version: draft.next.number,
            warnings: Vec::new(),
        });
    }
    results
        .into_iter()
        .map(|result| result.ok_or(Clash::Here(Error::Internal)))
        .collect()
}

enum Settled<'a> {
    Result(PublishResult),
    Draft(Box<Draft<'a>>),
}

struct Work<'b> {
    app: &'b App,
    below: &'b Below,
    known: Known,
    signer: BrandSigner,
    at: DateTime<Utc>,
    changes: bool,
    /// Batches that are made in this transaction.
    made: HashMap<String, Place>,
}

impl Work<'_> {
    fn settle<'a>(&mut self, place: usize, wanted: &'a Wanted) -> Result<Settled<'a>, Error> {
        let name = &wanted.name;
        let failed = |why: String| Ok(Settled::Result(PublishResult::Failed { why }));
        if let Some((_, why)) = self.known.objection(name, self.changes) {
            return failed(why);
        }
        let Some(parent) = self.parent(name) else {
            let batch = name.batch.as_deref().unwrap_or_default();
            return failed(format!(
                "There is no batch \u{201c}{batch}\u{201d} yet. Create it first."
            ));
        };
        let above = (parent.granularity, parent.path.as_str());
        let mut content = self.below.content(self.app, (name, &wanted.values), above);
        let mut content_hash = hash_of(&content)?;
        let passport = match self.known.of(name) {
            Some(found) => {
                let current = found.current.clone();
                if wanted.onto.is_some_and(|onto| onto != current.latest) {
                    return Err(Error::conflict(
                        "Somebody else has changed this unit meanwhile. Look at what it says now, and change that.",
                    ));
                }
                let differs = current.content_hash != content_hash;
                if self.stays(&current, &content_hash) {
                    return Ok(Settled::Result(PublishResult::Unchanged {
                        passport: current.id,
                        version: current.latest,
                        differs,
                    }));
                }
                if differs && !self.changes {
                    // Signed again, it says what it said.
                    let said = self.known.to_sign_again.remove(&current.id);
                    content = said.ok_or(Error::Internal)?;
                    content_hash.clone_from(&current.content_hash);
                }
                current
            }
            None => self.fresh(name)?,
        };
        let next = Next::of(self.app, &self.signer, &passport, (&content, self.at))?;
        Ok(Settled::Draft(Box::new(Draft {
            at: place,
            wanted,
            parent: parent.id,
            search: search_text(name, &passport.path),
            passport,
            content,
            content_hash,
            next,
        })))
    }

    /// Whether a unit that is there gets no further version. Where the key of its version was revoked it gets one all the same.
    fn stays(&self, current: &Current, content_hash: &[u8]) -> bool {
        let is_kept = current.is_withdrawn || !current.key_is_revoked;
        (!self.changes && is_kept) || current.says(content_hash)
    }

    /// Where a unit of this name stands; none where its batch is missing.
    fn parent(&self, name: &UnitName) -> Option<Place> {
        let model = &self.below.parent;
        match (&name.batch, &name.serial) {
            (Some(batch), Some(_)) => {
                let known = self.known.batches.get(batch).map(|batch| Place {
                    id: batch.current.id,
                    granularity: Granularity::Batch,
                    path: batch.current.path.clone(),
                });
                known.or_else(|| self.made.get(batch).cloned())
            }
            _ => Some(Place {
                id: model.model,
                granularity: Granularity::Model,
                path: model.model_path.clone(),
            }),
        }
    }

    fn fresh(&mut self, name: &UnitName) -> Result<Current, Error> {
        let path = below(&self.below.parent.model_path, name, &*self.app.random).map_err(|error| {
            tracing::error!(%error, "a unit has no address");
            Error::Internal
        })?;
        let id = PassportId(self.app.new_id());
        if let (Some(batch), None) = (&name.batch, &name.serial) {
            let place = Place {
                id,
                granularity: Granularity::Batch,
                path: path.clone(),
            };
            self.made.insert(batch.clone(), place);
        }
        Ok(Current {
            id,
            path,
            host: self.below.parent.host.clone(),
            latest: 0,
            latest_hash: Vec::new(),
            content_hash: Vec::new(),
            is_withdrawn: false,
            live: false,
            is_closed: false,
            key_is_revoked: false,
        })
    }
}

/// SHA-256 of what a unit says.
fn hash_of(content: &Content) -> Result<Vec<u8>, Error> {
    let canonical = formats::canonical_content(content).map_err(|error| {
        tracing::error!(%error, "a unit cannot be made canonical");
        Error::Internal
    })?;
    Ok(digest(&canonical))
}

/// Writes passports, versions and their entries of the audit log.
async fn write(
    app: &App,
    tx: &mut Tx,
    (below, by, at): (&Below, &By, DateTime<Utc>),
    drafts: &[Draft<'_>],
) -> Result<(), Clash> {
    let place = (by.actor.brand, below.parent.template);
    for level in Level::ALL {
        let mut new: Vec<_> = drafts
            .iter()
            .filter(|draft| draft.is_new() && draft.wanted.name.level() == level)
            .map(|draft| NewPassport {
                id: draft.passport.id,
                key: &below.parent.key,
                path: &draft.passport.path,
                state: draft.state(at),
                unit: Some(UnitPlace {
                    parent: draft.parent,
                    model: below.parent.model,
                    name: &draft.wanted.name,
                }),
            })
            .collect();
        // Everybody claims paths in the same order, so that no two wait for each other.
        new.sort_by_key(|passport| passport.path);
        if passports::insert_free(tx, place, &new).await?.len() < new.len() {
            return Err(Clash::Again);
        }
    }
    let changed: Vec<_> = drafts
        .iter()
        .filter(|draft| !draft.is_new())
        .map(|draft| (draft.passport.id, draft.state(at)))
        .collect();
    passports::update_all(tx, &changed).await?;
    let by_whom = (by.actor.user.ok_or(Error::Internal)?, at);
    let rows: Vec<_> = drafts
        .iter()
        .map(|draft| draft.next.row((by.actor.brand, draft.passport.id), by_whom))
        .collect();
    versions::insert(tx, &rows).await?;
    let next = drafts.iter().map(|draft| (draft.passport.id, &draft.next));
    share_files(tx, by.actor.brand, next).await?;
    let audited = drafts.iter().map(|draft| {
        let detail = json!({
            "version": draft.next.number,
            "sha256": hex::encode(&draft.next.hash),
            "path": draft.passport.path,
            "unit": draft.wanted.name.code(),
            "job": by.job,
        });
        (draft.passport.id.to_string(), detail)
    });
    audit::record_all(app, tx, by.actor, "passport.published", audited.collect()).await?;
    Ok(())
}

/// What the list of units is searched by.
fn search_text(name: &UnitName, path: &str) -> String {
    let parts = [name.batch.as_deref(), name.serial.as_deref(), Some(path)];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join("\n").to_lowercase()
}
