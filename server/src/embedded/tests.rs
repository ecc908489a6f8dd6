//! A real PostgreSQL, started, killed and found again.

use super::*;
use crate::clock::SystemRandom;
use db::Doors;
use secrecy::ExposeSecret;
use std::path::PathBuf;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tessera-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn answers(postgres: &Postgres) -> bool {
    let doors = Doors::connect(postgres.url.expose_secret(), 2).unwrap();
    let answer = doors.ping().await.is_ok();
    doors.close();
    answer
}

#[tokio::test]
async fn a_fresh_folder_becomes_a_database_that_outlives_its_process() {
    let folder = Folder::new("embedded");
    let first = Postgres::start(&folder.0, &SystemRandom).await.unwrap();
    assert!(answers(&first).await);
    db::check_login_role(first.url.expose_secret()).await.unwrap();

    let second = Postgres::start(&folder.0, &SystemRandom).await.err().unwrap();
    assert!(matches!(second, EmbeddedError::Locked(_)), "{second}");
    first.stop().await;

    // As after a process that was killed: its server still runs and nobody holds the lock.
    let Postgres { server, lock, .. } = Postgres::start(&folder.0, &SystemRandom).await.unwrap();
    std::mem::forget(server);
    drop(lock);
    let third = Postgres::start(&folder.0, &SystemRandom).await.unwrap();
    assert!(answers(&third).await);
    third.stop().await;

    std::fs::write(folder.0.join("postgres/PG_VERSION"), "9.6\n").unwrap();
    let refused = Postgres::start(&folder.0, &SystemRandom).await.err().unwrap();
    assert!(
        refused.to_string().contains("made by PostgreSQL 9.6"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_folder_with_something_else_in_it_is_not_touched() {
    let folder = Folder::new("embedded-other");
    let stranger = folder.0.join("postgres");
    std::fs::create_dir_all(&stranger).unwrap();
    let error = Postgres::start(&folder.0, &SystemRandom).await.err().unwrap();
    assert!(matches!(error, EmbeddedError::NotACluster(_)), "{error}");
    assert!(std::fs::read_dir(&stranger).unwrap().next().is_none());
}

#[tokio::test]
async fn a_long_path_and_one_that_postgres_cannot_reach_work_too() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("embedded-closed");
    let deep = folder.0.join("a".repeat(60)).join("b".repeat(60));
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(0o700)).unwrap();
    let postgres = Postgres::start(&deep, &SystemRandom).await.unwrap();
    assert!(answers(&postgres).await);
    postgres.stop().await;
    if let Ok(link) = std::fs::read_link(deep.join("postgres")) {
        std::fs::remove_dir_all(link.parent().unwrap()).unwrap();
    }
}
