//! One product's passport: compared, given its next version, recorded and reported in one transaction.

use super::path::path;
use crate::{
    app::App,
    services::{
        audit::{self, Actor},
        mapping::Mapped,
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use db::{
    DbError, Tx,
    queries::{
        jobs::{self, Claimed},
        passports::{self, Current, Published},
        versions::{self, NewVersion},
    },
};
use domain::{
    Error, PassportId, VersionId,
    catalog::ProductKey,
    job::{PublishOutcome, PublishResult},
    record::{Document, SCHEMA},
};
use serde_json::json;

/// Attempts when somebody else publishes the same product at the same moment.
const ATTEMPTS: u32 = 8;

/// A mapped product that is to be stored for a job.
pub(super) struct Entry<'a> {
    /// The job as this worker holds it.
    pub job: &'a Claimed,
    /// The product as the job names it.
    pub asked: &'a ProductKey,
    /// The product as the PIM names it: the key of its passport.
    pub key: &'a ProductKey,
    /// What the passport is to say.
    pub mapped: Mapped,
    /// SHA-256 of that.
    pub content_hash: Vec<u8>,
}

/// Whether this worker still holds the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Yes, and the line is in the report.
    Yes,
    /// No: it was stopped, or another worker has it. Nothing was changed.
    No,
}

/// RFC 3339, in UTC, to the second.
pub(super) fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Adds a line to the report of a job.
pub(super) async fn report(app: &App, job: &Claimed, outcome: &PublishOutcome) -> Result<Held, Error> {
    let tx = app.db.brand(job.brand).await?;
    finish(tx, job, outcome).await
}

async fn finish(mut tx: Tx, job: &Claimed, outcome: &PublishOutcome) -> Result<Held, Error> {
    if !jobs::append(&mut tx, job, outcome).await? {
        tx.rollback().await?;
        return Ok(Held::No);
    }
    tx.commit().await?;
    Ok(Held::Yes)
}

impl Entry<'_> {
    /// Stores the next version, or finds that nothing has changed.
    pub(super) async fn store(&self, app: &App) -> Result<Held, Error> {
        for _ in 0..ATTEMPTS {
            let mut tx = app.db.brand(self.job.brand).await?;
            let path = path(self.mapped.gtin, &*app.random);
            match self.write(app, &mut tx, &path).await {
                Ok(result) => return finish(tx, self.job, &self.outcome(result)).await,
                Err(Clash::Here(error)) => return Err(error),
                Err(clash) => {
                    tx.rollback().await?;
                    // Somebody was quicker with this product, whose passport is there now; or the dice fell as before.
                    let again =
                        clash == Clash::Product || self.mapped.gtin.is_none() || self.is_there(app).await?;
                    if !again {
                        return self.taken(app, &path).await;
                    }
                }
            }
        }
        Err(Error::Internal)
    }

    /// Whether the product has a passport under the template by now.
    async fn is_there(&self, app: &App) -> Result<bool, Error> {
        let mut tx = app.db.brand(self.job.brand).await?;
        let found = passports::lock(&mut tx, self.job.payload.template, self.key).await?;
        tx.commit().await?;
        Ok(found.is_some())
    }

    async fn write(&self, app: &App, tx: &mut Tx, path: &str) -> Result<PublishResult, Clash> {
        let current = passports::lock(tx, self.job.payload.template, self.key).await?;
        match current {
            Some(c) if c.is_withdrawn => Ok(PublishResult::Failed {
                why: "Whoever runs this site has taken this passport off it; the audit log tells why. Contact support.".to_owned(),
            }),
            Some(c) if c.content_hash == self.content_hash => Ok(PublishResult::Unchanged {
                passport: c.id,
                version: c.latest,
            }),
            Some(c) => self.publish(app, tx, c, false).await,
            None => {
                let id = PassportId(app.new_id());
                let fresh = Current {
                    id,
                    path: path.to_owned(),
                    latest: 0,
                    content_hash: Vec::new(),
                    is_withdrawn: false,
                };
                self.publish(app, tx, fresh, true).await
            }
        }
    }

    async fn publish(
        &self,
        app: &App,
        tx: &mut Tx,
        passport: Current,
        is_new: bool,
    ) -> Result<PublishResult, Clash> {
        let (now, number) = (app.clock.now(), passport.latest + 1);
        let document = formats::canonical(&Document {
            schema: SCHEMA.to_owned(),
            identifier: app.config.link(&passport.path),
            version: number,
            published_at: seconds(now),
            content: self.mapped.content.clone(),
        });
        let document = document.map_err(|error| {
            tracing::error!(%error, "a document cannot be made canonical");
            Clash::Here(Error::Internal)
        })?;
        let hash = digest(&document);
        let state = Published {
            product_identifier: &self.mapped.content.product_identifier,
            name: &self.mapped.content.name,
            search: &self.search_text(&passport.path),
            number,
            hash: &hash,
            content_hash: &self.content_hash,
            at: now,
        };
        let (brand, template) = (self.job.brand, self.job.payload.template);
        if is_new {
            passports::insert(
                tx,
                (passport.id, brand, template),
                self.key,
                &passport.path,
                &state,
            )
            .await?;
        } else {
            passports::update(tx, passport.id, &state).await?;
        }
        let version = NewVersion {
            id: VersionId(app.new_id()),
            brand,
            passport: passport.id,
            number,
            document: &document,
            hash: &hash,
            published_at: now,
            published_by: self.job.created_by,
        };
        versions::insert(tx, &version).await?;
        let actor = Actor {
            brand,
            user: Some(self.job.created_by),
            ip: None,
        };
        let detail = json!({ "version": number, "sha256": hex::encode(&hash), "path": passport.path, "job": self.job.id });
        audit::record(
            app,
            tx,
            actor,
            "passport.published",
            &passport.id.to_string(),
            detail,
        )
        .await
        .map_err(Clash::Here)?;
        Ok(PublishResult::Published {
            passport: passport.id,
            version: number,
            warnings: self.mapped.warnings.clone(),
        })
    }

    /// The GTIN has a passport already; whose, as far as the brand may know.
    async fn taken(&self, app: &App, path: &str) -> Result<Held, Error> {
        let mut tx = app.db.brand(self.job.brand).await?;
        let gtin = path.trim_start_matches("/01/");
        let why = match passports::holder(&mut tx, path).await? {
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
        finish(tx, self.job, &self.outcome(PublishResult::Failed { why })).await
    }

    fn outcome(&self, result: PublishResult) -> PublishOutcome {
        PublishOutcome {
            key: self.asked.clone(),
            label: self.mapped.label(),
            result,
        }
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

/// SHA-256 as bytes.
pub(super) fn digest(bytes: &[u8]) -> Vec<u8> {
    hex::decode(formats::sha256_hex(bytes)).unwrap_or_default()
}

/// Why a passport could not be written.
#[derive(PartialEq)]
enum Clash {
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
