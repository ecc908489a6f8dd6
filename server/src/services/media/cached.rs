//! Files of live passports: in the cache and nowhere else, for as long as what was read from the PIM.

use super::{Failed, Made, RECALLED_AT_ONCE, too_large};
use crate::{
    app::App,
    cache::{Aged, Key},
    services::{
        connections::Live,
        mapping::{MediaMap, Origin, Stored, WantedMedia},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::connections;
use domain::{BrandId, ConnectionId, Error};
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The largest file that the cache takes, in bytes: the cache of a process holds a few dozen of these.
const CACHED_MAX: usize = 3 * 1024 * 1024;

/// A file in the cache.
#[derive(Serialize, Deserialize)]
struct Entry {
    mime: String,
    name: String,
    /// In base64, because what is cached is text.
    bytes: String,
    connection: ConnectionId,
    /// The connection's generation: with another one, what was read through it is forgotten.
    generation: i32,
    until: DateTime<Utc>,
}

/// A file that a live passport shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedMedia {
    /// Media type.
    pub mime: String,
    /// File name.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// When they are too old to be shown.
    pub until: DateTime<Utc>,
}

/// The file of that name among those of a brand's live passports: another brand's file of the same bytes may have another name
/// and type.
pub async fn cached(app: &App, brand: BrandId, sha256: [u8; 32]) -> Result<Option<CachedMedia>, Error> {
    let found: Option<Aged<Entry>> = app.cache.get_json(&Key::Media(brand, sha256)).await;
    let Some(entry) = found.map(|aged| aged.value).filter(|e| e.until > app.clock.now()) else {
        return Ok(None);
    };
    let mut tx = app.db.brand(brand).await?;
    let connection = connections::by_id(&mut tx, entry.connection).await?;
    tx.commit().await?;
    if connection.is_none_or(|c| c.cache_generation != entry.generation) {
        return Ok(None);
    }
    Ok(STANDARD.decode(&entry.bytes).ok().map(|bytes| CachedMedia {
        mime: entry.mime,
        name: entry.name,
        bytes,
        until: entry.until,
    }))
}

/// What is remembered of files that were fetched a moment ago. Behind a code of the PIM is always the same file, so its bytes are
/// kept for another while without asking for them again; a file on another server is asked for each time.
pub(super) async fn known(live: &Live, wanted: &BTreeSet<WantedMedia>) -> MediaMap {
    let recall = |wanted: WantedMedia| async move {
        if wanted.origin == Origin::Link {
            return None;
        }
        let found: Option<Aged<Stored>> = live.app.cache.get_json(&memory(live, &wanted)).await;
        let stored = found?.value;
        let key = Key::Media(live.brand.id, digest(&stored)?);
        let entry: Option<Aged<Entry>> = live.app.cache.get_json(&key).await;
        let entry = entry?.value;
        let ours = (live.connection.id, live.connection.cache_generation);
        if (entry.connection, entry.generation) != ours || entry.until <= live.app.clock.now() {
            return None;
        }
        keep(live, &wanted, &stored, entry).await;
        Some((wanted.code, stored))
    };
    stream::iter(wanted.iter().cloned())
        .map(recall)
        .buffered(RECALLED_AT_ONCE)
        .filter_map(|found| async { found })
        .collect()
        .await
}

/// Puts a file into the cache.
pub(super) async fn put(live: &Live, wanted: &WantedMedia, made: &Made) -> Result<Stored, Failed> {
    if made.bytes.len() > CACHED_MAX {
        let why = format!("on a live page {}", too_large(CACHED_MAX));
        return Err(Failed::Left(why));
    }
    let stored = made.stored();
    let entry = Entry {
        mime: made.mime.to_owned(),
        name: made.name.clone(),
        bytes: STANDARD.encode(&made.bytes),
        connection: live.connection.id,
        generation: live.connection.cache_generation,
        until: live.app.clock.now(),
    };
    keep(live, wanted, &stored, entry).await;
    Ok(stored)
}

async fn keep(live: &Live, wanted: &WantedMedia, stored: &Stored, mut entry: Entry) {
    let Some(sha256) = digest(stored) else { return };
    let (cache, ttl) = (&live.app.cache, live.ttl());
    entry.until = live.app.clock.now() + TimeDelta::from_std(ttl).unwrap_or_default();
    cache
        .put_json(&Key::Media(live.brand.id, sha256), &entry, ttl)
        .await;
    cache.put_json(&memory(live, wanted), stored, ttl).await;
}

/// Which file of the cache a code of the PIM stands for.
fn memory(live: &Live, wanted: &WantedMedia) -> Key {
    live.key(format!("live-{}", super::memory(wanted)))
}

fn digest(stored: &Stored) -> Option<[u8; 32]> {
    let hash = match stored {
        Stored::Image(image) => &image.sha256,
        Stored::File(file) => &file.sha256,
    };
    let mut sha256 = [0; 32];
    hex::decode_to_slice(hash, &mut sha256).ok()?;
    Some(sha256)
}
