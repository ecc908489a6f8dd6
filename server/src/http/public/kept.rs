//! Finished pages by their names: in this process, in Redis, or made.

use super::{rendered::Rendered, shared};
use crate::{app::App, metrics::Tier};
use domain::Error;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a process waits for the page that another one makes.
const MADE_BY: Duration = Duration::from_secs(1);

/// A page, and how long it took to make it.
pub(super) fn timed(render: impl FnOnce() -> Rendered) -> (Rendered, Duration) {
    let begun = Instant::now();
    (render(), begun.elapsed())
}

/// A page by its name: of this process, else of another one where it is one to share, else made now, by one for all who wait for it
/// here and, with a Redis, in other processes.
pub(super) async fn kept(
    app: &App,
    (name, share): (String, bool),
    make: impl AsyncFnOnce() -> Result<(Rendered, Duration), Error>,
) -> Result<(Arc<Rendered>, Tier), Error> {
    let store = &app.pages.rendered;
    let hit = |found, tier| {
        app.metrics.page_hit(tier);
        Ok((found, tier))
    };
    if let Some(found) = store.get(&name).await {
        return hit(found, Tier::Process);
    }
    let key = shared::key(app, &name);
    let _alone = app.cache.alone(&key).await;
    if let Some(found) = store.get(&name).await {
        return hit(found, Tier::Process);
    }
    let found = if share {
        app.cache.shared_or_ours(&key, MADE_BY).await
    } else {
        None
    };
    if let Some(found) = found.and_then(|bytes| shared::read(&bytes)) {
        let found = Arc::new(found);
        store.put(name, found.clone()).await;
        return hit(found, Tier::Redis);
    }
    let answer = make().await;
    if answer.is_err() && share {
        app.cache.give_up(&key).await;
    }
    let (page, took) = answer?;
    app.metrics.pages.made(took);
    let page = Arc::new(page);
    store.put(name, page.clone()).await;
    if share
        && app.cache.is_shared()
        && let Some(bytes) = shared::written(&page)
    {
        let cache = app.cache.clone();
        // Whoever waits for the page does not wait for Redis.
        tokio::spawn(async move { cache.put_shared(&key, bytes, shared::KEPT).await });
    }
    Ok((page, Tier::Made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::public::packing::Draft, testing::World};
    use axum::http::HeaderValue;
    use bytes::Bytes;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use test_support::TestRedis;

    fn a_page(text: &str) -> Rendered {
        Rendered {
            packed: Draft::new(Bytes::from(text.to_owned())).packed("stamp".to_owned()),
            policy: HeaderValue::from_static("default-src 'none'"),
            language: "en".to_owned(),
        }
    }

    async fn text(app: &App, name: &str, make: impl AsyncFnOnce() -> Result<Rendered, Error>) -> String {
        let make = async || Ok((make().await?, Duration::ZERO));
        let (page, _) = kept(app, (name.to_owned(), true), make).await.unwrap();
        String::from_utf8(page.packed.identity.to_vec()).unwrap()
    }

    /// Waits until Redis is connected, ten seconds at most.
    async fn connected(world: &World) {
        for _ in 0..200 {
            if world.app.cache.status().await == "redis" {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no Redis");
    }

    async fn two_processes(redis: &TestRedis) -> [World; 2] {
        let worlds = [
            World::with(&[("TESSERA_REDIS_URL", &redis.url())]).await,
            World::with(&[("TESSERA_REDIS_URL", &redis.url())]).await,
        ];
        for world in &worlds {
            connected(world).await;
        }
        worlds
    }

    #[tokio::test]
    async fn a_page_is_made_once_for_all_who_wait_and_for_all_processes() {
        let redis = TestRedis::new();
        let [one, two] = two_processes(&redis).await;
        let slowly = async || {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            Ok(a_page("made by the first"))
        };
        let never = async || panic!("it is made already");
        let (first, second) =
            tokio::join!(text(&one.app, "/p/a x", slowly), text(&one.app, "/p/a x", never),);
        assert_eq!(
            (first.as_str(), second.as_str()),
            ("made by the first", "made by the first")
        );
        // It reaches Redis behind the reader's back.
        let key = shared::key(&one.app, "/p/a x");
        for _ in 0..200 {
            if two
                .app
                .cache
                .shared_or_ours(&key, Duration::from_millis(1))
                .await
                .is_some()
            {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(text(&two.app, "/p/a x", never).await, "made by the first");
        // What is there and no page is as good as nothing.
        let other = shared::key(&one.app, "/p/b x");
        one.app
            .cache
            .put_shared(&other, Bytes::from_static(b"{}\nrest"), shared::KEPT)
            .await;
        let made = async || Ok(a_page("made anew"));
        assert_eq!(text(&two.app, "/p/b x", made).await, "made anew");
    }

    #[tokio::test]
    async fn what_two_processes_want_at_once_is_made_by_one() {
        let redis = TestRedis::new();
        let [one, two] = two_processes(&redis).await;
        let mut alone = false;
        // A Redis that is slow for a moment is not waited for, and each makes its own.
        for page in ["/p/c x", "/p/d x", "/p/e x"] {
            let makers = AtomicUsize::new(0);
            let make = async || {
                makers.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(100)).await;
                Ok(a_page("made once"))
            };
            let pages = tokio::join!(text(&one.app, page, make), text(&two.app, page, make));
            assert_eq!(pages, ("made once".to_owned(), "made once".to_owned()));
            alone = alone || makers.load(Ordering::Relaxed) == 1;
        }
        assert!(alone);
        // Whoever promised it and does not keep it is not waited for for long, nor by its own process at all.
        let key = shared::key(&one.app, "/p/f x");
        for _ in 0..2 {
            assert_eq!(one.app.cache.shared_or_ours(&key, MADE_BY).await, None);
        }
        assert_eq!(
            text(&two.app, "/p/f x", async || Ok(a_page("made anew"))).await,
            "made anew"
        );
    }

    #[tokio::test]
    async fn a_page_that_could_not_be_made_is_tried_again() {
        let world = World::new().await;
        let failed = kept(&world.app, ("/p/a x".to_owned(), true), async || {
            Err(Error::Internal)
        })
        .await;
        assert!(failed.is_err());
        assert_eq!(
            text(&world.app, "/p/a x", async || Ok(a_page("now"))).await,
            "now"
        );
    }
}
