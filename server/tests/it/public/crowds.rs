//! Readers and the dashboard do not stand in each other's way, and what falls takes nothing else with it.

use crate::support::{Client, Reply, TestApp, shop};
use std::{net::SocketAddr, time::Duration};
use test_support::{TestRedis, tokio_postgres};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};

/// Nobody waits longer, whatever happens.
const EVER: Duration = Duration::from_mins(1);

/// Keeps everybody else from a table until it is dropped.
async fn locked(t: &TestApp, table: &str) -> tokio_postgres::Client {
    let client = t.db.superuser().await;
    let lock = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    client.batch_execute(&lock).await.expect("a lock");
    client
}

/// Many who ask for these paths at the same time.
fn crowd(client: &Client, paths: impl Iterator<Item = String>) -> JoinSet<Reply> {
    let mut all = JoinSet::new();
    for path in paths {
        let mut client = client.clone();
        all.spawn(async move { client.get(&path).await });
    }
    all
}

/// Waits until that many statements wait for the lock.
async fn waiting(t: &TestApp, number: i64) {
    let asking = t.db.superuser().await;
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let look = async {
        loop {
            let there: i64 = asking.query_one(sql, &[]).await.expect("a number").get(0);
            if there >= number {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(EVER, look).await.expect("they wait");
}

/// All were told to come back.
async fn told_to_come_back(crowd: JoinSet<Reply>) {
    let replies = timeout(EVER, crowd.join_all()).await.expect("nobody hangs");
    for reply in replies {
        reply.assert_status(503);
        assert!(reply.header("retry-after").is_some());
    }
}

#[tokio::test]
async fn readers_who_wait_for_the_database_leave_the_dashboard_alone() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let lock = locked(&t, "passports").await;
    let crowd = crowd(&t.visitor(), (0..300).map(|n| format!("/p/{n:016}")));
    waiting(&t, 1).await;
    let page = timeout(EVER, ada.get("/team")).await;
    page.expect("in time").assert_status(200);
    told_to_come_back(crowd).await;
    drop(lock);
}

#[tokio::test]
async fn a_dashboard_that_waits_for_the_database_leaves_readers_alone() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let lock = locked(&t, "sessions").await;
    let crowd = crowd(&shop.owner, (0..100).map(|_| "/settings/domains".to_owned()));
    // All connections that are not for readers.
    waiting(&t, 4).await;
    let page = timeout(EVER, t.visitor().get(&passport.path)).await;
    page.expect("in time").assert_status(200);
    told_to_come_back(crowd).await;
    drop(lock);
    shop.owner.get("/settings/domains").await.assert_status(200);
}

/// A way to Redis that can be cut.
async fn way_to(redis: &str) -> (SocketAddr, tokio::task::JoinHandle<()>) {
    let there = redis.to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let way = tokio::spawn(async move {
        let mut open = JoinSet::new();
        while let Ok((mut near, _)) = listener.accept().await {
            let there = there.clone();
            open.spawn(async move {
                if let Ok(mut far) = TcpStream::connect(there).await {
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                }
            });
        }
    });
    (address, way)
}

#[tokio::test]
async fn pages_are_made_after_redis_has_gone() {
    let redis = TestRedis::new();
    let url = redis.url();
    let (server, number) = url
        .strip_prefix("redis://")
        .and_then(|rest| rest.split_once('/'))
        .expect("an address");
    let (address, way) = way_to(server).await;
    let t = TestApp::start_with(&[("TESSERA_REDIS_URL", &format!("redis://{address}/{number}"))]).await;
    assert_eq!(t.app.cache.status().await, "redis");
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    way.abort();
    assert!(way.await.is_err_and(|error| error.is_cancelled()));
    // One that was read before and one that was not.
    for path in [passport.path.clone(), format!("{}.json", passport.path)] {
        let page = timeout(EVER, reader.get(&path)).await;
        page.expect("in time").assert_status(200);
    }
    let german = reader.get_with(&passport.path, &[("accept-language", "de")]);
    timeout(EVER, german).await.expect("in time").assert_status(200);
}
