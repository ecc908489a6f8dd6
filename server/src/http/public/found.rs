//! What is under the path of a passport.

use super::asked::Asked;
use crate::{
    app::App,
    http::site::{Place, Site},
    services::{
        history,
        live::{self, Shown},
        passports::{PublicHead, PublicPassport, public_head, public_passport, public_version},
    },
};
use domain::{
    Error,
    version::{At, Unclear},
};
use std::sync::Arc;

/// What is under a path.
pub(super) enum Found {
    /// Something to read.
    Passport(Arc<PublicPassport>),
    /// One that whoever runs the site has taken off it.
    Withdrawn,
    /// A live passport whose product the PIM has no longer.
    NotListed,
    /// A live passport that cannot be read at the moment.
    Later {
        /// When to come back.
        seconds: u32,
    },
    /// One whose address is at another host: a brand's, or the platform's.
    Elsewhere {
        /// That host.
        host: Option<String>,
    },
    /// Nothing.
    Nothing,
    /// There is a passport, but not that version of it.
    NoVersion(Missing),
    /// What is asked for is no version and no date.
    Unclear(Unclear),
}

/// Why there is no such version.
pub(super) enum Missing {
    /// None has that number.
    Number,
    /// There was none yet; the day of the first one, `YYYY-MM-DD`.
    NotYet(String),
    /// Nothing is kept of a live passport.
    NotKept,
}

impl From<Shown> for Found {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Passport(passport) => Self::Passport(passport),
            Shown::Gone => Self::NotListed,
            Shown::Later { seconds } => Self::Later { seconds },
        }
    }
}

impl From<Option<Arc<PublicPassport>>> for Found {
    fn from(found: Option<Arc<PublicPassport>>) -> Self {
        found.map_or(Self::Nothing, Self::Passport)
    }
}

/// The version that is asked for. The rules are those of today: what was taken off the site is gone in all its versions.
pub(super) async fn version(asked: &Asked<'_>, path: &str) -> Result<Found, Error> {
    match asked.wish.at() {
        Ok(At::Latest) => latest(asked.app, &asked.site, path).await,
        Ok(at) => earlier(asked.app, &asked.site, path, at).await,
        Err(unclear) => Ok(Found::Unclear(unclear)),
    }
}

/// A version of before, under the rules of today.
pub(super) async fn earlier(app: &App, site: &Site, path: &str, at: At) -> Result<Found, Error> {
    let Some(head) = public_head(app, path).await? else {
        return Ok(Found::Nothing);
    };
    if let Some(found) = away(site.place(head.brand, head.host.as_deref())) {
        return Ok(found);
    }
    if head.is_withdrawn {
        return Ok(Found::Withdrawn);
    }
    if head.live {
        return Ok(Found::NoVersion(Missing::NotKept));
    }
    if let Some(passport) = public_version(app, path, at).await? {
        return Ok(Found::Passport(Arc::new(passport)));
    }
    let began = history::began(app, head.passport).await?;
    let began = began.map(|at| at.format("%Y-%m-%d").to_string());
    Ok(Found::NoVersion(match (at, began) {
        (At::Before(_), Some(day)) => Missing::NotYet(day),
        _ => Missing::Number,
    }))
}

/// The latest version, or the live page; while the database is away, the last one that it told of.
pub(super) async fn latest(app: &App, site: &Site, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    match told(app, site, path).await {
        Err(error @ Error::Unavailable { .. }) => {
            let known = memory.get(path).await;
            let young = known.filter(|known| known.is_young(app.clock.now()));
            let place = |known: Arc<PublicPassport>| {
                away(site.place(known.brand_id, known.host.as_deref())).unwrap_or(Found::Passport(known))
            };
            young.map(place).ok_or(error)
        }
        Ok(found @ (Found::Withdrawn | Found::NotListed)) => {
            memory.forget(path).await;
            Ok(found)
        }
        answer => answer,
    }
}

/// What is answered where a passport is not at the host that was asked.
fn away(place: Place) -> Option<Found> {
    match place {
        Place::Here => None,
        Place::There(host) => Some(Found::Elsewhere { host }),
        Place::Nowhere => Some(Found::Nothing),
    }
}

/// What is under a path, from memory where the database would have told of a change.
async fn head(app: &App, path: &str) -> Result<Option<PublicHead>, Error> {
    let heads = &app.pages.heads;
    if let Some(kept) = heads.get(path).await {
        return Ok(kept);
    }
    let asked = heads.mark();
    let head = public_head(app, path).await?;
    heads.put(path, head.clone(), asked).await;
    Ok(head)
}

/// What the database tells of.
async fn told(app: &App, site: &Site, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    let head = head(app, path).await?;
    let place = head
        .as_ref()
        .map(|head| site.place(head.brand, head.host.as_deref()));
    if let Some(found) = place.and_then(away) {
        return Ok(found);
    }
    let found: Found = match head {
        None => return Ok(Found::Nothing),
        Some(head) if head.is_withdrawn => return Ok(Found::Withdrawn),
        Some(head) if head.live => live::show(app, &head, path).await?.into(),
        Some(head) => {
            if let Some(known) = memory.get(path).await.filter(|known| known.is_as(&head)) {
                return Ok(Found::Passport(known));
            }
            public_passport(app, path).await?.map(Arc::new).into()
        }
    };
    if let Found::Passport(passport) = &found {
        memory.put(path.to_owned(), passport.clone()).await;
    }
    Ok(found)
}
