//! Hosts of a brand's own: added by a person, proven by a DNS record, and then the address of its new passports.
//!
//! A host that was verified stays so: passports stand on it. That its record has gone is told, and nothing is switched off.

mod known;
mod look;
mod restored;
mod watch;

pub use known::{KnownHosts, brand_of};
pub(in crate::services) use restored::prove_again;
pub use watch::watch;

use crate::{app::App, context::OpContext, services::audit};
use db::{
    OnUnique,
    queries::{
        domains::{self as rows, Domain},
        sitemaps,
    },
};
use domain::{
    DomainId, Error, Kind, Permission,
    host::{CHALLENGE_PREFIX, DomainView, DomainsView, HostName, HostState},
};
use serde_json::json;
use std::collections::HashMap;

/// The most hosts of a brand.
const HOSTS_MAX: usize = 10;
/// A person waits this long between two looks at the DNS, in seconds.
const PAUSE_S: u32 = 5;

/// What the DNS record of a host has to say.
fn value(domain: &Domain) -> String {
    format!("{CHALLENGE_PREFIX}{}", domain.token)
}

/// All hosts of the brand.
pub async fn list(app: &App, op: &OpContext) -> Result<DomainsView, Error> {
    op.require(Permission::ManageBrand)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::list(&mut tx).await?;
    let passports = rows::passports(&mut tx).await?;
    let current = rows::current(&mut tx).await?;
    let sitemap = sitemaps::is_wanted(&mut tx, op.caller.brand_id).await?;
    tx.commit().await?;
    let of = |domain: Domain| view(domain, &passports, current.as_deref());
    Ok(DomainsView {
        platform: platform(app),
        domains: found.into_iter().map(of).collect(),
        sitemap,
    })
}

fn view(domain: Domain, passports: &HashMap<String, u32>, current: Option<&str>) -> DomainView {
    DomainView {
        id: domain.id,
        record: format!("{}.{}", domain::host::CHALLENGE, domain.host),
        value: value(&domain),
        state: match (domain.verified_at, domain.failing_since) {
            (None, _) => HostState::Waiting,
            (Some(_), None) => HostState::Verified,
            (Some(_), Some(_)) => HostState::Failing,
        },
        failing_since: domain.failing_since,
        checked_at: domain.checked_at,
        problem: domain.problem,
        points_here: domain.points_here,
        passports: passports.get(&domain.host).copied().unwrap_or_default(),
        is_current: current == Some(domain.host.as_str()),
        host: domain.host,
    }
}

/// The platform's own host, in the form that a request names.
pub fn platform(app: &App) -> String {
    let host = app.config.base_url().host_str().unwrap_or_default();
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Adds a host; it is of no use before its record is found.
pub async fn add(app: &App, op: &OpContext, typed: &str) -> Result<DomainId, Error> {
    op.require(Permission::ManageBrand)?;
    let host = HostName::parse(typed).map_err(|message| Error::invalid("host", message))?;
    let platform = platform(app);
    let inside = host.as_str() == platform || host.as_str().ends_with(&format!(".{platform}"));
    if inside {
        return Err(Error::invalid(
            "host",
            "This is the host of the platform. Enter one of your own.",
        ));
    }
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if rows::list(&mut tx).await?.len() >= HOSTS_MAX {
        let text = format!("A brand has {HOSTS_MAX} hosts at most. Remove one that you do not need.");
        return Err(Error::conflict(text));
    }
    let id = DomainId(app.new_id());
    let token = crate::clock::token_256(&*app.random);
    let names = (host.as_str(), token.as_str());
    rows::insert(&mut tx, (id, op.caller.brand_id), names, app.clock.now())
        .await
        .on_unique(rows::BRAND_KEY, || {
            Error::invalid("host", "This host is in your list already.")
        })?;
    let detail = json!({ "host": host.as_str() });
    audit::record(app, &mut tx, op, "domain.added", &id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Looks for the record of a host. Whether it is verified now.
pub async fn check(app: &App, op: &OpContext, id: DomainId) -> Result<bool, Error> {
    op.require(Permission::ManageBrand)?;
    let now = app.clock.now();
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let domain = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Domain))?;
    tx.commit().await?;
    let waited = domain.checked_at.map(|at| (now - at).num_seconds());
    if waited.is_some_and(|seconds| (0..i64::from(PAUSE_S)).contains(&seconds)) {
        return Err(Error::RateLimited {
            retry_after_s: PAUSE_S,
        });
    }
    let mut looked = look::look(app, &domain).await;
    // That a record has gone is noted by the watch, which tells everybody of it.
    looked.failing_since = looked.failing_since.and(domain.failing_since);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let noted = rows::note(&mut tx, &domain, &looked, now)
        .await
        .on_unique(rows::HOST_KEY, taken)?;
    if !noted {
        // The watch was quicker; or another admin removed it.
        tx.rollback().await?;
        app.hosts.forget(&domain.host).await;
        return is_verified(app, op, id).await;
    }
    if domain.verified_at.is_none() && looked.verified_at.is_some() {
        let detail = json!({ "host": domain.host });
        audit::record(app, &mut tx, op, "domain.verified", &id.to_string(), detail).await?;
    }
    tx.commit().await?;
    app.hosts.forget(&domain.host).await;
    Ok(looked.problem.is_none())
}

async fn is_verified(app: &App, op: &OpContext, id: DomainId) -> Result<bool, Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::by_id(&mut tx, id).await?;
    tx.commit().await?;
    let domain = found.ok_or(Error::NotFound(Kind::Domain))?;
    Ok(domain.verified_at.is_some() && domain.problem.is_none())
}

fn taken() -> Error {
    Error::conflict(
        "Another brand of this platform has verified this host. If it is yours, contact support, and keep the record.",
    )
}

/// Removes a host on which no passport stands.
pub async fn remove(app: &App, op: &OpContext, id: DomainId) -> Result<(), Error> {
    op.require(Permission::ManageBrand)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let domain = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Domain))?;
    let standing = rows::passports(&mut tx).await?;
    match standing.get(&domain.host).copied().unwrap_or_default() {
        0 => {}
        n => {
            let (noun, verb) = if n == 1 {
                ("passport", "has its")
            } else {
                ("passports", "have their")
            };
            return Err(Error::conflict(format!(
                "{n} {noun} {verb} address at {}. Those addresses are printed on products and stay, so the host stays too.",
                domain.host
            )));
        }
    }
    rows::delete(&mut tx, id).await.map_err(|error| match error {
        // Somebody published in between.
        db::DbError::ForeignKey { .. } => {
            Error::conflict("A passport was published at this host at this moment, so it stays.")
        }
        error => error.into(),
    })?;
    let detail = json!({ "host": domain.host });
    audit::record(app, &mut tx, op, "domain.removed", &id.to_string(), detail).await?;
    tx.commit().await?;
    app.hosts.forget(&domain.host).await;
    Ok(())
}

/// Whether a certificate may be asked for: for the platform's own host, and for those that brands have verified.
pub async fn may_have_certificate(app: &App, host: &str) -> Result<bool, Error> {
    let Ok(host) = HostName::parse(host) else {
        return Ok(false);
    };
    Ok(host.as_str() == platform(app) || brand_of(app, host.as_str()).await?.is_some())
}
