//! Tells a CDN in front of the site which pages are not as they were. Answers name their tags; what has changed is told by the tag of
//! the brand. A CDN that cannot be told asks again by itself, as `Cache-Control` says.

use crate::{app::App, config::Cdn, services::passports::PublicPassport};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use bytes::Bytes;
use domain::BrandId;
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::sleep};

/// Every page about a passport.
const ALL: &str = "tessera";
/// What Fastly, Varnish and others call tags; between blanks.
pub(super) const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");
/// What Cloudflare, Akamai and others call them; between commas.
pub(super) const CACHE_TAG: HeaderName = HeaderName::from_static("cache-tag");
/// Changes that come within this time are told together.
const TOGETHER: Duration = Duration::from_millis(300);
/// The shortest and the longest pause before it is told again.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_mins(1)];
/// Tags in one call; Cloudflare takes 30.
const TAGS_MAX: usize = 30;
/// What is read of an answer, in bytes.
const ANSWER_MAX: usize = 64 * 1024;

/// What is still to be told.
#[derive(Default)]
pub(crate) struct Purges {
    waiting: Mutex<BTreeSet<String>>,
    bell: Notify,
}

impl Purges {
    /// The pages of a brand are not as they were.
    pub(super) fn brand(&self, brand: BrandId) {
        self.add(tag_of(brand));
    }

    /// Nobody knows which pages are as they were.
    pub(super) fn all(&self) {
        self.add(ALL.to_owned());
    }

    fn add(&self, tag: String) {
        self.waiting().insert(tag);
        self.bell.notify_one();
    }

    /// The next tags to tell of.
    fn take(&self) -> Vec<String> {
        let mut waiting = self.waiting();
        if waiting.contains(ALL) {
            waiting.clear();
            return vec![ALL.to_owned()];
        }
        let tags: Vec<_> = waiting.iter().take(TAGS_MAX).cloned().collect();
        waiting.retain(|tag| !tags.contains(tag));
        tags
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the CDN of changes until the process is asked to stop. What it does not take is told again until it does; a process that
/// begins, or was not told of changes for a while, tells it that nothing is sure to be as it was.
pub(super) async fn tell(app: &App) {
    let Some(cdn) = &app.config.cdn else {
        return std::future::pending().await;
    };
    let purges = &app.pages.purges;
    let mut pause = PAUSES[0];
    loop {
        purges.bell.notified().await;
        sleep(TOGETHER).await;
        loop {
            let tags = purges.take();
            if tags.is_empty() {
                break;
            }
            let Err(why) = send(app, cdn, &tags).await else {
                pause = PAUSES[0];
                continue;
            };
            if pause == PAUSES[0] {
                tracing::warn!(why, "the CDN could not be told of changes; it is told again");
            }
            for tag in tags {
                purges.add(tag);
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES[1]);
        }
    }
}

async fn send(app: &App, cdn: &Cdn, tags: &[String]) -> Result<(), String> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.extend(cdn.header.clone());
    if let Ok(keys) = HeaderValue::from_str(&tags.join(" ")) {
        headers.insert(SURROGATE_KEY, keys);
    }
    let body = Bytes::from(json!({ "tags": tags }).to_string());
    let sent = app
        .outbound
        .send(Method::POST, &cdn.purge_url, headers, body, ANSWER_MAX);
    let answer = sent.await.map_err(|error| error.to_string())?;
    if answer.status.is_success() {
        Ok(())
    } else {
        Err(format!("it answers {}", answer.status.as_u16()))
    }
}

/// Names the tags of an answer about a passport: of all, of its brand, of itself and of what it belongs to.
pub(super) fn tagged(app: &App, passport: &PublicPassport, out: &mut HeaderMap) {
    if app.config.cdn.is_none() {
        return;
    }
    let mut tags = vec![ALL.to_owned(), tag_of(passport.brand_id)];
    tags.extend(passport.and_above().map(|id| format!("passport-{id}")));
    write(&tags, out);
}

/// Names the tags of a file that everybody may read: of all, and of the brands that show it.
pub(super) fn tagged_file(app: &App, brands: &[BrandId], out: &mut HeaderMap) {
    if app.config.cdn.is_none() {
        return;
    }
    let named = brands.iter().take(TAGS_MAX).map(|brand| tag_of(*brand));
    let tags: Vec<_> = std::iter::once(ALL.to_owned()).chain(named).collect();
    write(&tags, out);
}

fn tag_of(brand: BrandId) -> String {
    format!("brand-{brand}")
}

fn write(tags: &[String], out: &mut HeaderMap) {
    for (name, between) in [(SURROGATE_KEY, " "), (CACHE_TAG, ",")] {
        if let Ok(value) = HeaderValue::from_str(&tags.join(between)) {
            out.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_told_once_and_in_portions() {
        let purges = Purges::default();
        for number in 0..32_u128 {
            purges.brand(uuid::Uuid::from_u128(number % 31).into());
        }
        assert_eq!(purges.take().len(), 30);
        assert_eq!(purges.take(), ["brand-00000000-0000-0000-0000-00000000001e"]);
        assert!(purges.take().is_empty());
        purges.brand(uuid::Uuid::nil().into());
        purges.all();
        assert_eq!(purges.take(), ["tessera"]);
        assert!(purges.take().is_empty());
    }
}
