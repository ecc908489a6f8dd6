//! Where a live passport is kept in the cache, and for how long.

use super::Shown;
use crate::{
    app::App,
    cache::{Aged, Key},
    services::{
        connections::changed,
        passports::{PublicHead, PublicPassport, linked},
        publish::seconds,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::passports::{self, LivePassport, states};
use domain::{
    BrandId, Error, PassportId,
    branding::Branding,
    record::{Content, Document, LIVE_SCHEMA, LiveDocument},
    state::State,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

/// How long it is remembered that the PIM does not have a product.
const GONE_FOR: TimeDelta = TimeDelta::minutes(1);

/// A live passport, and what names the state of its design.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) app: App,
    pub(super) brand: BrandId,
    pub(super) passport: PassportId,
    pub(super) row: LivePassport,
    path: String,
    state: State,
    host: Option<String>,
}

/// What was read of a product.
#[derive(Serialize, Deserialize)]
pub(super) enum Kept {
    /// It is there.
    Page(Box<Page>),
    /// The PIM does not have it, or not in the template's family.
    Gone {
        /// When that was seen.
        read_at: DateTime<Utc>,
    },
}

/// A product as the template shows it.
#[derive(Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) read_at: DateTime<Utc>,
    pub(super) content: Content,
    pub(super) branding: Branding,
    pub(super) logo_path: Option<String>,
    pub(super) template_updated_at: DateTime<Utc>,
}

impl Kept {
    fn read_at(&self) -> DateTime<Utc> {
        match self {
            Self::Page(page) => page.read_at,
            Self::Gone { read_at } => *read_at,
        }
    }
}

impl Place {
    /// The place of the passport that the public door told of; none where it is gone meanwhile.
    pub(super) async fn find(app: &App, head: &PublicHead, path: &str) -> Result<Option<Self>, Error> {
        let mut tx = app.db.brand_for_readers(head.brand).await?;
        let row = passports::live(&mut tx, head.passport).await?;
        let state = match head.state_changed_at {
            Some(_) => states::of(&mut tx, head.passport).await?.unwrap_or_default(),
            None => State::default(),
        };
        tx.commit().await?;
        Ok(row.map(|row| Self {
            app: app.clone(),
            brand: head.brand,
            passport: head.passport,
            row,
            path: path.to_owned(),
            state: linked(app, state),
            host: head.host.clone(),
        }))
    }

    /// The cache's name for what was read. A changed template, another profile and a cleared cache each make it another one.
    pub(super) fn key(&self) -> Key {
        self.named("live")
    }

    /// The cache's name for a pause in which the PIM is not asked for this product.
    pub(super) fn own_pause(&self) -> Key {
        self.named("live-pause")
    }

    /// Whether the PIM says something else by now than what was read.
    pub(super) async fn has_changed(&self) -> bool {
        let told: Option<Aged<bool>> = self.app.cache.get_json(&self.news()).await;
        told.is_some()
    }

    /// The cache's name for the news that the product has changed.
    pub(super) fn news(&self) -> Key {
        self.through(changed(&self.row.key))
    }

    /// The cache's name for readings for the sake of a file.
    pub(super) fn files(&self) -> Key {
        self.named("live-files")
    }

    /// The cache's name for a pause in which nothing is read through the connection for strangers.
    pub(super) fn pause_of_all(&self) -> Key {
        self.through("live-pause".to_owned())
    }

    fn named(&self, kind: &str) -> Key {
        let LivePassport {
            template,
            revision,
            key,
            ..
        } = &self.row;
        let followed = self.row.followed_at.map_or(0, |at| at.timestamp_micros());
        self.through(format!("{kind}/{template}/{revision}/{followed}/{}", key.0))
    }

    fn through(&self, what: String) -> Key {
        Key::Pim {
            connection: self.row.connection,
            generation: self.row.generation,
            what,
        }
    }

    /// Keeps others of this process from the same reading, unless one is under way.
    pub(super) async fn alone_now(&self) -> Option<OwnedMutexGuard<()>> {
        self.app.cache.alone_now(&self.key()).await
    }

    /// What was read before, unless it is too old.
    pub(super) async fn recall(&self) -> Option<Kept> {
        let kept: Kept = self.app.cache.get_json(&self.key()).await?.value;
        (self.until(&kept) > self.app.clock.now()).then_some(kept)
    }

    /// Keeps what was read until it is too old.
    pub(super) async fn keep(&self, kept: &Kept) {
        let left = self.until(kept) - self.app.clock.now();
        if let Ok(left) = left.to_std() {
            self.app.cache.put_json(&self.key(), kept, left).await;
        }
    }

    /// Whether it is time to read it again.
    pub(super) fn is_aging(&self, kept: &Kept) -> bool {
        let half = self.life(kept) / 2;
        self.app.clock.now() >= kept.read_at() + half
    }

    /// When it is too old.
    fn until(&self, kept: &Kept) -> DateTime<Utc> {
        kept.read_at() + self.life(kept)
    }

    fn life(&self, kept: &Kept) -> TimeDelta {
        match kept {
            Kept::Page(_) => self.ttl(),
            Kept::Gone { .. } => self.ttl().min(GONE_FOR),
        }
    }

    /// How long the brand lets what was read be shown.
    pub(super) fn ttl(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.row.cache_ttl_s))
    }

    /// For the reader.
    pub(super) fn shown(&self, kept: Kept) -> Result<Shown, Error> {
        let until = self.until(&kept);
        match kept {
            Kept::Gone { .. } => Ok(Shown::Gone),
            Kept::Page(page) => Ok(Shown::Passport(Arc::new(self.passport(*page, until)?))),
        }
    }

    fn passport(&self, page: Page, until: DateTime<Utc>) -> Result<PublicPassport, Error> {
        let live = LiveDocument {
            schema: LIVE_SCHEMA.to_owned(),
            identifier: self.app.config.address(self.host.as_deref(), &self.path),
            read_at: seconds(page.read_at),
            content: page.content,
        };
        let bytes = serde_json::to_vec(&live).map_err(|error| {
            tracing::error!(%error, "a live passport cannot be written as JSON");
            Error::Internal
        })?;
        Ok(PublicPassport {
            id: self.passport,
            brand_id: self.brand,
            path: self.path.clone(),
            host: self.host.clone(),
            hash: formats::sha256_hex(&bytes),
            bytes: bytes.into(),
            number: 0,
            published_at: page.read_at,
            latest: (0, page.read_at),
            document: Document {
                schema: live.schema,
                identifier: live.identifier,
                version: 0,
                published_at: live.read_at,
                issuer: None,
                previous: None,
                restricted: Vec::new(),
                content: live.content,
            },
            branding: page.branding,
            logo_path: page.logo_path,
            template_updated_at: page.template_updated_at,
            above: Vec::new(),
            moment: None,
            superseded: false,
            told: None,
            state: self.state.clone(),
            live_until: Some(until),
        })
    }
}
