//! A transaction ends the way it should, and takes its role and its brand with it.

use crate::world::{OURS, THEIRS, World, execute, scalar};
use db::{DbError, Doors};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use test_support::TestDb;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream, lookup_host,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::timeout,
};

const RENAME: &str = "UPDATE brands SET name = 'renamed'";
const NAMES: &str = "SELECT string_agg(name, ', ' ORDER BY name) FROM brands";
/// Who the session is when no transaction says otherwise, and its brand.
const WHO: &str = "SELECT session_user || ' ' || current_user || ' ' || coalesce(current_setting('tessera.brand_id', true), '')";

#[tokio::test]
async fn what_is_committed_lasts() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    execute(&mut tx, RENAME).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.value(NAMES).await, "Brand b, renamed");
}

#[tokio::test]
async fn what_is_dropped_is_undone_and_the_connection_serves_again() {
    let world = World::new().await;
    let doors = Doors::connect(&world.db.login_url(), 1).unwrap();
    let mut tx = doors.brand(OURS).await.unwrap();
    execute(&mut tx, RENAME).await.unwrap();
    let backend = scalar(&mut tx, "SELECT pg_backend_pid()").await.unwrap();
    drop(tx);
    // The pool has one connection, so this waits for the rollback.
    let mut tx = doors.system("a test").await.unwrap();
    assert_eq!(scalar(&mut tx, NAMES).await.unwrap(), "Brand a, Brand b");
    assert_eq!(scalar(&mut tx, "SELECT pg_backend_pid()").await.unwrap(), backend);
}

#[tokio::test]
async fn a_commit_after_a_failed_statement_fails_even_if_nobody_looked() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    execute(&mut tx, RENAME).await.unwrap();
    let _ = execute(&mut tx, "SELECT nonsense").await;
    assert!(tx.commit().await.is_err());
    assert_eq!(world.value(NAMES).await, "Brand a, Brand b");
}

#[tokio::test]
async fn a_deferred_constraint_is_told_by_the_commit() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let orphan = format!(
        "INSERT INTO versions SELECT gen_random_uuid(), '{OURS}', gen_random_uuid(), 1, document, hash, published_at,
         published_by FROM versions"
    );
    execute(&mut tx, &orphan).await.unwrap();
    let error = tx.commit().await.unwrap_err();
    assert!(
        matches!(&error, DbError::ForeignKey { constraint } if constraint == "versions_passport_fkey"),
        "{error:?}"
    );
    world.doors.ping().await.unwrap();
}

#[tokio::test]
async fn the_next_user_of_a_connection_inherits_neither_role_nor_brand() {
    let world = World::new().await;
    let doors = Doors::connect(&world.db.login_url(), 1).unwrap();
    for commits in [true, false] {
        let tx = doors.brand(OURS).await.unwrap();
        if commits {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let mut tx = doors.public().await.unwrap();
        assert_eq!(
            scalar(&mut tx, WHO).await.unwrap(),
            "tessera_login tessera_public "
        );
        tx.commit().await.unwrap();
        let mut tx = doors.system("a test").await.unwrap();
        assert_eq!(
            scalar(&mut tx, WHO).await.unwrap(),
            "tessera_login tessera_system "
        );
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_each_see_their_own_brand() {
    let world = World::new().await;
    let doors = Doors::connect(&world.db.login_url(), 3).unwrap();
    let tasks: Vec<_> = (0..120)
        .map(|number| {
            let doors = doors.clone();
            tokio::spawn(async move {
                let (brand, name) = if number % 2 == 0 {
                    (OURS, "Brand a")
                } else {
                    (THEIRS, "Brand b")
                };
                let mut tx = doors.brand(brand).await.unwrap();
                assert_eq!(scalar(&mut tx, NAMES).await.unwrap(), name);
                match number % 5 {
                    0 => tx.commit().await.unwrap(),
                    // Abandoned while the server works on it.
                    1 => drop(
                        timeout(
                            Duration::from_millis(2),
                            execute(&mut tx, "SELECT pg_sleep(0.02)"),
                        )
                        .await,
                    ),
                    2 => drop(execute(&mut tx, "SELECT nonsense").await),
                    _ => drop(tx),
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_consumer_waits_two_seconds_at_most() {
    let world = World::new().await;
    let mut tx = world.doors.public().await.unwrap();
    let start = Instant::now();
    let answer = execute(&mut tx, "SELECT pg_sleep(10)").await;
    assert!(matches!(answer, Err(DbError::Unavailable(_))), "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn who_finds_no_free_connection_is_told_so() {
    let world = World::new().await;
    let doors = Doors::connect(&world.db.login_url(), 1).unwrap();
    let held = doors.public().await.unwrap();
    let start = Instant::now();
    let answer = doors.public().await.map(|_| ());
    assert!(matches!(answer, Err(DbError::Unavailable(_))), "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(held);
    doors.ping().await.unwrap();
}

#[tokio::test]
async fn one_side_does_not_take_the_connections_of_the_other() {
    let world = World::new().await;
    let doors = Doors::connect(&world.db.login_url(), 4).unwrap();
    let (mut brands, mut readers) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        brands.push(doors.brand(OURS).await.unwrap());
    }
    doors.ping().await.unwrap();
    drop(brands);
    readers.push(doors.public().await.unwrap());
    doors.brand(OURS).await.unwrap().commit().await.unwrap();
    let [(_, public), (name, brands)] = doors.pool_use().pools;
    assert_eq!((public.max, public.size, public.idle), (1, 1, 0));
    assert_eq!((name, brands.max), ("brands", 3));
}

/// A server that hangs: connections are taken, and nothing comes back while it is frozen.
async fn freezer(to: SocketAddr) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (freeze, frozen) = watch::channel(false);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(to).await.unwrap();
            let ((from_client, to_client), (from_server, to_server)) =
                (client.into_split(), server.into_split());
            tokio::spawn(pass_on(from_client, to_server, frozen.clone()));
            tokio::spawn(pass_on(from_server, to_client, frozen.clone()));
        }
    });
    (address, freeze)
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut frozen: watch::Receiver<bool>) {
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        let _ = frozen.wait_for(|frozen| !frozen).await;
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_is_known_to_hang_and_it_is_found_again() {
    let world = World::new().await;
    let url = world.db.login_url();
    let (who, place) = url.rsplit_once('@').unwrap();
    let (server, name) = place.split_once('/').unwrap();
    let server = lookup_host(server).await.unwrap().next().unwrap();
    let (address, freeze) = freezer(server).await;
    let doors = Doors::connect(&format!("{who}@{address}/{name}"), 4).unwrap();
    doors.ping().await.unwrap();

    freeze.send(true).unwrap();
    let first = timeout(Duration::from_secs(8), doors.ping())
        .await
        .expect("in time");
    assert!(matches!(first, Err(DbError::Unavailable(_))), "{first:?}");
    // From now on nobody waits at all, whichever the door.
    let (public, brand) = timeout(Duration::from_secs(1), async {
        (doors.ping().await, doors.brand(OURS).await.map(drop))
    })
    .await
    .expect("at once");
    assert!(matches!(
        (public, brand),
        (Err(DbError::Unavailable(_)), Err(DbError::Unavailable(_)))
    ));

    freeze.send(false).unwrap();
    let back = async {
        while doors.ping().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), back)
        .await
        .expect("it is found again");
    doors.brand(OURS).await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_restart_of_the_server_costs_no_request() {
    let world = World::new().await;
    let open = [
        world.doors.public().await.unwrap(),
        world.doors.public().await.unwrap(),
    ];
    for tx in open {
        tx.commit().await.unwrap();
    }
    let end_all = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                   WHERE datname = current_database() AND usename = 'tessera_login'";
    world.superuser.batch_execute(end_all).await.unwrap();
    world.doors.ping().await.unwrap();
    world.doors.ping().await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let doors = Doors::connect("postgres://nobody:x@127.0.0.1:1/none", 1).unwrap();
    let answer = doors.ping().await;
    assert!(matches!(answer, Err(DbError::Unavailable(_))), "{answer:?}");
    let message = domain::Error::from(answer.unwrap_err()).to_string();
    assert!(message.starts_with("The database cannot be reached"), "{message}");
}

#[tokio::test]
async fn a_closed_pool_is_unavailable() {
    let db = TestDb::new().await;
    let doors = db.doors();
    doors.ping().await.unwrap();
    doors.close();
    assert!(matches!(doors.ping().await, Err(DbError::Unavailable(_))));
}
