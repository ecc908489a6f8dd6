//! The cache in process, and with a real Redis that goes and comes back.

use super::*;
use crate::clock::ManualClock;
use chrono::TimeDelta;
use domain::ConnectionId;
use std::{
    convert::Infallible,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};
use uuid::Uuid;

const MINUTE: Duration = Duration::from_mins(1);

fn key(what: &str) -> Key {
    Key::Pim {
        connection: ConnectionId(Uuid::from_u128(1)),
        generation: 0,
        what: what.to_owned(),
    }
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)))
}

#[tokio::test]
async fn values_are_told_with_their_age_until_their_time_is_over() {
    let clock = clock();
    let cache = Cache::connect(None, clock.clone()).await;
    cache.put_json(&key("a"), &41, MINUTE).await;
    let fetched_at = clock.now();
    clock.advance(TimeDelta::seconds(59));
    assert_eq!(
        cache.get_json(&key("a")).await,
        Some(Aged {
            fetched_at,
            value: 41
        })
    );
    assert_eq!(
        cache.get_json::<String>(&key("a")).await,
        None,
        "another shape is as good as none"
    );
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(cache.get_json::<i32>(&key("a")).await, None);
    assert_eq!(cache.status().await, "in process");
}

#[tokio::test]
async fn a_window_of_attempts_starts_anew_when_it_is_over() {
    let clock = clock();
    let cache = Cache::connect(None, clock.clone()).await;
    let key = Key::Attempts([192, 0, 2, 1].into());
    for count in 1..=3 {
        assert_eq!(
            cache.hit(&key, MINUTE).await,
            Hits {
                count,
                resets_in: MINUTE
            }
        );
    }
    clock.advance(TimeDelta::seconds(20));
    assert_eq!(
        cache.hit(&key, MINUTE).await,
        Hits {
            count: 4,
            resets_in: Duration::from_secs(40)
        }
    );
    clock.advance(TimeDelta::seconds(40));
    assert_eq!(cache.hit(&key, MINUTE).await.count, 1);
}

#[tokio::test]
async fn callers_that_come_together_share_one_fetch() {
    let cache = Cache::connect(None, clock()).await;
    let fetches = AtomicU32::new(0);
    let fetch = || {
        let (cache, fetches) = (&cache, &fetches);
        async move {
            let slow = async {
                tokio::task::yield_now().await;
                Ok::<_, Infallible>(fetches.fetch_add(1, Ordering::SeqCst))
            };
            cache.try_get_with(&key("a"), MINUTE, slow).await.unwrap().value
        }
    };
    assert_eq!(tokio::join!(fetch(), fetch(), fetch()), (0, 0, 0));
    let failed: Result<Aged<u32>, &str> = cache.try_get_with(&key("b"), MINUTE, async { Err("down") }).await;
    assert_eq!(failed.unwrap_err(), "down");
    assert_eq!(
        cache.get_json::<u32>(&key("b")).await,
        None,
        "a failure is not kept"
    );
}

/// A private Redis on a Unix-free TCP port of its own; killed when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(port: u16) -> Self {
        let port_text = port.to_string();
        let args = [
            "--port",
            &port_text,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ];
        let child = Command::new("redis-server")
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self {
            child: child.expect("redis-server is installed for the tests"),
            port,
        }
    }

    fn url(&self) -> SecretString {
        SecretString::from(format!("redis://127.0.0.1:{}", self.port))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

async fn until_status(cache: &Cache, wanted: &str) {
    for _ in 0..200 {
        if cache.status().await == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the cache never became {wanted:?}");
}

#[tokio::test]
async fn redis_is_shared_and_its_absence_is_nobodys_error() {
    let server = Server::start(free_port());
    let (one, two) = (
        Cache::connect(Some(&server.url()), clock()).await,
        Cache::connect(Some(&server.url()), clock()).await,
    );
    until_status(&one, "redis").await;
    until_status(&two, "redis").await;
    one.put_json(&key("a"), &41, MINUTE).await;
    assert_eq!(two.get_json::<i32>(&key("a")).await.map(|a| a.value), Some(41));
    let attempts = Key::Attempts([192, 0, 2, 1].into());
    assert_eq!(one.hit(&attempts, MINUTE).await.count, 1);
    let second = two.hit(&attempts, MINUTE).await;
    assert_eq!(second.count, 2);
    assert!(
        second.resets_in <= MINUTE && second.resets_in > MINUTE / 2,
        "{second:?}"
    );
    two.forget(&key("a")).await;
    assert_eq!(one.get_json::<i32>(&key("a")).await, None);

    let port = server.port;
    drop(server);
    one.put_json(&key("b"), &42, MINUTE).await;
    assert_eq!(
        one.get_json::<i32>(&key("b")).await.map(|a| a.value),
        Some(42),
        "from this process"
    );
    assert_eq!(
        one.hit(&attempts, MINUTE).await.count,
        2,
        "goes on from what this process has counted"
    );
    assert_eq!(one.status().await, "redis is away");

    let _again = Server::start(port);
    until_status(&one, "redis").await;
}
