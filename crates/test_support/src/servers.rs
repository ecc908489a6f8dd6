//! The servers that all tests of a run share: started by whoever comes first, found by the others through a file.

use crate::{place, postgres::Cluster, redis::Server};
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::Command,
    sync::OnceLock,
};

/// The variable that names a PostgreSQL superuser's address.
pub const POSTGRES_VARIABLE: &str = "TESSERA_TEST_PG";
/// The variable that names a Redis, `redis://127.0.0.1:PORT`.
pub const REDIS_VARIABLE: &str = "TESSERA_TEST_REDIS";

/// Minutes without a test after which the watchdog stops the servers.
const IDLE_MINUTES: u32 = 10;

/// The address of the PostgreSQL superuser; starts the server where nobody has.
pub fn postgres() -> String {
    static URL: OnceLock<String> = OnceLock::new();
    let start = |folder: &Path| {
        shared(
            folder,
            "postgres.url",
            |_| Cluster::new(folder).runs(),
            || Cluster::new(folder).start(),
        )
    };
    URL.get_or_init(|| place::variable(POSTGRES_VARIABLE).unwrap_or_else(|| locked(start)))
        .clone()
}

/// The address of Redis; starts it where nobody has.
pub fn redis() -> String {
    static URL: OnceLock<String> = OnceLock::new();
    let start = |folder: &Path| {
        shared(
            folder,
            "redis.url",
            |url| Server::at(url).runs(),
            || Server::start(folder).url(),
        )
    };
    URL.get_or_init(|| place::variable(REDIS_VARIABLE).unwrap_or_else(|| locked(start)))
        .clone()
}

/// Stops what [`postgres`] and [`redis`] started, in whichever process; what is not there is fine.
pub fn stop() {
    locked(|folder| {
        if let Ok(url) = fs::read_to_string(folder.join("redis.url")) {
            Server::at(&url).stop();
        }
        Cluster::new(folder).stop();
        for file in ["redis.url", "postgres.url", "used"] {
            let _ = fs::remove_file(folder.join(file));
        }
    });
}

/// One process at a time.
fn locked<T>(work: impl FnOnce(&Path) -> T) -> T {
    let folder = place::folder();
    let lock = fs::File::create(folder.join("lock")).expect("the lock file can be made");
    lock.lock().expect("the lock can be taken");
    work(&folder)
}

/// The address that a file holds, where its server runs; else that of a server started now.
fn shared(folder: &Path, file: &str, runs: impl Fn(&str) -> bool, start: impl FnOnce() -> String) -> String {
    let path = folder.join(file);
    let known = fs::read_to_string(&path).ok().filter(|url| runs(url));
    let watched = folder.join("used").exists();
    touch(folder);
    let url = known.unwrap_or_else(|| {
        let url = start();
        fs::write(&path, &url).expect("the address can be written");
        // It holds a password.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
            .expect("our own file's mode can be set");
        url
    });
    if !watched {
        watch(folder);
    }
    url
}

/// Tells the watchdog that the servers are needed.
pub(crate) fn touch(folder: &Path) {
    let _ = fs::write(folder.join("used"), "");
}

/// Stops the servers when no test has used them for a while; a run that was killed leaves nothing behind for long.
/// A shell does it, because no program of ours outlives a test.
fn watch(folder: &Path) {
    let script = format!(
        "( while sleep 15; do \
             [ -e used ] || exit 0; \
             [ -n \"$(find used -mmin -{IDLE_MINUTES})\" ] && continue; \
             kill -s QUIT \"$(head -n 1 postgres/data/postmaster.pid)\"; \
             port=$(sed 's/.*://' redis.url) && redis-cli -h 127.0.0.1 -p \"$port\" shutdown nosave; \
             rm -rf postgres redis.url postgres.url used; exit 0; \
           done ) &"
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(folder).process_group(0);
    place::run(&mut shell, Path::new("/dev/null"));
}
