//! What whoever runs the site may do about the path of a passport that is not the brand's to claim, or whose page must not be
//! seen. Nobody can prove to Tessera that a GTIN is theirs, so this is decided outside of it.
//!
//! No version is changed: the page answers that it is gone, or not, and the path is the passport's, or free for others.

use crate::{
    app::App,
    mail::{self, Letter},
    services::audit::{self, Actor},
};
use db::{
    DbError, Tx,
    queries::{claims, members},
};
use domain::{BrandId, Error, Kind, Role};
use serde_json::json;

pub use db::queries::claims::Claim;

/// What is done about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The page is gone; the path stays with the brand.
    Suspend,
    /// The page is gone, and any brand may claim the path.
    Release,
    /// The page is back, and the path is the brand's.
    Restore,
}

impl Verdict {
    fn action(self) -> &'static str {
        match self {
            Self::Suspend => "claim.suspended",
            Self::Release => "claim.released",
            Self::Restore => "claim.restored",
        }
    }
}

/// All claims to a path, the one in force first.
pub async fn holders(app: &App, path: &str) -> Result<Vec<Claim>, Error> {
    let mut tx = app.db.system("show who holds a path").await?;
    let found = claims::of_path(&mut tx, path).await?;
    tx.commit().await?;
    Ok(found)
}

/// Does it to the claim in force or, where there is none, to the one that was taken back last; or to that of `brand`. The
/// brand's audit log, owners and admins are told.
pub async fn judge(
    app: &App,
    (path, brand): (&str, Option<BrandId>),
    verdict: Verdict,
    reason: &str,
) -> Result<Claim, Error> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "Give a reason: the brand reads it."));
    }
    let now = app.clock.now();
    let mut tx = app.db.system("judge a claim").await?;
    let found = claims::of_path(&mut tx, path).await?;
    let mut claim = found
        .into_iter()
        .find(|claim| brand.is_none_or(|brand| claim.brand == brand))
        .ok_or(Error::NotFound(Kind::Passport))?;
    let was = (claim.suspended_at, claim.released_at);
    let times = match verdict {
        Verdict::Suspend => (Some(claim.suspended_at.unwrap_or(now)), claim.released_at),
        Verdict::Release => (claim.suspended_at, Some(claim.released_at.unwrap_or(now))),
        Verdict::Restore => (None, None),
    };
    let changed = claims::set(&mut tx, claim.passport, was, times).await;
    (claim.suspended_at, claim.released_at) = times;
    changed.map_err(|error| match error {
        DbError::Unique { constraint } if constraint == claims::PATH_KEY => {
            Error::conflict("Another brand has claimed this path meanwhile. Release that claim first.")
        }
        error => error.into(),
    })?;
    tell(app, &mut tx, &claim, verdict, reason).await?;
    tx.commit().await?;
    Ok(claim)
}

async fn tell(app: &App, tx: &mut Tx, claim: &Claim, verdict: Verdict, reason: &str) -> Result<(), Error> {
    let actor = Actor {
        brand: claim.brand,
        user: None,
        ip: None,
    };
    let detail = json!({ "path": claim.path, "reason": reason });
    let target = claim.passport.to_string();
    audit::record(app, tx, actor, verdict.action(), &target, detail).await?;
    let url = app.config.link(&claim.path);
    let letter = match verdict {
        Verdict::Suspend => Letter::claim_suspended(&url, reason),
        Verdict::Release => Letter::claim_released(&url, reason),
        Verdict::Restore => Letter::claim_restored(&url, reason),
    };
    for address in members::addresses(tx, claim.brand, &[Role::Admin, Role::Owner]).await? {
        mail::enqueue(app, tx, &address, &letter).await?;
    }
    Ok(())
}
