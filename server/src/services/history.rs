//! What became of a passport: its versions, and what changed from each to the next.

use crate::{
    app::App,
    context::OpContext,
    services::{
        access::{self, Access},
        disclosures::whole,
        passports::PublicPassport,
    },
};
use chrono::{DateTime, Utc};
use db::{
    Tx,
    queries::{
        disclosures,
        passports::{self, public_versions},
    },
};
use domain::{
    Error, Kind, PassportId, Permission,
    changes::{Change, Comparison, changes},
    drift::Subject,
    record::{Content, Document},
};

/// Versions on a page of the history.
const PER_PAGE: u32 = 10;

/// A version, and what it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number.
    pub number: u32,
    /// When it was published: as the document says it.
    pub published_at: String,
    /// SHA-256 of the canonical document, in hex.
    pub hash: String,
    /// What is different from the version before; nothing in the first one.
    pub changes: Vec<Change>,
}

/// Which versions are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A page of them, from the latest downwards.
    Latest,
    /// A page of them, from that one downwards.
    From(u32),
    /// That one alone.
    One(u32),
}

/// Versions of a passport, latest first, as far as whoever asks may read them today.
pub async fn told(
    app: &App,
    passport: &PublicPassport,
    part: Part,
    access: &Access,
) -> Result<Vec<Step>, Error> {
    let (from, count) = match part {
        Part::Latest => (passport.latest.0, PER_PAGE),
        Part::From(number) => (number, PER_PAGE),
        Part::One(number) => (number, 1),
    };
    let mut tx = app.db.public().await?;
    // One more, because the last one is told beside its predecessor.
    let rows = public_versions(&mut tx, passport.id, from, count + 1).await?;
    tx.commit().await?;
    let hashes: Vec<_> = rows.iter().map(|row| hex::encode(&row.hash)).collect();
    let documents = rows
        .iter()
        .map(|row| read(passport.id, &row.document))
        .collect::<Result<_, _>>()?;
    let documents = access::versions(app, passport, access, documents).await?;
    let told: Vec<_> = hashes.into_iter().zip(documents).collect();
    Ok(steps(&told, count))
}

/// When the first version of a passport was published.
pub async fn began(app: &App, passport: PassportId) -> Result<Option<DateTime<Utc>>, Error> {
    let mut tx = app.db.public().await?;
    let first = public_versions(&mut tx, passport, 1, 1).await?;
    tx.commit().await?;
    Ok(first.first().map(|version| version.published_at))
}

fn read(passport: PassportId, bytes: &[u8]) -> Result<Document, Error> {
    formats::parse(bytes).map_err(|error| {
        tracing::error!(%passport, %error, "a published document cannot be read");
        Error::Internal
    })
}

/// Of versions in falling order; what comes after those that were asked for is there for comparison alone. Who else may read
/// a field is not told.
fn steps(documents: &[(String, Document)], count: u32) -> Vec<Step> {
    let shown = documents.iter().take(count as usize).enumerate();
    let changed = |old: &Document, new: &Document| {
        let all = changes(&old.content, &new.content).into_iter();
        all.filter(|change| change.subject != Subject::Readers).collect()
    };
    shown
        .map(|(at, (hash, document))| Step {
            number: document.version,
            published_at: document.published_at.clone(),
            hash: hash.clone(),
            changes: documents
                .get(at + 1)
                .map(|(_, before)| changed(before, document))
                .unwrap_or_default(),
        })
        .collect()
}

/// Two versions of a passport of the brand side by side, with what not everybody may read.
pub async fn compare(
    app: &App,
    op: &OpContext,
    id: PassportId,
    (from, to): (u32, u32),
) -> Result<Comparison, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (row, _, _) = passports::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let old = content(&mut tx, id, from).await?;
    let new = content(&mut tx, id, to).await?;
    tx.commit().await?;
    Ok(Comparison {
        row,
        from,
        to,
        changes: changes(&old, &new),
    })
}

/// All that a version says.
async fn content(tx: &mut Tx, id: PassportId, number: u32) -> Result<Content, Error> {
    let found = disclosures::version(tx, id, number).await?;
    let (bytes, sealed) = found.ok_or(Error::NotFound(Kind::Version))?;
    Ok(whole(&read(id, &bytes)?, &sealed)?.content)
}
