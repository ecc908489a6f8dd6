//! One look at the DNS record of a host.

use super::{platform, value};
use crate::app::App;
use db::queries::domains::{Domain, Looked};
use domain::host::CHALLENGE;
use std::net::IpAddr;

/// What the DNS says of a host now. One that is verified stays verified; it is failing only where its record is certainly
/// missing, not where the DNS does not answer.
pub(super) async fn look(app: &App, domain: &Domain) -> Looked {
    let now = app.clock.now();
    let record = format!("{CHALLENGE}.{}", domain.host);
    let points_here = points_here(app, &domain.host).await;
    let same = Looked {
        problem: None,
        verified_at: domain.verified_at,
        failing_since: domain.failing_since,
        points_here,
    };
    let texts = match app.dns.texts(&record).await {
        Ok(texts) => texts,
        Err(error) => {
            tracing::info!(%error, host = domain.host, "a host could not be looked up");
            let problem = "The DNS did not answer. Try again in a few minutes.";
            return Looked {
                problem: Some(problem.to_owned()),
                ..same
            };
        }
    };
    let value = value(domain);
    if texts.iter().any(|text| text.trim() == value) {
        return Looked {
            verified_at: domain.verified_at.or(Some(now)),
            failing_since: None,
            ..same
        };
    }
    let problem = if texts.is_empty() {
        format!(
            "There is no TXT record at {record}. A new one can take some minutes, at some providers an hour, until it is seen."
        )
    } else {
        format!("The TXT record at {record} says something else.")
    };
    let missing_since = domain.verified_at.and(domain.failing_since.or(Some(now)));
    Looked {
        problem: Some(problem),
        failing_since: missing_since,
        ..same
    }
}

/// Whether the host leads to the same addresses as the platform; none where that cannot be told. Behind a content delivery
/// network it may be both right and different.
async fn points_here(app: &App, host: &str) -> Option<bool> {
    let ours = platform(app);
    let ours: Vec<IpAddr> = match ours.trim_matches(['[', ']']).parse() {
        Ok(address) => vec![address],
        Err(_) => app.dns.addresses(&ours).await.ok()?,
    };
    if ours.is_empty() {
        return None;
    }
    let theirs = app.dns.addresses(host).await.ok()?;
    Some(theirs.iter().any(|address| ours.contains(address)))
}
