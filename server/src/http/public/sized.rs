//! Pictures in the sizes and the format that a browser asks for: made when they are asked for first, and remembered.

use super::packing::picture_in_turn;
use crate::{
    app::App,
    cache::Key,
    services::{media::webp, passports::shown_bytes},
};
use bytes::Bytes;
use domain::{Error, Kind, record::Image};
use std::{sync::Arc, time::Duration};

/// How long another process finds it in Redis.
const KEPT: Duration = Duration::from_hours(24);
/// How long a process waits for the picture that another one makes.
const MADE_BY: Duration = Duration::from_secs(2);
/// What all of them are.
pub(super) const MIME: &str = "image/webp";

/// The hash and the width in a name such as `{sha256}-480.webp`; none of other names.
pub(super) fn asked(name: &str) -> Option<(&str, u32)> {
    let (hash, width) = name.strip_suffix(".webp")?.split_once('-')?;
    let width = width.parse().ok().filter(|width| Image::WIDTHS.contains(width))?;
    Some((hash, width))
}

/// A stored picture at a width, from memory, from Redis or made now, by one for all who wait for it. That everybody may see the picture
/// is known.
pub(super) async fn picture(app: &App, sha256: &[u8; 32], width: u32) -> Result<Bytes, Error> {
    let name = format!("{}-{width}", hex::encode(sha256));
    let store = &app.pages.sized;
    if let Some(found) = store.get(&name).await {
        return Ok(Bytes::clone(&found));
    }
    let key = Key::Page(name.clone());
    let _alone = app.cache.alone(&key).await;
    if let Some(found) = store.get(&name).await {
        return Ok(Bytes::clone(&found));
    }
    let found = if let Some(found) = app.cache.shared_or_ours(&key, MADE_BY).await {
        found
    } else {
        let answer = made(app, sha256, width).await;
        if answer.is_err() {
            app.cache.give_up(&key).await;
        }
        let webp = answer?;
        let (cache, shared) = (app.cache.clone(), webp.clone());
        // Whoever waits for the picture does not wait for Redis.
        tokio::spawn(async move { cache.put_shared(&key, shared, KEPT).await });
        webp
    };
    store.put(name, Arc::new(found.clone())).await;
    Ok(found)
}

async fn made(app: &App, sha256: &[u8; 32], width: u32) -> Result<Bytes, Error> {
    let missing = Error::NotFound(Kind::Media);
    let stored = shown_bytes(app, sha256).await?.ok_or(missing.clone())?;
    let webp = picture_in_turn(move || webp(&stored, width)).await?;
    webp.map(Bytes::from).ok_or(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_widths_that_pages_name_are_made() {
        let hash = "ab".repeat(32);
        assert_eq!(asked(&format!("{hash}-480.webp")), Some((hash.as_str(), 480)));
        for name in [
            format!("{hash}.webp"),
            format!("{hash}-481.webp"),
            format!("{hash}-480.jpg"),
            format!("{hash}-.webp"),
            format!("{hash}-480-960.webp"),
        ] {
            assert_eq!(asked(&name), None, "{name}");
        }
    }
}
