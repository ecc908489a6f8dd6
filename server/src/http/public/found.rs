//! What is under the path of a passport.

use crate::{
    app::App,
    services::{
        live::{self, Shown},
        passports::{PublicPassport, public_head, public_passport},
    },
};
use domain::Error;
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
    /// Nothing.
    Nothing,
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

/// The latest version, or the live page; while the database is away, the last one that it told of.
pub(super) async fn latest(app: &App, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    match told(app, path).await {
        Err(error @ Error::Unavailable { .. }) => {
            let known = memory.get(path).await;
            let young = known.filter(|known| known.is_young(app.clock.now()));
            young.map(Found::Passport).ok_or(error)
        }
        Ok(found @ (Found::Withdrawn | Found::NotListed)) => {
            memory.forget(path).await;
            Ok(found)
        }
        answer => answer,
    }
}

/// What the database tells of.
async fn told(app: &App, path: &str) -> Result<Found, Error> {
    let memory = &app.pages.last_known;
    let found: Found = match public_head(app, path).await? {
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
