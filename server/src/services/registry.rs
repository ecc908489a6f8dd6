//! The EU registry of product passports: how the brand's passports stand there, the files that are handed to it, and the
//! proofs that come back.
//!
//! The registry's interface for programs is not documented in public, so a person carries the files over and the proofs
//! back. What Tessera knows is what that person tells it.

mod alert;
mod files;
mod proofs;

pub use alert::warn;
pub use files::{Parts, RegistryFile, export, parts};
pub use proofs::{file, remove, store};

use crate::{app::App, context::OpContext, services::disclosures::whole};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use db::{
    AsyncPgConnection,
    queries::{
        compliance,
        registrations::{self, Horizon, Registered},
    },
};
use domain::{
    Error, Kind, PassportId, Permission, TemplateId,
    registry::{
        Circumstances, Facts, ListRegistry, RegistryDetail, RegistryPage, RegistryRow, Standing,
        WARNED_BEFORE, lint,
    },
};
use std::collections::HashMap;

/// Passports on a page of the list.
const PER_PAGE: u32 = 25;
/// The most characters of a search.
const SEARCH_MAX: usize = 100;

/// The first moment at which a proof that ends then does not end soon.
pub(in crate::services) fn soon(now: DateTime<Utc>) -> DateTime<Utc> {
    today(now) + TimeDelta::days(WARNED_BEFORE[0] + 1)
}

/// The beginning of the day.
fn today(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(NaiveTime::MIN).and_utc()
}

fn horizon(app: &App) -> Horizon {
    let now = app.clock.now();
    Horizon {
        today: today(now),
        soon: soon(now),
    }
}

/// A page of passports, each with what the registry would object to.
pub async fn list(app: &App, op: &OpContext, mut cmd: ListRegistry) -> Result<RegistryPage, Error> {
    op.require(Permission::Read)?;
    cmd.search = cmd.search.chars().take(SEARCH_MAX).collect();
    cmd.page = cmd.page.max(1);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (found, total) = registrations::page(&mut tx, &cmd, horizon(app), PER_PAGE).await?;
    let items = rows(app, &mut tx, found).await?;
    tx.commit().await?;
    Ok(RegistryPage {
        items,
        total,
        page: cmd.page,
        per_page: PER_PAGE,
    })
}

/// One passport with its proofs.
pub async fn get(app: &App, op: &OpContext, id: PassportId) -> Result<RegistryDetail, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = registrations::these(&mut tx, &[id]).await?;
    let row = rows(app, &mut tx, found)
        .await?
        .pop()
        .ok_or(Error::NotFound(Kind::Passport))?;
    let proofs = registrations::list(&mut tx, id).await?;
    tx.commit().await?;
    Ok(RegistryDetail { row, proofs })
}

/// Passports with their facts and findings.
async fn rows(
    app: &App,
    conn: &mut AsyncPgConnection,
    found: Vec<Registered>,
) -> Result<Vec<RegistryRow>, Error> {
    let ids: Vec<PassportId> = found.iter().map(|row| row.passport).collect();
    let documents = registrations::documents(conn, &ids).await?;
    let models = registrations::models(conn, &ids).await?;
    let profiles = profiles(conn).await?;
    let mut rows = Vec::with_capacity(found.len());
    for passport in found {
        let document = documents.get(&passport.passport);
        let profile = profiles.get(&passport.template).cloned();
        let model = models
            .get(&passport.passport)
            .map(|(path, host)| app.config.address(host.as_deref(), path));
        let facts = document
            .map(|(document, told)| read(document, told))
            .transpose()?;
        let facts = facts.map(|facts| Facts {
            model: facts.model.or(model),
            ..facts
        });
        rows.push(row(app, passport, facts, profile));
    }
    Ok(rows)
}

/// The names of the profiles that templates follow.
async fn profiles(conn: &mut AsyncPgConnection) -> Result<HashMap<TemplateId, String>, Error> {
    let followed = compliance::all(conn).await?;
    let named = |stored: compliance::Stored| {
        let profile = stored.compliance.choice.id.slug().to_owned();
        (stored.template, profile)
    };
    Ok(followed.into_iter().map(named).collect())
}

fn row(app: &App, passport: Registered, facts: Option<Facts>, profile: Option<String>) -> RegistryRow {
    let around = Circumstances {
        answers_at: Some(app.config.address(passport.host.as_deref(), &passport.path)),
        is_withdrawn: passport.is_withdrawn,
        is_live: passport.live,
        profile,
    };
    let findings = match &facts {
        Some(facts) => lint(facts, &around),
        None => lint(&nothing(app, &passport), &around),
    };
    let now = app.clock.now();
    RegistryRow {
        passport: passport.passport,
        name: passport.name,
        product_identifier: passport.product_identifier,
        version: passport.latest,
        hash: hex::encode(&passport.hash),
        standing: Standing::new(passport.exported, passport.proof, passport.latest, now),
        facts,
        findings,
    }
}

/// With the fields that not everybody reads: the brand tells the registry what it knows.
fn read(document: &[u8], disclosures: &[String]) -> Result<Facts, Error> {
    let document = formats::parse(document).map_err(|error| {
        tracing::error!(%error, "a published document cannot be read");
        Error::Internal
    })?;
    Ok(Facts::of(&whole(&document, disclosures)?))
}

/// What is known of a passport whose page is live.
fn nothing(app: &App, passport: &Registered) -> Facts {
    Facts {
        identifier: app.config.address(passport.host.as_deref(), &passport.path),
        granularity: domain::record::Granularity::Model,
        model: None,
        batch: None,
        commodity_codes: Vec::new(),
        operators: Vec::new(),
        facilities: Vec::new(),
        back_up: Vec::new(),
        version: 0,
        published_at: String::new(),
    }
}
