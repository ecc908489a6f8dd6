//! Looking at the hosts again: those that wait for their record, and those whose record may have gone.

use super::{look::look, value};
use crate::{
    app::App,
    mail::{self, Letter},
    services::audit::{self, Actor},
};
use ::app::routes::Route;
use chrono::TimeDelta;
use db::{
    DbError, Tx,
    queries::{
        domains::{self as rows, Domain, Looked},
        members,
    },
};
use domain::{Error, Role, host::CHALLENGE};
use serde_json::json;

/// How often a verified host is looked at.
const VERIFIED_EVERY: TimeDelta = TimeDelta::hours(6);
/// How often one that waits for its record.
const WAITING_EVERY: TimeDelta = TimeDelta::minutes(10);
/// For how long after it was added.
const WAITING_FOR: TimeDelta = TimeDelta::days(7);
/// Hosts of one round.
const AT_ONCE: i64 = 20;

/// Looks at hosts whose time has come. Answers whether there may be more.
pub async fn watch(app: &App) -> Result<bool, Error> {
    let now = app.clock.now();
    let times = (now - VERIFIED_EVERY, now - WAITING_EVERY, now - WAITING_FOR);
    let mut tx = app.db.system("look at hosts of brands").await?;
    let due = rows::claim_due(&mut tx, times, now, AT_ONCE).await?;
    tx.commit().await?;
    for domain in &due {
        let looked = look(app, domain).await;
        match note(app, domain, &looked).await {
            Ok(()) => app.hosts.forget(&domain.host).await,
            // Another brand was quicker with a host that waits.
            Err(DbError::Unique { constraint }) if constraint == rows::HOST_KEY => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(i64::try_from(due.len()).is_ok_and(|n| n == AT_ONCE))
}

async fn note(app: &App, domain: &Domain, looked: &Looked) -> Result<(), DbError> {
    let mut tx = app.db.system("note what the DNS says of a host").await?;
    // Whoever verified it meanwhile has told of it.
    if !rows::note(&mut tx, domain, looked, app.clock.now()).await? {
        return tx.rollback().await;
    }
    let news = match (domain.verified_at, domain.failing_since, looked) {
        (
            None,
            _,
            Looked {
                verified_at: Some(_), ..
            },
        ) => Some("domain.verified"),
        (
            Some(_),
            None,
            Looked {
                failing_since: Some(_),
                ..
            },
        ) => Some("domain.failing"),
        (
            Some(_),
            Some(_),
            Looked {
                failing_since: None,
                problem: None,
                ..
            },
        ) => Some("domain.recovered"),
        _ => None,
    };
    if let Some(action) = news {
        tell(app, &mut tx, domain, action).await.map_err(DbError::other)?;
    }
    tx.commit().await
}

async fn tell(app: &App, tx: &mut Tx, domain: &Domain, action: &str) -> Result<(), Error> {
    let actor = Actor {
        brand: domain.brand,
        user: None,
        ip: None,
    };
    let detail = json!({ "host": domain.host });
    audit::record(app, tx, actor, action, &domain.id.to_string(), detail).await?;
    let link = app.config.link(&Route::Domains.href());
    let letter = match action {
        "domain.verified" => Letter::domain_verified(&domain.host, link),
        "domain.failing" => {
            let record = format!("{CHALLENGE}.{}", domain.host);
            Letter::domain_failing(&domain.host, &record, &value(domain), link)
        }
        _ => return Ok(()),
    };
    for address in members::addresses(tx, domain.brand, &[Role::Admin, Role::Owner]).await? {
        mail::enqueue(app, tx, &address, &letter).await?;
    }
    Ok(())
}
