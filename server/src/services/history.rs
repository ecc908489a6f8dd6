//! What became of a passport: its versions, and what changed from each to the next.

use crate::{
    app::App,
    context::OpContext,
    services::{
        access::{self, Access, Form},
        passports::PublicPassport,
        representations::Representation,
    },
};
use chrono::{DateTime, Utc};
use db::queries::{
    passports::{self, PublicVersion, public_versions},
    versions,
};
use domain::{
    Error, Kind, PassportId, Permission,
    changes::{Change, Comparison, changes},
    record::Document,
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

/// Versions of a public passport, latest first. Nothing is told that not everybody may read.
pub async fn public(app: &App, passport: &PublicPassport, part: Part) -> Result<Vec<Step>, Error> {
    let (from, count) = match part {
        Part::Latest => (passport.latest.0, PER_PAGE),
        Part::From(number) => (number, PER_PAGE),
        Part::One(number) => (number, 1),
    };
    let mut tx = app.db.public().await?;
    // One more, because the last one is told beside its predecessor.
    let rows = public_versions(&mut tx, passport.id, from, count + 1).await?;
    tx.commit().await?;
    let mut documents = Vec::with_capacity(rows.len());
    for row in rows {
        let hash = hex::encode(&row.hash);
        documents.push((hash, as_today(app, passport, row).await?));
    }
    Ok(steps(&documents, count))
}

/// When the first version of a passport was published.
pub async fn began(app: &App, passport: PassportId) -> Result<Option<DateTime<Utc>>, Error> {
    let mut tx = app.db.public().await?;
    let first = public_versions(&mut tx, passport, 1, 1).await?;
    tx.commit().await?;
    Ok(first.first().map(|version| version.published_at))
}

/// A version as everybody may read it by today's rules.
async fn as_today(app: &App, passport: &PublicPassport, row: PublicVersion) -> Result<Document, Error> {
    let document = formats::parse(&row.document).map_err(|error| {
        tracing::error!(path = passport.path, version = row.number, %error, "a published document cannot be read");
        Error::Internal
    })?;
    let version = PublicPassport {
        number: row.number,
        superseded: row.number < passport.latest.0,
        bytes: row.document.into(),
        document,
        above: Vec::new(),
        ..passport.clone()
    };
    access::document(app, &version, &Access::PUBLIC, Form::Of(Representation::Html)).await
}

/// Of versions in falling order; what comes after those that were asked for is there for comparison alone.
fn steps(documents: &[(String, Document)], count: u32) -> Vec<Step> {
    let shown = documents.iter().take(count as usize).enumerate();
    shown
        .map(|(at, (hash, document))| Step {
            number: document.version,
            published_at: document.published_at.clone(),
            hash: hash.clone(),
            changes: documents
                .get(at + 1)
                .map(|(_, before)| changes(&before.content, &document.content))
                .unwrap_or_default(),
        })
        .collect()
}

/// Two versions of a passport of the brand side by side.
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
    let found = versions::documents(&mut tx, id, &[from, to]).await?;
    tx.commit().await?;
    let content = |wanted: u32| {
        let bytes = found.iter().find(|(number, _)| *number == wanted);
        let document = bytes.and_then(|(_, bytes)| formats::parse(bytes).ok());
        document.map(|document: Document| document.content)
    };
    let (Some(old), Some(new)) = (content(from), content(to)) else {
        return Err(Error::NotFound(Kind::Version));
    };
    Ok(Comparison {
        row,
        from,
        to,
        changes: changes(&old, &new),
    })
}
