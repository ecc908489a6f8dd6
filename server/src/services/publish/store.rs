//! One product's passport: compared, given its next version, recorded and reported in one transaction.

use super::{
    path::path,
    version::{Next, share_files},
};
use crate::{
    app::App,
    services::{
        audit::{self, Actor},
        brand_keys::{self, BrandSigner},
        mapping::Mapped,
    },
};
use chrono::{DateTime, Utc};
use db::{
    DbError, Tx,
    queries::{
        domains,
        jobs::{self, Claimed, Line, Pending, Step, Walk},
        passports::{self, Current, Published},
        versions::{self, NewVersion},
    },
};
use domain::{Error, PassportId, catalog::ProductKey, job::PublishResult};
use serde_json::{Value, json};

/// Attempts when somebody else publishes the same product at the same moment.
const ATTEMPTS: u32 = 8;

/// A mapped product that is to be stored for a job.
pub(super) struct Entry {
    /// The product as the job names it.
    pub asked: Pending,
    /// The product as the PIM names it: the key of its passport.
    pub key: ProductKey,
    /// What the passport is to say.
    pub mapped: Mapped,
    /// SHA-256 of that; nothing where the page is live.
    pub content_hash: Vec<u8>,
    /// Whether the page is live: then no version is made.
    pub live: bool,
}

/// Whether this worker still holds the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::services) enum Held {
    /// Yes, and the lines are in the report.
    Yes,
    /// No: it was stopped, or another worker has it. Nothing was changed.
    No,
}

/// Opens a transaction for work on a job; none where this worker no longer holds it.
pub(in crate::services) async fn begin(app: &App, job: &Claimed) -> Result<Option<Tx>, Error> {
    let mut tx = app.db.brand(job.brand).await?;
    if jobs::hold(&mut tx, job).await? {
        return Ok(Some(tx));
    }
    tx.rollback().await?;
    Ok(None)
}

/// Adds lines to the report, moves the counters, and makes the transaction last. `page` is there where the lines are those
/// of a page of the job's walk, and says how the walk goes on.
#[expect(
    clippy::option_option,
    reason = "no page, the last page, and a page that another follows are three things"
)]
pub(in crate::services) async fn finish(
    mut tx: Tx,
    job: &Claimed,
    lines: &[Line],
    page: Option<Option<Walk>>,
) -> Result<Held, Error> {
    let mut step = Step {
        added: page
            .as_ref()
            .map_or(0, |_| u32::try_from(lines.len()).unwrap_or(u32::MAX)),
        walk: page,
        ..Step::default()
    };
    for result in lines.iter().filter_map(|line| line.result.as_ref()) {
        step.counts.add(result);
    }
    jobs::store(&mut tx, job, lines).await?;
    jobs::advance(&mut tx, job, &step).await?;
    tx.commit().await?;
    Ok(Held::Yes)
}

/// A passport that is to be stored with its next version, or without any where its page is live.
pub(super) struct Draft {
    /// The passport as it is; one that is new has no version yet.
    pub passport: Current,
    at: DateTime<Utc>,
    search: String,
    version: Option<Next>,
}

impl Draft {
    /// Whether the passport is new. One whose page is live is never changed.
    pub(super) fn is_new(&self) -> bool {
        self.passport.latest == 0
    }

    /// The number of the version; 0 where there is none.
    fn number(&self) -> u32 {
        self.version.as_ref().map_or(0, |version| version.number)
    }

    /// The state of the passport with this version.
    pub(super) fn state<'a>(&'a self, entry: &'a Entry) -> Published<'a> {
        Published {
            product_identifier: &entry.mapped.content.product_identifier,
            name: &entry.mapped.content.name,
            search: &self.search,
            number: self.number(),
            hash: self.version.as_ref().map_or(&[], |version| &version.hash),
            content_hash: &entry.content_hash,
            at: self.at,
            live: self.version.is_none(),
            host: self.passport.host.as_deref(),
        }
    }

    /// The version, where there is one.
    pub(super) fn version(&self, job: &Claimed) -> Option<NewVersion<'_>> {
        let version = self.version.as_ref()?;
        Some(version.row((job.brand, self.passport.id), (job.created_by, self.at)))
    }

    /// The same as it was made.
    pub(super) fn next(&self) -> Option<&Next> {
        self.version.as_ref()
    }

    /// What the audit log says of it.
    pub(super) fn audited(&self, job: &Claimed) -> (String, Value) {
        let path = &self.passport.path;
        let detail = match &self.version {
            Some(version) => {
                let hash = hex::encode(&version.hash);
                json!({ "version": version.number, "sha256": hash, "path": path, "job": job.id })
            }
            None => json!({ "live": true, "path": path, "job": job.id }),
        };
        (self.passport.id.to_string(), detail)
    }
}

/// Notes in the audit log what was published.
pub(super) async fn audit(
    app: &App,
    tx: &mut Tx,
    job: &Claimed,
    made: impl Iterator<Item = &Draft>,
) -> Result<(), Error> {
    let actor = Actor {
        brand: job.brand,
        user: Some(job.created_by),
        ip: None,
    };
    let targets: Vec<_> = made.map(|draft| draft.audited(job)).collect();
    audit::record_all(app, tx, actor, "passport.published", targets).await
}

impl Entry {
    /// Stores the next version or a live passport, or finds that nothing has changed.
    pub(super) async fn store(&self, app: &App, job: &Claimed) -> Result<Held, Error> {
        for _ in 0..ATTEMPTS {
            let Some(mut tx) = begin(app, job).await? else {
                return Ok(Held::No);
            };
            match self.write(app, &mut tx, job).await {
                Ok(result) => return finish(tx, job, &[self.line(Some(result))], None).await,
                Err(Clash::Here(error)) => return Err(error),
                Err(clash) => {
                    tx.rollback().await?;
                    // Somebody was quicker with this product, whose passport is there now; or the dice fell as before.
                    let again = clash == Clash::Product
                        || self.mapped.gtin.is_none()
                        || self.is_there(app, job).await?;
                    if !again {
                        return self.taken(app, job).await;
                    }
                }
            }
        }
        Err(Error::Internal)
    }

    /// The line of the report.
    pub(super) fn line(&self, result: Option<PublishResult>) -> Line {
        Line {
            asked: self.asked.clone(),
            label: self.mapped.label(),
            result,
        }
    }

    /// What happens where the passport needs no new version.
    pub(super) fn settled(&self, passport: &Current) -> Option<PublishResult> {
        if passport.is_withdrawn {
            let why = "Whoever runs this site has taken this passport off it; the audit log tells why. Contact support.";
            return Some(PublishResult::Failed { why: why.to_owned() });
        }
        // Signed again because its key was revoked, it says nothing new.
        let is_signed_again = passport.key_is_revoked && passport.content_hash == self.content_hash;
        if passport.is_closed && !is_signed_again {
            let why = "This passport is archived, or its product has ended, so it gets no further versions. Change its state first.";
            return Some(PublishResult::Failed { why: why.to_owned() });
        }
        // Whichever way a product has its passport, it keeps it.
        let live = self.live || passport.live;
        (live || passport.says(&self.content_hash)).then_some(PublishResult::Unchanged {
            passport: passport.id,
            version: passport.latest,
            differs: false,
        })
    }

    /// The next version of a passport, or a new passport.
    pub(super) fn draft(
        &self,
        app: &App,
        signer: &BrandSigner,
        host: Option<&str>,
        passport: Option<Current>,
    ) -> Result<Draft, Error> {
        let passport = passport.unwrap_or_else(|| Current {
            id: PassportId(app.new_id()),
            path: path(self.mapped.gtin, &*app.random),
            host: host.map(str::to_owned),
            latest: 0,
            latest_hash: Vec::new(),
            content_hash: Vec::new(),
            is_withdrawn: false,
            live: self.live,
            is_closed: false,
            key_is_revoked: false,
        });
        let at = app.clock.now();
        let version = (!self.live).then(|| Next::of(app, signer, &passport, (&self.mapped.content, at)));
        Ok(Draft {
            at,
            search: self.search_text(&passport.path),
            version: version.transpose()?,
            passport,
        })
    }

    /// The line of the report where a version was made.
    pub(super) fn published(&self, draft: &Draft) -> PublishResult {
        PublishResult::Published {
            passport: draft.passport.id,
            version: draft.number(),
            warnings: self.mapped.warnings.clone(),
        }
    }

    /// Whether the product has a passport under the template by now.
    async fn is_there(&self, app: &App, job: &Claimed) -> Result<bool, Error> {
        let mut tx = app.db.brand(job.brand).await?;
        let found = passports::lock(&mut tx, job.template, &self.key).await?;
        tx.commit().await?;
        Ok(found.is_some())
    }

    async fn write(&self, app: &App, tx: &mut Tx, job: &Claimed) -> Result<PublishResult, Clash> {
        let current = passports::lock(tx, job.template, &self.key).await?;
        if let Some(result) = current.as_ref().and_then(|c| self.settled(c)) {
            return Ok(result);
        }
        let signer = brand_keys::signer(app, tx, job.brand).await;
        let host = domains::current(tx).await?;
        let draft = self
            .draft(app, &signer.map_err(Clash::Here)?, host.as_deref(), current)
            .map_err(Clash::Here)?;
        let (id, state) = (draft.passport.id, draft.state(self));
        if draft.is_new() {
            let place = (id, job.brand, job.template);
            passports::insert(tx, place, &self.key, &draft.passport.path, &state).await?;
        } else {
            passports::update(tx, id, &state).await?;
        }
        versions::insert(tx, draft.version(job).as_slice()).await?;
        let next = draft.next().map(|next| (draft.passport.id, next));
        share_files(tx, job.brand, next.into_iter()).await?;
        audit(app, tx, job, std::iter::once(&draft))
            .await
            .map_err(Clash::Here)?;
        Ok(self.published(&draft))
    }

    /// The GTIN has a passport already; whose, as far as the brand may know.
    async fn taken(&self, app: &App, job: &Claimed) -> Result<Held, Error> {
        let Some(mut tx) = begin(app, job).await? else {
            return Ok(Held::No);
        };
        let path = path(self.mapped.gtin, &*app.random);
        let gtin = path.trim_start_matches("/01/");
        let why = match passports::holder(&mut tx, &path).await? {
            Some(holder) => format!(
                "The GTIN {gtin} has a passport already: product \u{201c}{}\u{201d} under your template \u{201c}{}\u{201d}. \
                 A GTIN leads to one passport; publish it there, or correct the GTIN in the PIM.",
                holder.product_identifier, holder.template_name
            ),
            None => format!(
                "Another brand has published a passport for the GTIN {gtin} on this site. Check the GTIN in the PIM; \
                 if it is yours, contact support."
            ),
        };
        let line = self.line(Some(PublishResult::Failed { why }));
        finish(tx, job, &[line], None).await
    }

    /// What the list of passports is searched by.
    fn search_text(&self, path: &str) -> String {
        let content = &self.mapped.content;
        let mut parts: Vec<&str> = content.name.values().map(String::as_str).collect();
        parts.extend([content.product_identifier.as_str(), path]);
        parts.extend(content.gtin.as_deref());
        parts.join("\n").to_lowercase()
    }
}

/// Why a passport could not be written.
#[derive(PartialEq)]
pub(super) enum Clash {
    /// Its path is taken.
    Path,
    /// The product got its passport, or that its version, at this very moment.
    Product,
    /// Something else.
    Here(Error),
}

impl From<DbError> for Clash {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unique { constraint } if constraint == "passports_path_key" => Self::Path,
            DbError::Unique { constraint }
                if constraint == "passports_product_key" || constraint == "versions_number_key" =>
            {
                Self::Product
            }
            error => Self::Here(error.into()),
        }
    }
}
